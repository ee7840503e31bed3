"""Taking commands back: what is remembered, and how it is put back."""
