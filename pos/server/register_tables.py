"""Table of the keys that a register's series were signed with, one after the other."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint

from pos.server.table_parts import (
    bytes_column,
    number_column,
    of_register,
    strict_table,
    text_column,
)

register_key = strict_table(
    "register_key",
    number_column("store_id"),
    number_column("register_id"),
    number_column("series"),
    text_column("key_id"),
    bytes_column("public_key"),
    number_column("since"),
    number_column("until", nullable=True),  # absent: it is the register's key now
    PrimaryKeyConstraint("store_id", "register_id", "series"),
    of_register(),
    Index(None, "store_id", "public_key"),
)
