"""Orders: looking at them, and every command on them."""
