"""The printers of this station, and the queue of what was sent to them."""
