"""What to buy: proposals, why they are what they are, and drafts of them."""
