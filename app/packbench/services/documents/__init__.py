"""Documents printed from the database."""
