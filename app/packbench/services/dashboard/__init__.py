"""What the dashboard tells: numbers, each with the rows behind it. Questions only."""
