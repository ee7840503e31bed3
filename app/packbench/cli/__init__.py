"""The command line: one module a noun; names, keys and exit codes are a contract."""
