"""Products, as people at a scanner change them."""
