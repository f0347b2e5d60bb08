"""Effects of journal entries: computed anew by the domain's rules, compared and written.

Nothing is refused here, since the entry is in the journal already: what cannot be applied is
quarantined under its sequence number, and what the server computes differently is flagged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete
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
from pos.server.applying import Applied, Applying, business_date_of, session_id_of
from pos.server.database import insert_rows
from pos.server.journal import Entry, SeriesKey
from pos.server.recompute import NotApplicable, RecomputedSale

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


def apply(db: Connection, series: SeriesKey, entries: Sequence[Entry], received_at: int) -> Applied:
    """Write the effects of entries that `append` has just accepted, each exactly once."""
    if not entries:
        return Applied()
    saved = db.begin_nested()
    try:
        applied = _run(Applying(db, series, received_at), entries)
        saved.commit()
    except (IntegrityError, DataError, OverflowError):
        saved.rollback()  # one of them breaks a rule of the tables: find out which
        applied = _apply_each(db, series, entries, received_at)
    _write_verdicts(db, series, applied, entries, received_at)
    return applied


def _apply_each(
    db: Connection, series: SeriesKey, entries: Sequence[Entry], received_at: int
) -> Applied:
    whole = Applied()
    for entry in entries:
        saved = db.begin_nested()
        try:
            one = _run(Applying(db, series, received_at), [entry])
            saved.commit()
        except (IntegrityError, DataError, OverflowError) as error:
            saved.rollback()
            cause = error.orig if isinstance(error, IntegrityError | DataError) else error
            whole.quarantined[entry.event.seq] = f"the database refuses its effects: {cause}"
            continue
        whole.sales += one.sales
        whole.quarantined |= one.quarantined
        whole.flagged |= one.flagged
    return whole


def _run(applying: Applying, entries: Sequence[Entry]) -> Applied:
    applying.load(entry.event for entry in entries)
    for entry in entries:
        try:
            _apply(applying, entry)
        except (Problem, ValueError, ArithmeticError) as error:
            applying.applied.quarantined[entry.event.seq] = str(error)
        applying.touch(entry.event)
    applying.finish()
    return applying.applied


def _apply(applying: Applying, entry: Entry) -> None:
    event = entry.event
    applying.require_known_before_fence(event)
    if entry.recomputed is not None:
        _apply_sale(applying, event, entry.recomputed)
        return
    applier = _APPLIERS.get(event.kind)
    if applier is not None:  # else of a newer program, or without effects: the journal keeps it
        applier(applying, event)


def _apply_sale(
    applying: Applying, event: Event, recomputed: RecomputedSale | NotApplicable
) -> None:
    if isinstance(recomputed, NotApplicable):
        raise recomputed
    _compare_with_session(applying, event, recomputed.kind)
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


def _compare_with_session(applying: Applying, event: Event, kind: CashSessionKind) -> None:
    """Flag what the sale says of its session and the server knows otherwise."""
    session = applying.sessions.get(session_id_of(event))
    if session is None:
        applying.flag(event, ["its cash session was never opened"])
    elif (session.kind, session.business_date) != (kind, business_date_of(event)):
        applying.flag(event, ["kind or business date differ from its cash session's"])
    elif session.register_number != applying.series.register_number:
        applying.flag(event, ["its cash session is another register's"])


def _write_verdicts(
    db: Connection,
    series: SeriesKey,
    applied: Applied,
    entries: Sequence[Entry],
    received_at: int,
) -> None:
    place = (series.store_number, series.register_number, series.series)
    hashes = {entry.event.seq: entry.sealed.hash for entry in entries}
    held = tables.quarantine.c
    db.execute(  # the same bytes, refused before under a damaged signature
        delete(tables.quarantine).where(
            held.store_id == series.store_number,
            held.register_id == series.register_number,
            held.series == series.series,
            held.hash.in_([hashes[seq] for seq in applied.quarantined]),
        )
    )
    insert_rows(
        db,
        tables.quarantine,
        [
            (*place, seq, hashes[seq], reason, None, None, received_at, None)
            for seq, reason in applied.quarantined.items()
        ],
    )
    insert_rows(
        db,
        tables.flag,
        [
            (*place, seq, number, reason)
            for seq, reasons in applied.flagged.items()
            for number, reason in enumerate(reasons, start=1)
        ],
    )
