"""The first steps on a new database: where it is, a warehouse, data, a scan, the printers."""
