"""Lots and serials: what expires soon, where a lot came from and went, who got a serial."""
