"""Imports: a file becomes one command, all of it in one transaction."""
