"""Goods that come in at the dock: counted, booked, put right, put away."""
