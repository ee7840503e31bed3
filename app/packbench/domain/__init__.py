"""What the product is about, in pure Python: quantities, the planner, the queue, scan codes."""
