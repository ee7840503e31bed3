"""The dialog of the back-ups, and the daily one."""
