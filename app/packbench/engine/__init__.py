"""All that moves units, inside a command and under the mutex; the only floor that writes them."""
