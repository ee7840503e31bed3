"""What stock is worth, what receipts cost, what suppliers did."""
