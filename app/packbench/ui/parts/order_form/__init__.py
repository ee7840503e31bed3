"""The form of an order: its fields, its lines, and what becomes of them."""
