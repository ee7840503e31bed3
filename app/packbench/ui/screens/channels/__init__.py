"""What is said of channels."""
