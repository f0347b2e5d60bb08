"""Deferred entry: what the sell screen needs to type a day from the paper book."""
