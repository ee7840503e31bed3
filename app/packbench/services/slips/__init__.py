"""Templates of slips: looking at them, changing them, files of them, their logos."""
