"""Walks through a warehouse: its layout, the shortest route through bins, orders put into carts."""
