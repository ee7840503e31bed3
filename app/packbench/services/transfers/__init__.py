"""Goods on their way between warehouses: sent, received, closed, cancelled."""
