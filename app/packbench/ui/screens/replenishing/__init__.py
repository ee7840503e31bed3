"""Pick bins in the window: what is carried to them, and in which bins products had better lie."""
