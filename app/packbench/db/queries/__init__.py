"""Reads: projections to row dataclasses, never mapped objects, never OFFSET."""
