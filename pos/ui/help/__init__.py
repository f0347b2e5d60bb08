"""Help: the keys, and how to sell."""
