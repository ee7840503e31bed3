"""Importing files from the window."""
