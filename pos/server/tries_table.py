"""Table of the tries that strangers have left, which all processes of a server share."""

from __future__ import annotations

from sqlalchemy import PrimaryKeyConstraint

from pos.server.table_parts import number_column, of_store, strict_table, text_column

tries = strict_table(
    "tries",
    number_column("store_id"),
    text_column("purpose"),
    text_column("caller"),
    number_column("empty_until"),  # microseconds since 1970 UTC: until then some tries are used
    PrimaryKeyConstraint("store_id", "purpose", "caller"),
    of_store(),
)
