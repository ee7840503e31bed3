"""Reads for the planner and about it: demand, supply, the queue, who loses."""
