"""Rows of the hot path: one multi-row insert per table, handed to the driver as it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection

from pos.models.base import Base


def insert_rows(db: Connection, record: type[Base], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of stored values (text and integers), in the order of the table's columns.

    SQLAlchemy's own insert would convert every value and cost a third of a sale's commit
    (docs/adr/0006-hot-path.md).
    """
    if rows:
        db.exec_driver_sql(_insert(record), list(rows))


@cache
def _insert(record: type[Base]) -> str:
    columns = ", ".join(f'"{column.name}"' for column in record.__table__.columns)
    places = ", ".join("?" * len(record.__table__.columns))
    return f"INSERT INTO {record.__tablename__} ({columns}) VALUES ({places})"
