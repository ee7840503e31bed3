"""The templates of slips: a form, the channels, and what it looks like beside them."""
