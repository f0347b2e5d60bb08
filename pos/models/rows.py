"""Rows of the hot path: statements handed to the driver as they are.

SQLAlchemy's own execution costs some 30 µs a statement and converts every value; a sale of
20 lines runs a dozen statements, so that alone would cost half of its commit
(docs/adr/0006-hot-path.md). Values are stored ones: text, integers, bytes, None.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection
from sqlcipher3.dbapi2 import IntegrityError

from pos.models.base import Base

RowRefused = IntegrityError  # a row breaks a rule of the tables
Stored = str | int | bytes | None


def insert_rows(db: Connection, record: type[Base], rows: Sequence[tuple[Stored, ...]]) -> None:
    """Insert rows, in the order of the table's columns."""
    if rows:
        _driver(db).executemany(_insert(record), rows)


def insert_row(db: Connection, record: type[Base], row: tuple[Stored, ...]) -> int:
    """Insert one row and return its rowid; a None for the key lets SQLite choose it."""
    return int(_driver(db).execute(_insert(record), row).lastrowid)


def first_row(db: Connection, sql: str, *values: Stored) -> tuple[Any, ...] | None:
    """Return the first row of a query, or None."""
    row: tuple[Any, ...] | None = _driver(db).execute(sql, values).fetchone()
    return row


def all_rows(db: Connection, sql: str, *values: Stored) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    rows: list[tuple[Any, ...]] = _driver(db).execute(sql, values).fetchall()
    return rows


def execute(db: Connection, sql: str, *values: Stored) -> None:
    """Run a statement that returns nothing."""
    _driver(db).execute(sql, values)


def _driver(db: Connection) -> Any:
    return db.connection.driver_connection


@cache
def _insert(record: type[Base]) -> str:
    columns = ", ".join(f'"{column.name}"' for column in record.__table__.columns)
    places = ", ".join("?" * len(record.__table__.columns))
    return f"INSERT INTO {record.__tablename__} ({columns}) VALUES ({places})"
