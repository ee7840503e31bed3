"""Set-wise writes of orders, lines, promises, waits and the ledger."""
