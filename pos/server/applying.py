"""Applying: a batch on its way into the tables, and what all kinds of events need for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import ColumnElement, Connection, select, update

from pos.domain.event import Event
from pos.domain.history import History, history_of
from pos.domain.permission import Right, Role, has_right
from pos.domain.store import Store
from pos.server import tables
from pos.server.database import insert_rows
from pos.server.effect_rows import EffectRows
from pos.server.histories import origins_of
from pos.server.journal import SeriesKey
from pos.server.moments import moment
from pos.server.operators import operators_of
from pos.server.own_figures import OwnFigures, own_figures
from pos.server.recompute import NotApplicable
from pos.server.right_history import held_right_at
from pos.server.session_rows import HeldSession, held_sessions, update_session
from pos.server.stores import store_by_number, store_of_message
from pos.server.z_reports import Closing, ZOrigin, ZVersion, closing_of, keep_version
from pos.wire.messages import OperatorMessage


@dataclass(slots=True)
class Applied:
    """What came of a batch."""

    sales: int = 0
    quarantined: dict[int, str] = field(default_factory=dict)
    flagged: dict[int, list[str]] = field(default_factory=dict)

    def add(self, other: Applied) -> None:
        """Take over what came of further entries."""
        self.sales += other.sales
        self.quarantined |= other.quarantined
        self.flagged |= other.flagged


@dataclass(slots=True)
class LateFigures:
    """A closed session's figures while entries that came too late are added."""

    closing: Closing | None
    figures: OwnFigures


