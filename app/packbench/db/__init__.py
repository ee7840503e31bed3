"""The database: schema, transactions, bulk writes, reads, change notices."""
