"""Purchase orders: made, sent, received, drafted from what is short."""
