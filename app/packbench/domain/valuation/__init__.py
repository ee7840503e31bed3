"""What stock is worth, worked out of the ledger; pure."""
