"""Rules for orders: kept, tried, and done when something happens to orders."""
