"""Printers of this station, and what is sent to them."""
