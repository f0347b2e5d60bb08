"""Sync: what waits, what the server said last."""
