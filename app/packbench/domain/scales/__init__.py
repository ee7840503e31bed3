"""Scales at a serial port: what they say, and what it weighs."""
