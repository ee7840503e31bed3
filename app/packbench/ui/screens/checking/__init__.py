"""The dialog that tells whether the database is sound, and saves what can be read."""
