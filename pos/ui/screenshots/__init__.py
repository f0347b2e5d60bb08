"""Screenshots: the real till, worked through every screen, and pictures of it."""
