"""Doctor: what is stuck, what would help, and the repair."""
