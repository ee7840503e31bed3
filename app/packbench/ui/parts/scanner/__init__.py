"""Barcode scanners that type: caught before any widget, handed to the screen in front."""
