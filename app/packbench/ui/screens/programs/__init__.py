"""Programs of channels: their tokens, how they are served, what came in by itself."""
