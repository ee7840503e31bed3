"""Master data in the window: one list and one form, made of the declaration of each kind."""
