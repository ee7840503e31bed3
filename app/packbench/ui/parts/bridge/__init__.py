"""Between the lanes' threads and the widgets: results, progress and notices of changes."""
