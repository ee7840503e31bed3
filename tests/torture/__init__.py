"""Stations at random work while everything around them breaks; afterwards the books are read."""
