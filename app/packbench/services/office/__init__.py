"""The desk: lists, search, settings, undo, exports, the database as a whole."""
