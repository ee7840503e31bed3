"""Scales of this computer: their serial ports."""
