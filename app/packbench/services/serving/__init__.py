"""What programs of channels ask over HTTP, and files that come in by a watched folder."""
