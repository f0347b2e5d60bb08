"""Contents of a register's database, to show that something changed no byte of it."""

from __future__ import annotations

from typing import Any

from pos.models.database import Database

_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
    "AND name NOT LIKE '%_fts%'"
)


def contents(database: Database, *leave_out: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, by table."""
    tables = [name for (name,) in database.fetch(_TABLES) if name not in leave_out]
    return {table: sorted(database.fetch(f"SELECT * FROM {table}"), key=repr) for table in tables}


def of_session(database: Database, session_id: object) -> dict[str, list[tuple[Any, ...]]]:
    """Return what there is of one cash session: its row, entries, effects, sales and tickets."""
    key = str(session_id)
    by_position = "position IN (SELECT position FROM journal WHERE cash_session_id = ?)"
    return {
        "cash_session": database.fetch("SELECT * FROM cash_session WHERE id = ?", key),
        **{
            table: database.fetch(f"SELECT * FROM {table} WHERE cash_session_id = ?", key)
            for table in ("journal", "sale", "ticket", "cash_move", "cash_session_check")
        },
        "posting": database.fetch(f"SELECT * FROM posting WHERE {by_position}", key),
    }


def balances(database: Database) -> dict[str, int]:
    """Return what stands on each account, in minor units."""
    return dict(database.fetch("SELECT account, sum(amount) FROM posting GROUP BY account"))
