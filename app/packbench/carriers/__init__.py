"""Carriers: plug-ins that make labels, and those that come with Packbench."""
