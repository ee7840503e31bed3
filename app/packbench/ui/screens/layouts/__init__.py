"""The floor of a warehouse: seen from above, and drawn."""
