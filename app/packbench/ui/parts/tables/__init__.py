"""Virtual tables: SQL sorts and filters, pages come in the background, selection is kept by id."""
