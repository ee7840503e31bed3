"""The stock ledger: what moved, what was where at a moment, whether it is unchanged."""
