"""Close: the blind count and what it came to."""
