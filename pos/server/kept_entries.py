"""Entries that wait for a person: in quarantine, refused, or computed differently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from pos.domain.problem import Problem
from pos.server import tables
from pos.server.legible import legible
from pos.server.moments import moment
from pos.server.registers import KnownRegister

_entry = tables.journal_entry.c
_held = tables.quarantine.c
_flag = tables.flag.c
_register = tables.register.c


class EntryState(StrEnum):
    """What became of an entry."""

    QUARANTINED = "quarantined"  # in its place in the journal, without effects
    REFUSED = "refused"  # not in the journal: nobody vouches for it
    FLAGGED = "flagged"  # applied, and computed differently
    APPLIED = "applied"


class EntryUnknown(Problem):
    def __init__(self, place: EntryPlace, held: int) -> None:
        there = f"1 to {held}" if held else "none yet"
        super().__init__(
            f"The server holds no entry {place.seq} in series {place.series} of "
            f"“{place.register_name}”: it holds {there}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPlace:
    """Where an entry stands."""

    register_number: int
    register_name: str
    series: int
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEntry:
    """An entry as people are shown it; `since` is when the server received it."""

    place: EntryPlace
    state: EntryState
    kind: str
    hash: str
    reasons: tuple[str, ...]
    since: datetime
    applied_at: datetime | None = None
    body: str = ""


def kept_entries(
    db: Connection, store_number: int, register: KnownRegister | None = None
) -> list[KeptEntry]:
    """Return what waits for a person, of one register or of all, in the order of the journals."""
    found = [
        *_quarantined(db, store_number, register),
        *_refused(db, store_number, register),
        *_flagged(db, store_number, register),
    ]
    return sorted(found, key=_order)


def entry_at(db: Connection, store_number: int, place: EntryPlace) -> list[KeptEntry]:
    """Return what the server holds at a place: the entry of the journal, and what was refused.

    :raises EntryUnknown: if that is nothing.
    """
    row = db.execute(
        select(_entry.kind, _entry.hash, _entry.body, _entry.received_at).where(
            *at_place(_entry, store_number, place)
        )
    ).first()
    found = [] if row is None else [_of_journal(db, store_number, place, row)]
    found += [
        one for one in _refused(db, store_number, None, with_bodies=True) if one.place == place
    ]
    if not found:
        held = select(func.coalesce(func.max(_entry.seq), 0)).where(
            _entry.store_id == store_number,
            _entry.register_id == place.register_number,
            _entry.series == place.series,
        )
        raise EntryUnknown(place, db.execute(held).scalar_one())
    return found


def waiting_places(
    db: Connection, store_number: int, register: KnownRegister | None = None
) -> list[EntryPlace]:
    """Return where entries are in quarantine, in the order in which they happened."""
    return [one.place for one in sorted(_quarantined(db, store_number, register), key=_order)]


def count_waiting(db: Connection) -> int:
    """Return how many entries of all stores are in quarantine."""
    query = select(func.count()).where(_held.body.is_(None), _held.applied_at.is_(None))
    return int(db.execute(query).scalar_one())


def at_place(columns: Any, store_number: int, place: EntryPlace) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for the rows of a place; `columns` are the table's."""
    return (
        columns.store_id == store_number,
        columns.register_id == place.register_number,
        columns.series == place.series,
        columns.seq == place.seq,
    )


def _order(one: KeptEntry) -> tuple[str, int, int, str]:
    return one.place.register_name, one.place.series, one.place.seq, one.state.value


