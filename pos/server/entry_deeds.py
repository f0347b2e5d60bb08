"""Entries in quarantine applied after all, once the cause is mended: a manager's deed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, select, update

from pos.domain.event import SealedEvent
from pos.domain.problem import Problem
from pos.runtime.clock import Clock
from pos.server import tables
from pos.server.apply import apply_entries
from pos.server.entries import Entry, SeriesKey
from pos.server.journal import ID_TAKEN
from pos.server.kept_entries import EntryPlace, EntryState, KeptEntry, at_place, entry_at
from pos.server.manager_log import DeedKind
from pos.server.moments import microseconds
from pos.server.opening import open_kept
from pos.server.proved_deeds import ProvedClaim
from pos.server.register_keys import key_of_series
from pos.server.register_rows import lock_register
from pos.server.registers import register_by_number
from pos.server.stores import KnownStore
from pos.server.verdicts import write_flags

_entry = tables.journal_entry.c
_held = tables.quarantine.c


class Outcome(StrEnum):
    """What came of an attempt."""

    APPLIED = "applied"
    KEPT = "kept"  # still in quarantine, for the reason that stands there now
    DONE = "done"  # somebody had it applied before


class NothingToApply(Problem):
    """The entry is in no quarantine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What came of having one entry applied; `reasons` say why not, or what is flagged now."""

    place: EntryPlace
    kind: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    at: datetime | None = None


def require_waiting(db: Connection, store_number: int, place: EntryPlace) -> None:
    """Refuse what can never be applied, before anybody is asked for a PIN.

    :raises EntryUnknown, NothingToApply: if it was not held back.
    """
    _of_journal(db, store_number, place)


def apply_again(
    db: Connection, store: KnownStore, place: EntryPlace, claim: ProvedClaim, clock: Clock
) -> Attempt:
    """Write the effects of a quarantined entry under its own keys, or its new reason.

    What is applied is in the log of managers, in the same database transaction.

    :raises EntryUnknown, NothingToApply: if it was not held back.
    """
    lock_register(db, store.number, place.register_number)
    kept = _of_journal(db, store.number, place)
    if kept.applied_at is not None:
        return Attempt(place=place, kind=kept.kind, outcome=Outcome.DONE, at=kept.applied_at)
    now = clock.now()
    register = register_by_number(db, store.number, place.register_number)
    series = register.series_key(store.message, place.series)
    reason, flagged = _applied(db, series, kept, microseconds(now))
    if reason:
        _write(db, series, kept, reason=reason)
        return Attempt(place=place, kind=kept.kind, outcome=Outcome.KEPT, reasons=(reason,))
    _write(db, series, kept, applied_at=microseconds(now))
    content = _content(register.id, kept)
    claim.write(db, store, DeedKind.ENTRY_APPLIED, content)
    return Attempt(place=place, kind=kept.kind, outcome=Outcome.APPLIED, reasons=flagged, at=now)


def _of_journal(db: Connection, store_number: int, place: EntryPlace) -> KeptEntry:
    found = entry_at(db, store_number, place)
    named = f"Entry {place.seq} in series {place.series} of “{place.register_name}”"
    for one in found:
        if one.state is EntryState.QUARANTINED or one.applied_at is not None:
            return one
    if all(one.state is EntryState.REFUSED for one in found):
        raise NothingToApply(
            f"{named} was refused, for nobody vouches that it is genuine: it can never be applied."
        )
    raise NothingToApply(f"{named} is not in quarantine: it was applied when it came.")


def _applied(
    db: Connection, series: SeriesKey, kept: KeptEntry, now: int
) -> tuple[str, tuple[str, ...]]:
    """Write the effects; return why there are none, and what a person should look at."""
    row = db.execute(
        select(_entry.event_id, _entry.sig).where(
            *at_place(_entry, series.store_number, kept.place)
        )
    ).one()
    sealed = SealedEvent(kept.body.encode(), kept.hash, row.sig)
    entry = open_kept(sealed, kept.place.seq, series, key_of_series(db, series))
    if not isinstance(entry, Entry):
        return entry.reason, ()
    if row.event_id is None and _is_taken(db, series, entry):
        return ID_TAKEN, ()
    applied = apply_entries(db, series, [entry], now)
    write_flags(db, series, applied.flagged)
    return applied.quarantined.get(entry.seq, ""), tuple(applied.flagged.get(entry.seq, ()))


def _is_taken(db: Connection, series: SeriesKey, entry: Entry) -> bool:
    query = select(_entry.seq).where(
        _entry.store_id == series.store_number, _entry.event_id == entry.event_id
    )
    return db.execute(query).first() is not None


def _write(db: Connection, series: SeriesKey, kept: KeptEntry, **values: object) -> None:
    db.execute(
        update(tables.quarantine)
        .where(*at_place(_held, series.store_number, kept.place), _held.body.is_(None))
        .values(**values)
    )


def _content(register: UUID, kept: KeptEntry) -> dict[str, object]:
    return {
        "register": str(register),
        "name": kept.place.register_name,
        "series": kept.place.series,
        "seq": kept.place.seq,
        "hash": kept.hash,
        "kind": kept.kind,
        "reason_before": kept.reasons[0],
    }
