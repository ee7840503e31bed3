"""The Back Orders tab."""
