"""Effects of journal entries: computed anew by the domain's rules, compared and written.

Nothing is refused here, since the entry is in the journal already: what cannot be applied is
quarantined under its sequence number, and what the server computes differently is flagged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, select, update
from sqlalchemy.exc import DataError, IntegrityError

from pos.domain.cash_session import CashSessionKind, CashSessionState
from pos.domain.currency import CurrencyCode
from pos.domain.event import Event, EventKind
from pos.domain.money import Money
from pos.domain.posting_rules import effects_of_closing, effects_of_opening
from pos.domain.problem import Problem
from pos.server import tables
from pos.server.database import insert_rows
from pos.server.effect_rows import EffectRows
from pos.server.journal import Entry, SeriesKey
from pos.server.moments import microseconds
from pos.server.recompute import NotApplicable, RecomputedSale, decoded, kind_of_session
from pos.server.session_rows import (
    HeldSession,
    held_sessions,
    insert_session,
    move_session,
    own_figures,
    z_disagreements,
)
from pos.wire.payloads import SessionClosedPayload, SessionOpenedPayload

_NEXT_STATES = {
    EventKind.CASH_SESSION_COUNTING: CashSessionState.COUNTING,
    EventKind.CASH_SESSION_COUNT_LEFT: CashSessionState.OPEN,
}


@dataclass(slots=True)
class Applied:
    """What came of a batch."""

    sales: int = 0
    quarantined: dict[int, str] = field(default_factory=dict)
    flagged: dict[int, list[str]] = field(default_factory=dict)


def apply(db: Connection, series: SeriesKey, entries: Sequence[Entry], received_at: int) -> Applied:
    """Write the effects of entries that `append` has just accepted, each exactly once."""
    if not entries:
        return Applied()
    saved = db.begin_nested()
    try:
        applied = _Application(db, series).run(entries)
        saved.commit()
    except (IntegrityError, DataError, OverflowError):
        saved.rollback()  # one of them breaks a rule of the tables: find out which
        applied = _apply_each(db, series, entries)
    _write_verdicts(db, series, applied, entries, received_at)
    return applied


def _apply_each(db: Connection, series: SeriesKey, entries: Sequence[Entry]) -> Applied:
    whole = Applied()
    for entry in entries:
        saved = db.begin_nested()
        try:
            one = _Application(db, series).run([entry])
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


class _Application:
    """One pass over entries in order, with the sessions they belong to at hand."""

    def __init__(self, db: Connection, series: SeriesKey) -> None:
        self._db = db
        self._series = series
        self._currency = series.currency
        self._rows = EffectRows(series.store_number, series.register_number)
        self._applied = Applied()
        self._sessions: dict[bytes, HeldSession] = {}
        self._perpetual_total = 0
        self._z_number = 0
        self._appliers: dict[str, Callable[[Event], None]] = {
            EventKind.CASH_SESSION_OPENED: self._open_session,
            EventKind.CASH_SESSION_COUNTING: self._move_session,
            EventKind.CASH_SESSION_COUNT_LEFT: self._move_session,
            EventKind.CASH_SESSION_CLOSED: self._close_session,
        }

    def run(self, entries: Sequence[Entry]) -> Applied:
        self._load(entries)
        for entry in entries:
            try:
                self._apply(entry)
            except (Problem, ValueError, ArithmeticError) as error:
                self._applied.quarantined[entry.event.seq] = str(error)
        self._rows.insert(self._db)
        self._keep_totals()
        return self._applied

    def _load(self, entries: Sequence[Entry]) -> None:
        ids = {entry.event.cash_session_id for entry in entries} - {None}
        self._sessions = held_sessions(
            self._db, self._series.store_number, [one.bytes for one in ids if one is not None]
        )
        columns = tables.register.c
        row = self._db.execute(
            select(columns.perpetual_total, columns.z_number).where(*self._register_is())
        ).one()
        self._perpetual_total, self._z_number = row.perpetual_total, row.z_number

    def _keep_totals(self) -> None:
        self._db.execute(
            update(tables.register)
            .where(*self._register_is())
            .values(perpetual_total=self._perpetual_total, z_number=self._z_number)
        )

    def _register_is(self) -> tuple[ColumnElement[bool], ...]:
        columns = tables.register.c
        return (
            columns.store_id == self._series.store_number,
            columns.register_id == self._series.register_number,
        )

    def _apply(self, entry: Entry) -> None:
        event = entry.event
        if entry.recomputed is not None:
            self._apply_sale(event, entry.recomputed)
            return
        applier = self._appliers.get(event.kind)
        if applier is None:
            return  # of a newer program, or without effects: the journal keeps it
        applier(event)

    def _apply_sale(self, event: Event, recomputed: RecomputedSale | NotApplicable) -> None:
        if isinstance(recomputed, NotApplicable):
            raise recomputed
        self._compare_with_session(event, recomputed.kind)
        self._flag(event, recomputed.disagreements)
        self._rows.add_sale(event, recomputed.payload, recomputed.sale)
        self._rows.add_effects(event, recomputed.effects)
        if event.kind == EventKind.SALE_COMPLETED:
            self._applied.sales += 1
            if recomputed.kind is not CashSessionKind.TRAINING:
                self._perpetual_total += recomputed.sale.total.minor

    def _open_session(self, event: Event) -> None:
        payload = decoded(msgspec.json.Decoder(SessionOpenedPayload), event)
        session_id, kind = _session_id(event), kind_of_session(event)
        if payload.currency != self._currency:
            raise NotApplicable(f"it is in {payload.currency}, the store's is {self._currency}")
        if session_id in self._sessions:
            raise NotApplicable("its cash session is open or closed already")
        opening_float = Money(payload.opening_float, CurrencyCode(self._currency))
        session = HeldSession(
            self._series.register_number,
            kind,
            _business_date(event),
            CashSessionState.OPEN,
            opening_float.minor,
        )
        insert_session(self._db, self._series.store_number, session_id, event, session)
        self._sessions[session_id] = session
        self._rows.add_effects(event, effects_of_opening(opening_float, kind))

    def _move_session(self, event: Event) -> None:
        session_id, session = self._known_session(event)
        state = _NEXT_STATES[EventKind(event.kind)]
        if session.state is CashSessionState.CLOSED:
            raise NotApplicable("its cash session is closed")
        self._to_state(event, session_id, session, state)

    def _close_session(self, event: Event) -> None:
        payload = decoded(msgspec.json.Decoder(SessionClosedPayload), event)
        session_id, session = self._known_session(event)
        if session.state is CashSessionState.CLOSED:
            raise NotApplicable("its cash session is closed already")
        code = CurrencyCode(self._currency)
        counted = None if payload.counted is None else Money(payload.counted, code)
        self._rows.insert(self._db)  # so that the figures include this batch's sales
        own = own_figures(self._db, self._series.store_number, session_id, session.opening_float)
        found = z_disagreements(payload, own)
        if session.state is not CashSessionState.COUNTING:
            found.append("the session was closed without being counted")
        if payload.opening_float != session.opening_float:
            found.append("Z report: the opening float differs from the one it opened with")
        if payload.perpetual_total != self._perpetual_total:
            found.append(f"Z report: perpetual total differs, computed {self._perpetual_total}")
        if payload.z_number != self._z_number + 1:
            found.append(f"Z report: its number is {payload.z_number} after {self._z_number}")
        expected = Money(own.expected, code)
        effects = effects_of_closing(counted=counted, expected=expected, kind=session.kind)
        self._write_z(event, session_id, payload, own.expected)
        self._rows.add_effects(event, effects)
        self._to_state(event, session_id, session, CashSessionState.CLOSED)
        self._flag(event, found)

    def _write_z(
        self, event: Event, session_id: bytes, payload: SessionClosedPayload, expected: int
    ) -> None:
        variance = None if payload.counted is None else payload.counted - expected
        row = (
            self._series.store_number,
            session_id,
            1,
            "register",
            event.event_id.bytes,
            microseconds(event.occurred_at),
            payload.z_number,
            payload.sales,
            payload.gross,
            expected,
            payload.counted,
            variance,
            payload.perpetual_total,
            0,
            0,
            None,
        )
        insert_rows(self._db, tables.z_report, [row])
        self._z_number = max(self._z_number, payload.z_number)

    def _to_state(
        self, event: Event, session_id: bytes, session: HeldSession, state: CashSessionState
    ) -> None:
        move_session(self._db, self._series.store_number, session_id, state, event)
        self._sessions[session_id] = replace(session, state=state)

    def _compare_with_session(self, event: Event, kind: CashSessionKind) -> None:
        """Flag what the sale says of its session and the server knows otherwise."""
        session = self._sessions.get(_session_id(event))
        if session is None:
            self._flag(event, ["its cash session was never opened"])
        elif session.state is CashSessionState.CLOSED:
            self._flag(event, ["its cash session was closed before"])
        elif (session.kind, session.business_date) != (kind, _business_date(event)):
            self._flag(event, ["kind or business date differ from its cash session's"])
        elif session.register_number != self._series.register_number:
            self._flag(event, ["its cash session is another register's"])

    def _known_session(self, event: Event) -> tuple[bytes, HeldSession]:
        session_id = _session_id(event)
        session = self._sessions.get(session_id)
        if session is None or session.register_number != self._series.register_number:
            raise NotApplicable("its cash session was never opened on this register")
        return session_id, session

    def _flag(self, event: Event, found: Iterable[str]) -> None:
        for sentence in found:
            self._applied.flagged.setdefault(event.seq, []).append(sentence)


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
            (*place, seq, hashes[seq], reason, None, None, received_at)
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


def _session_id(event: Event) -> bytes:
    if event.cash_session_id is None:
        raise NotApplicable("it names no cash session")
    return event.cash_session_id.bytes


def _business_date(event: Event) -> str:
    if event.business_date is None:
        raise NotApplicable("it has no business date")
    return event.business_date.isoformat()
