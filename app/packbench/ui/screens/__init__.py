"""The tabs and dialogs of the window; none of them imports another."""
