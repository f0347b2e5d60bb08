"""Revisions of the register's schema, oldest first."""
