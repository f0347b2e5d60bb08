"""Rows beside the journal: read once in the order of the journal, compared column by column."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from operator import eq
from typing import Any

from sqlalchemy import Connection

from pos.models.base import Base
from pos.services.verification_findings import EventName, Findings

Row = tuple[Any, ...]

_ROWS_AT_ONCE = 500
_NOWHERE = sys.maxsize  # where a position is that is no number
_SHOWN_CHARACTERS = 60


def column_names(record: type[Base]) -> tuple[str, ...]:
    """Return the table's columns in their order."""
    return tuple(column.name for column in record.__table__.columns)


def stored_rows(db: Connection, record: type[Base], order: str) -> Iterator[Row]:
    """Yield the rows of a table, a few hundred in memory at a time."""
    columns = ", ".join(f'"{name}"' for name in column_names(record))
    sql = f"SELECT {columns} FROM {record.__tablename__} ORDER BY {order}"
    result = db.exec_driver_sql(sql, execution_options={"yield_per": _ROWS_AT_ONCE})
    for rows in result.partitions(_ROWS_AT_ONCE):
        yield from map(tuple, rows)  # plain tuples compare ten times faster


class RowsOfEvents:
    """The rows of one table, handed out event by event; what no event claims is a finding."""

    def __init__(self, db: Connection, record: type[Base], findings: Findings) -> None:
        self.record = record
        self._findings = findings
        self._key_at = _key_place(record)
        order = ", ".join(column.name for column in record.__table__.primary_key)
        self._rows = stored_rows(db, record, order)
        self._next = next(self._rows, None)

    def take(self, position: int) -> list[Row]:
        """Return the rows of the event at `position`, which grows from call to call."""
        self._pass_over_until(position)
        found = []
        while self._next is not None and _position(self._next) == position:
            found.append(self._next)
            self._next = next(self._rows, None)
        return found

    def finish(self) -> None:
        """Report the rows behind the last event."""
        self._pass_over_until(_NOWHERE + 1)

    def compare(self, position: int, expected: Sequence[Row], event: EventName) -> None:
        """Report each row and column at `position` that differs from what the event calls for."""
        found = self.take(position)
        if len(found) == len(expected) and all(map(eq, found, expected)):  # nearly always
            return
        table, key_at = self.record.__tablename__, self._key_at
        waiting = {row[key_at]: row for row in expected}
        for row in found:
            wanted = waiting.pop(row[key_at], None)
            if wanted is None:
                self._findings.add(
                    f"the row {_shown(row[key_at])} is doubled or extra: the event does not call "
                    "for it",
                    event,
                    table,
                )
            elif row != wanted:
                report_differences(self._findings, self.record, row, wanted, event)
        for key in waiting:
            self._findings.add(f"the row {_shown(key)} is missing", event, table)

    def _pass_over_until(self, position: int) -> None:
        while self._next is not None and _position(self._next) < position:
            self._findings.add(
                f"the row {self._next[:2]!r} belongs to no entry of the journal",
                None,
                self.record.__tablename__,
            )
            self._next = next(self._rows, None)


def report_differences(
    findings: Findings,
    record: type[Base],
    found: Row,
    wanted: Row,
    event: EventName | None,
    *,
    left_out: Sequence[str] = (),
) -> None:
    """Report each column in which a row differs from what it should be."""
    for name, stored, told in zip(column_names(record), found, wanted, strict=True):
        if name not in left_out and (stored != told or type(stored) is not type(told)):
            findings.add(
                f"stored is {_shown(stored)}, the journal says {_shown(told)}",
                event,
                record.__tablename__,
                name,
            )


def _key_place(record: type[Base]) -> int:
    """Return where the key within one event stands: the last column of the primary key."""
    *_, last = record.__table__.primary_key
    return column_names(record).index(last.name)


def _position(row: Row) -> int:
    return row[0] if isinstance(row[0], int) else _NOWHERE


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
