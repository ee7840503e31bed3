"""Pick bins that are filled out of reserve, and in which bins products had better lie."""
