"""Labels of bins, products, totes, carts and people, from the window."""
