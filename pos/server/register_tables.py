"""Tables of a register's series: the keys they were signed with, and where they go on from."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, UniqueConstraint

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

# Only of a register that was copied; a series without a row continues the one before it.
series_origin = strict_table(
    "series_origin",
    number_column("store_id"),
    number_column("register_id"),
    number_column("series"),
    number_column("continues"),  # the series that it goes on from
    number_column("after", nullable=True),  # a branch: its last entry that both histories have
    number_column("written_as"),  # the series that the entries name; of a branch another one
    text_column("first_hash", nullable=True),  # of a branch: of the entry behind `after`
    number_column("next_series", nullable=True),  # of a branch: the one that goes on behind it
    number_column("began_at"),
    PrimaryKeyConstraint("store_id", "register_id", "series"),
    UniqueConstraint("store_id", "register_id", "continues", "after", "first_hash"),
    of_register(),
    CheckConstraint(
        "(after IS NULL) = (first_hash IS NULL) AND (after IS NULL) = (next_series IS NULL)",
        name="branch_is_whole",
    ),
)
