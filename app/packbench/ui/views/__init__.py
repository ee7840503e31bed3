"""Saved views in the window: choosing, saving, files of a list."""
