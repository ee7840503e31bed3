"""The waiting room: looking at it, and the commands on it."""
