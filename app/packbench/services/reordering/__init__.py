"""When to buy again, of whom and how much; drafts that are kept up by themselves."""
