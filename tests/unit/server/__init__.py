"""Tests of the server's parts that need no network."""
