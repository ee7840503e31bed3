"""What stock is worth, what it cost, and what currencies are worth."""
