"""Count sheets: made, counted by several, posted as one command."""
