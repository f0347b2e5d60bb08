"""Listing: rows of two lines in columns, for touch and keys."""
