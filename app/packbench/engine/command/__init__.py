"""The command core: key, transaction, audit row, trial."""
