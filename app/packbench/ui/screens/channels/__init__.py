"""What channels see of a product, and why."""
