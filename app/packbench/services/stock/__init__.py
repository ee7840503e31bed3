"""Stock changing hands, and what would happen if it did."""
