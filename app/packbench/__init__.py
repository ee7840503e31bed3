"""Packbench: allocation, the waiting room, picking and packing for warehouse stations."""

__version__ = "0.1.0"
