"""Tests of the server over real database files."""
