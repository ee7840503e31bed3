"""The stock ledger as people ask for it: what moved, what was where, is it unchanged."""
