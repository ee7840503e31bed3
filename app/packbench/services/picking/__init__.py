"""Waves of shipments that are picked together."""
