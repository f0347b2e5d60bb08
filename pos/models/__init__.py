"""Tables of the register's local store."""
