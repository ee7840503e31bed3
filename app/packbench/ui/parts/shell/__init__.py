"""The main window: bars, tabs, messages, errors; it knows no screen."""