class Applying:
    """One pass over entries of a series, with the sessions they belong to at hand."""

    def __init__(self, db: Connection, series: SeriesKey, received_at: int) -> None:
        self.db = db
        self.series = series
        self.received_at = received_at
        self.rows = EffectRows(series.store_number, series.register_number)
        self.applied = Applied()
        self.sessions: dict[bytes, HeldSession] = {}
        self.perpetual_total = 0
        self.z_number = 0
        self.fenced_at: int | None = None  # microseconds
        self._touched: set[bytes] = set()
        self._late: dict[bytes, LateFigures] = {}

    @cached_property
    def store(self) -> Store:
        known = store_by_number(self.db, self.series.store_number)
        return store_of_message(known.message)

    @cached_property
    def operators(self) -> dict[bytes, OperatorMessage]:
        known = operators_of(self.db, self.series.store_number)
        return {operator.id.bytes: operator for operator in known}

    def load(self, events: Iterable[Event]) -> None:
        """Fetch the sessions that the events name, and where the register's totals stand."""
        ids = {event.cash_session_id.bytes for event in events if event.cash_session_id}
        self.sessions = held_sessions(self.db, self.series.store_number, ids)
        columns = tables.register.c
        row = self.db.execute(
            select(columns.perpetual_total, columns.z_number, columns.revoked_at).where(
                *self._register_is()
            )
        ).one()
        self.perpetual_total, self.z_number = row.perpetual_total, row.z_number
        self.fenced_at = row.revoked_at

    def finish(self) -> None:
        """Write the rows that are waiting, the register's totals and its sessions' activity."""
        self.rows.insert(self.db)
        self.db.execute(
            update(tables.register)
            .where(*self._register_is())
            .values(
                perpetual_total=self.perpetual_total,
                z_number=self.z_number,
                seen_at=self.received_at,
            )
        )
        if self._touched:
            update_session(
                self.db, self.series.store_number, self._touched, last_activity=self.received_at
            )

    def touch(self, event: Event) -> None:
        """Remember that something happened in the event's session."""
        if event.cash_session_id is not None:
            self._touched.add(event.cash_session_id.bytes)

    def flag(self, event: Event, found: Iterable[str]) -> None:
        """Have a person look at the entry, which is applied nevertheless."""
        for sentence in found:
            self.applied.flagged.setdefault(event.seq, []).append(sentence)

    def flag_missing_right(self, event: Event, right: Right) -> None:
        """Flag what its actor might not do when it was done. Who is not known is not judged."""
        actor = self.operators.get(event.actor.bytes) if event.actor else None
        if actor is None or has_right(Role(actor.role), right):
            return
        if not held_right_at(self.db, self.series.store_number, actor, right, event.recorded_at):
            self.flag(event, [f"{actor.name} ({actor.role}) may not {right.value}"])

    def name_of(self, operator: bytes) -> str:
        """Return how people call the operator."""
        known = self.operators.get(operator)
        return known.name if known else f"Operator {operator.hex()}"

    def require_known_before_fence(self, event: Event) -> None:
        """Refuse what a fenced register did in a session that the server had not heard of.

        :raises NotApplicable: if it is that; its quarantine says so.
        """
        if self.fenced_at is None or event.cash_session_id is None:
            return
        if event.cash_session_id.bytes not in self.sessions:
            raise NotApplicable(
                f"the register was fenced on {moment(self.fenced_at):%Y-%m-%d %H:%M} UTC, before "
                "the server heard of its cash session"
            )

    def require_currency(self, currency: str) -> None:
        """Refuse money of another currency than the store's.

        :raises NotApplicable: if it is one.
        """
        if currency != self.series.currency:
            raise NotApplicable(f"it is in {currency}, the store's is {self.series.currency}")

    def compare(self, event: Event, session: HeldSession) -> None:
        """Flag what the event says of its session and the server knows otherwise."""
        said = (event.cash_session_kind, business_date_of(event))
        if said != (session.kind.value, session.business_date):
            told = f"{event.cash_session_kind} of {event.business_date}"
            known = f"{session.kind.value} of {session.business_date}"
            self.flag(event, [f"it says {told}, its cash session is {known}"])

    def own_session(self, event: Event) -> HeldSession:
        """Return the event's session.

        :raises NotApplicable: if it was never opened on this register.
        """
        session = self.sessions.get(session_id_of(event))
        if session is None or session.register_number != self.series.register_number:
            raise NotApplicable("its cash session was never opened on this register")
        return session

    def change(self, session: HeldSession, **values: object) -> None:
        """Write what changed of the session; `session` is as it is now."""
        update_session(self.db, self.series.store_number, [session.id], **values)
        self.sessions[session.id] = session

    @cached_property
    def history(self) -> History | None:
        """Return what the copy of the register that wrote this has written; None if only one."""
        number = self.series.store_number
        origins = origins_of(self.db, number, self.series.register_number)
        return history_of(self.series.series, origins) if origins else None

    def figures_now(self, session: HeldSession) -> OwnFigures:
        """Add the session up, this batch included."""
        self.rows.insert(self.db)
        number = self.series.store_number
        return own_figures(self.db, number, session)

    @contextmanager
    def late(self, event: Event) -> Iterator[LateFigures | None]:
        """Give a closed session's figures to add the event to; nothing if it is not closed.

        What is added becomes a further version of its Z report, and the entry is marked late.
        """
        session = self.sessions.get(session_id_of(event))
        number = self.series.register_number
        if session is None or not session.is_closed or session.register_number != number:
            yield None
            return
        if not session.awaits_register:
            self.flag(event, ["its cash session was closed before"])
        late = self._late_figures(session)
        before = late.figures
        yield late
        self._mark_late(event, session)
        if late.figures is not before:
            self._keep_supplement(event, session, late.figures)

    def keep_z(self, session: HeldSession, new: ZVersion) -> None:
        """Keep a further version of the session's Z report, or its first."""
        number, known = self.series.store_number, self._late.get(session.id)
        closing = known.closing if known else closing_of(self.db, number, session.id)
        after = keep_version(self.db, number, session.id, new, closing)
        self._late[session.id] = LateFigures(after, new.figures)

    def _late_figures(self, session: HeldSession) -> LateFigures:
        """Return what a closed session adds up to, before the entry that is being applied."""
        if session.id not in self._late:
            closing = closing_of(self.db, self.series.store_number, session.id)
            self._late[session.id] = LateFigures(closing, self.figures_now(session))
        return self._late[session.id]

    def _keep_supplement(self, event: Event, session: HeldSession, figures: OwnFigures) -> None:
        """Keep the Z report as it is with what came late."""
        version = ZVersion(
            origin=ZOrigin.LATE,
            event_id=event.event_id.bytes,
            made_at=self.received_at,
            figures=figures,
            perpetual_total=self.perpetual_total,
        )
        self.keep_z(session, version)

    def _mark_late(self, event: Event, session: HeldSession) -> None:
        """Keep that the entry came after its session's closing."""
        row = (
            self.series.store_number,
            self.series.register_number,
            self.series.series,
            event.seq,
            session.id,
            event.kind,
            self.received_at,
        )
        insert_rows(self.db, tables.late_entry, [row])

    def _register_is(self) -> tuple[ColumnElement[bool], ...]:
        columns = tables.register.c
        return (
            columns.store_id == self.series.store_number,
            columns.register_id == self.series.register_number,
        )


def session_id_of(event: Event) -> bytes:
    """Return the id of the event's session.

    :raises NotApplicable: if it names none.
    """
    if event.cash_session_id is None:
        raise NotApplicable("it names no cash session")
    return event.cash_session_id.bytes


def business_date_of(event: Event) -> str:
    """Return the event's business date.

    :raises NotApplicable: if it has none.
    """
    if event.business_date is None:
        raise NotApplicable("it has no business date")
    return event.business_date.isoformat()
