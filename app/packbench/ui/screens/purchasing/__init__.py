"""The Purchase Orders tab."""
