"""Goods on their way between warehouses: the list, and the forms that are opened from it."""
