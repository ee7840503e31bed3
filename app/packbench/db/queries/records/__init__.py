"""Reads of single records and their rows, as commands and programs need them."""
