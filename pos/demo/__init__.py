"""The demo: a shop of its own, and the shift that is worked through it."""
