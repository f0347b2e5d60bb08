"""Effects of journal entries: computed anew by the domain's rules, compared and written.

Nothing is refused here, since the entry is in the journal already: what cannot be applied is
quarantined under its sequence number, and what the server computes differently is flagged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError

from pos.domain.cash_session import CashSessionKind
from pos.domain.event import Event, EventKind
from pos.domain.problem import Problem
from pos.server import tables
from pos.server.apply_cash import move_cash, open_drawer
from pos.server.apply_corrections import join_session, redate_session
from pos.server.apply_enrolments import register_enrolled
from pos.server.apply_sessions import (
    close_session,
    hand_session_over,
    open_session,
    step_session,
)
from pos.server.applying import Applied, Applying, session_id_of
from pos.server.database import insert_rows
from pos.server.database_failures import is_about_database
from pos.server.entries import Entry, HeldBack, SeriesKey, Taken
from pos.server.opening import failed_on_it
from pos.server.recompute import NotApplicable, RecomputedSale
from pos.server.verdicts import forget_refused, write_flags

logger = logging.getLogger(__name__)

_APPLIERS: dict[str, Callable[[Applying, Event], None]] = {
    EventKind.CASH_SESSION_OPENED: open_session,
    EventKind.CASH_SESSION_COUNTING: step_session,
    EventKind.CASH_SESSION_COUNT_LEFT: step_session,
    EventKind.CASH_SESSION_CLOSED: close_session,
    EventKind.CASH_SESSION_HANDED_OVER: hand_session_over,
    EventKind.CASH_SESSION_REDATED: redate_session,
    EventKind.CASH_SESSION_JOINED: join_session,
    EventKind.CASH_MOVED: move_cash,
    EventKind.DRAWER_OPENED: open_drawer,
    EventKind.REGISTER_ENROLLED: register_enrolled,
}


def apply(db: Connection, series: SeriesKey, taken: Sequence[Taken], received_at: int) -> Applied:
    """Write the effects of what `append` has just taken, each exactly once, and the verdicts."""
    if not taken:
        return Applied()
    entries = [one for one in taken if isinstance(one, Entry)]
    applied = apply_entries(db, series, entries, received_at)
    applied.quarantined |= {one.seq: one.reason for one in taken if isinstance(one, HeldBack)}
    _write_verdicts(db, series, applied, taken, received_at)
    return applied


def apply_entries(
    db: Connection, series: SeriesKey, entries: Sequence[Entry], received_at: int
) -> Applied:
    """Write the effects of entries; one that fails leaves no trace, and those behind it go on.

    All at once; where that fails, each half by itself, down to the entry that is to blame.
    """
    if not entries:
        return Applied()
    saved = db.begin_nested()
    try:
        applied = _run(Applying(db, series, received_at), entries)
        saved.commit()
    except Exception as error:
        saved.rollback()
        if is_about_database(error):
            raise
        if len(entries) == 1:
            return Applied(quarantined={entries[0].seq: _reason(error, entries[0])})
    else:
        return applied
    half = len(entries) // 2
    applied = apply_entries(db, series, entries[:half], received_at)
    applied.add(apply_entries(db, series, entries[half:], received_at))
    return applied


def _reason(error: Exception, entry: Entry) -> str:
    """Return in words why the entry's effects failed; what nobody foresaw is logged as a bug."""
    match error:
        case IntegrityError() if "sale_id" in str(error.orig):
            return "a copy of this register has ended the same ticket; what it recorded stands"
        case IntegrityError() | DataError():
            return f"the database refuses its effects: {error.orig}"
        case Problem() | ValueError() | ArithmeticError():
            return str(error) or type(error).__name__
    logger.error("entry could not be applied: event=%s", entry.event.event_id, exc_info=error)
    return str(failed_on_it(error))


def _run(applying: Applying, entries: Sequence[Entry]) -> Applied:
    applying.load(entry.event for entry in entries)
    for entry in entries:
        hindrance = _hindrance(applying, entry)
        if hindrance is None:
            applying.flag(entry.event, entry.doubts)
            _apply(applying, entry)
        else:
            applying.applied.quarantined[entry.seq] = str(hindrance)
        applying.touch(entry.event)
    applying.finish()
    return applying.applied


def _hindrance(applying: Applying, entry: Entry) -> NotApplicable | None:
    """Return why the entry cannot be applied, as far as that is known before anything is done."""
    if isinstance(entry.recomputed, NotApplicable):
        return entry.recomputed
    if entry.recomputed is None and entry.event.kind not in _APPLIERS:
        return NotApplicable(
            f"a newer program wrote it: this one does not know what “{entry.kind}” is"
        )
    try:
        applying.require_known_before_fence(entry.event)
    except NotApplicable as reason:
        return reason
    return None


def _apply(applying: Applying, entry: Entry) -> None:
    if isinstance(entry.recomputed, RecomputedSale):
        _apply_sale(applying, entry.event, entry.recomputed)
    else:
        _APPLIERS[entry.event.kind](applying, entry.event)


def _apply_sale(applying: Applying, event: Event, recomputed: RecomputedSale) -> None:
    _compare_with_session(applying, event)
    applying.flag(event, recomputed.disagreements)
    is_completed = event.kind == EventKind.SALE_COMPLETED
    if is_completed and recomputed.kind is not CashSessionKind.TRAINING:
        applying.perpetual_total += recomputed.sale.total.minor
    with applying.late(event) as late:
        if late is not None and is_completed:
            late.figures = late.figures.with_sale(recomputed.sale)
        applying.rows.add_sale(event, recomputed.payload, recomputed.sale)
        applying.rows.add_effects(event.event_id.bytes, session_id_of(event), recomputed.effects)
    if is_completed:
        applying.applied.sales += 1


def _compare_with_session(applying: Applying, event: Event) -> None:
    """Flag what the sale says of its session and the server knows otherwise."""
    session = applying.sessions.get(session_id_of(event))
    if session is None:
        applying.flag(event, ["its cash session was never opened"])
    elif session.register_number != applying.series.register_number:
        applying.flag(event, ["its cash session is another register's"])
    else:
        applying.compare(event, session)


def _write_verdicts(
    db: Connection,
    series: SeriesKey,
    applied: Applied,
    taken: Sequence[Taken],
    received_at: int,
) -> None:
    place = (series.store_number, series.register_number, series.series)
    hashes = {one.seq: one.sealed.hash for one in taken}
    forget_refused(db, series, list(hashes.values()))
    insert_rows(
        db,
        tables.quarantine,
        [
            (*place, seq, hashes[seq], reason, None, None, received_at, None)
            for seq, reason in sorted(applied.quarantined.items())
        ],
    )
    write_flags(db, series, applied.flagged)
