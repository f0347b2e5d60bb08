"""Stuck sessions of a store, by the domain's rules and the store's settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from pos.domain.store import Store
from pos.domain.stuck import Diagnosis, SessionFacts, Thresholds, diagnose
from pos.server import tables
from pos.server.moments import moment
from pos.server.session_rows import HeldSession, sessions_where, unclosed
from pos.server.settings import thresholds
from pos.server.stores import KnownStore, store_by_number, store_numbers, store_of_message
from pos.wire.messages import StuckSessionMessage

STUCK_TOLD_MAX = 200
_register = tables.register.c


@dataclass(frozen=True, slots=True)
class StuckSession:
    """A session that needs attention, on which register, and what is wrong with it."""

    session: HeldSession
    register_name: str
    diagnosis: Diagnosis

    def message(self) -> StuckSessionMessage:
        """Return what registers are told, for a manager's screen."""
        return StuckSessionMessage(
            id=self.session.uuid,
            register_name=self.register_name,
            kind=self.session.kind.value,
            business_date=date.fromisoformat(self.session.business_date),
            symptom=self.diagnosis.symptom.value,
            since=self.diagnosis.since,
        )


@dataclass(frozen=True, slots=True)
class _Register:
    name: str
    heard_at: datetime | None


def stuck_sessions(db: Connection, store: KnownStore, now: datetime) -> list[StuckSession]:
    """Return the store's stuck sessions, the longest stuck first."""
    return sessions_in_need(db, store, now, {})


def sessions_in_need(
    db: Connection, store: KnownStore, now: datetime, twice: Mapping[bytes, datetime]
) -> list[StuckSession]:
    """Return the stuck sessions, and those of `twice`: open beside another one since then."""
    open_ones = sessions_where(db, *unclosed(store.number))
    if not open_ones:
        return []
    registers, limits = _registers(db, store.number), thresholds(db, store.number)
    calendar = store_of_message(store.message)
    found = []
    for session in open_ones:
        register = registers[session.register_number]
        diagnosis = _diagnose(session, register, calendar, (now, limits), twice.get(session.id))
        if diagnosis is not None:
            found.append(StuckSession(session, register.name, diagnosis))
    return sorted(found, key=lambda stuck: (stuck.diagnosis.since, stuck.session.id))


def count_stuck(db: Connection, now: datetime) -> int:
    """Return how many sessions need attention in all stores of this server."""
    return sum(
        len(stuck_sessions(db, store_by_number(db, number), now)) for number in store_numbers(db)
    )


def _diagnose(
    session: HeldSession,
    register: _Register,
    calendar: Store,
    rules: tuple[datetime, Thresholds],
    twice_since: datetime | None,
) -> Diagnosis | None:
    facts = SessionFacts(
        kind=session.kind,
        state=session.state,
        day_ends_at=calendar.day_ends_at(date.fromisoformat(session.business_date)),
        last_activity=moment(session.last_activity),
        register_heard_at=register.heard_at,
        open_twice_since=twice_since,
    )
    return diagnose(facts, *rules)


def _registers(db: Connection, store_number: int) -> dict[int, _Register]:
    query = select(_register.register_id, _register.name, _register.seen_at).where(
        _register.store_id == store_number
    )
    return {
        row.register_id: _Register(row.name, None if row.seen_at is None else moment(row.seen_at))
        for row in db.execute(query)
    }