def _of_journal(db: Connection, store_number: int, place: EntryPlace, row: Any) -> KeptEntry:
    held = db.execute(
        select(_held.reason, _held.applied_at).where(
            *at_place(_held, store_number, place), _held.body.is_(None)
        )
    ).first()
    flags = db.execute(
        select(_flag.reason).where(*at_place(_flag, store_number, place)).order_by(_flag.number)
    )
    reasons = tuple(flags.scalars())
    state, applied_at = EntryState.FLAGGED if reasons else EntryState.APPLIED, None
    if held is not None:
        applied_at = None if held.applied_at is None else moment(held.applied_at)
        if applied_at is None:
            state, reasons = EntryState.QUARANTINED, (held.reason,)
    return KeptEntry(
        place=place,
        state=state,
        kind=row.kind,
        hash=row.hash,
        reasons=reasons,
        since=moment(row.received_at),
        applied_at=applied_at,
        body=row.body,
    )


def _quarantined(
    db: Connection, store_number: int, register: KnownRegister | None
) -> Iterator[KeptEntry]:
    query = (
        select(
            _register.name,
            _held.register_id,
            _held.series,
            _held.seq,
            _held.hash,
            _held.reason,
            _held.received_at,
            _entry.kind,
        )
        .select_from(tables.quarantine)
        .join(tables.register, _same_register(_held))
        .join(tables.journal_entry, _same_entry(_held))
        .where(
            _held.body.is_(None), _held.applied_at.is_(None), *_of(_held, store_number, register)
        )
    )
    for row in db.execute(query):
        yield KeptEntry(
            place=_place(row),
            state=EntryState.QUARANTINED,
            kind=row.kind,
            hash=row.hash,
            reasons=(row.reason,),
            since=moment(row.received_at),
        )


def _refused(
    db: Connection,
    store_number: int,
    register: KnownRegister | None,
    *,
    with_bodies: bool = False,
) -> Iterator[KeptEntry]:
    query = (
        select(tables.quarantine, _register.name)
        .select_from(tables.quarantine)
        .join(tables.register, _same_register(_held))
        .where(_held.body.is_not(None), *_of(_held, store_number, register))
    )
    for row in db.execute(query):
        yield KeptEntry(
            place=_place(row),
            state=EntryState.REFUSED,
            kind=legible(row.body.encode()).kind,
            hash=row.hash,
            reasons=(row.reason,),
            since=moment(row.received_at),
            body=row.body if with_bodies else "",
        )


def _flagged(
    db: Connection, store_number: int, register: KnownRegister | None
) -> Iterator[KeptEntry]:
    query = (
        select(
            _register.name,
            _flag.register_id,
            _flag.series,
            _flag.seq,
            _flag.reason,
            _entry.hash,
            _entry.received_at,
            _entry.kind,
        )
        .select_from(tables.flag)
        .join(tables.register, _same_register(_flag))
        .join(tables.journal_entry, _same_entry(_flag))
        .where(*_of(_flag, store_number, register))
        .order_by(_flag.register_id, _flag.series, _flag.seq, _flag.number)
    )
    by_entry = groupby(db.execute(query).all(), key=attrgetter("register_id", "series", "seq"))
    for _, rows in by_entry:
        first, *others = rows
        yield KeptEntry(
            place=_place(first),
            state=EntryState.FLAGGED,
            kind=first.kind,
            hash=first.hash,
            reasons=(first.reason, *(row.reason for row in others)),
            since=moment(first.received_at),
        )


def _place(row: Any) -> EntryPlace:
    return EntryPlace(
        register_number=row.register_id,
        register_name=row.name,
        series=row.series,
        seq=row.seq,
    )


def _of(
    columns: Any, store_number: int, register: KnownRegister | None
) -> tuple[ColumnElement[bool], ...]:
    of_store = columns.store_id == store_number
    if register is None:
        return (of_store,)
    return of_store, columns.register_id == register.number


def _same_register(columns: Any) -> ColumnElement[bool]:
    return and_(
        columns.store_id == _register.store_id, columns.register_id == _register.register_id
    )


def _same_entry(columns: Any) -> ColumnElement[bool]:
    return and_(
        columns.store_id == _entry.store_id,
        columns.register_id == _entry.register_id,
        columns.series == _entry.series,
        columns.seq == _entry.seq,
    )
