"""The server over HTTP: what programs of channels ask."""
