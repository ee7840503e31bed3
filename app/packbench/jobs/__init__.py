"""Work off the caller's thread, without Qt: lanes, progress and cancelling."""
