"""Master data: its menu."""
