"""Numbers of the dashboard that no list counts for itself."""
