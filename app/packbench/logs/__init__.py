"""The log: what is written into it, by several processes at once, and how it is read again."""
