"""Canaries: known bugs that can be switched on, each of which the oracle must catch."""
