"""Commands on many records: one dialog that asks, tries, does, and tells what became of each."""
