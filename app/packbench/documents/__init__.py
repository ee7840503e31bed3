"""What is printed: frozen dataclasses in, PDF bytes out, equal bytes for equal input."""
