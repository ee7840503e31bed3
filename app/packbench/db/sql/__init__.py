"""Small parts of SQL that reads and writes share."""
