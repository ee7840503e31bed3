"""The station's scanner: how it is set up, and what it read last."""
