"""`packbench db check`: the invariants, counted over the whole database, each by name."""
