"""Count sheets in the window: their list, a sheet, counting by scan, accuracy."""
