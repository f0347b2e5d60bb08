"""The list of all registers' cash sessions, as a manager sees it on the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from pos.domain.cash_session import CashSessionId
from pos.domain.event import EventKind
from pos.domain.problem import Problem
from pos.domain.server_session import AlsoOpen
from pos.domain.stuck import Diagnosis
from pos.domain.typed_number import shown
from pos.server import tables
from pos.server.moments import moment
from pos.server.operator_slots import winner_over
from pos.server.operators import names_of
from pos.server.presence import presences
from pos.server.session_quarantine import QuarantinedSession, quarantined_sessions
from pos.server.session_rows import HeldSession, held_sessions, sessions_where
from pos.server.stores import KnownStore
from pos.server.stuck_sessions import sessions_in_need

SHORTEST_ID = 8
_NAMED_AT_MOST = 5
_session = tables.cash_session.c
_late = tables.late_entry.c
_register = tables.register.c


class SessionNotFound(Problem):
    """What was typed is the id of no session, or of several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSession:
    """A session with what a person wants to know of it.

    `unsent` is what its register said last it had yet to send, None if it never said so;
    `late` counts the entries that came after the closing, the register's own close apart, and
    `quarantined` those that are kept and not applied.
    """

    session: HeldSession
    register_name: str
    operator: str
    responsible: str
    closed_by: str | None
    unsent: int | None
    late: int
    diagnosis: Diagnosis | None
    also_open: AlsoOpen | None = None  # the operator's other normal session, which came first
    quarantined: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnappliedSession:
    """A session of which the server keeps entries and has applied none, and why."""

    kept: QuarantinedSession
    register_name: str


def listed_sessions(db: Connection, store: KnownStore, now: datetime) -> list[ListedSession]:
    """Return the store's sessions, the unclosed ones first, then the newest."""
    number = store.number
    names, shown, late = names_of(db, number), presences(db, number), _late_counts(db, number)
    found = sessions_where(db, _session.store_id == number)
    registers, kept = _register_names(db, number), quarantined_sessions(db, number)
    others = _open_twice(db, number, found, registers)
    twice = {
        one.id: max(others[one.id].opened_at, moment(one.opened_at))
        for one in found
        if one.id in others
    }
    needs = {one.session.id: one.diagnosis for one in sessions_in_need(db, store, now, twice)}

    def listed(session: HeldSession) -> ListedSession:
        presence = shown.get(session.register_number)
        by = session.closed_by
        return ListedSession(
            session=session,
            register_name=registers[session.register_number],
            operator=names.get(session.opened_by) or session.opened_by.hex(),
            responsible=names.get(session.responsible) or session.responsible.hex(),
            closed_by=session.closed_by_name or (names.get(by) if by else None),
            unsent=None if presence is None else presence.unsent,
            late=late.get(session.id, 0),
            diagnosis=needs.get(session.id),
            also_open=others.get(session.id),
            quarantined=kept[session.id].entries if session.id in kept else 0,
        )

    return [listed(session) for session in found]


def _open_twice(
    db: Connection, store_number: int, found: Sequence[HeldSession], registers: dict[int, str]
) -> dict[bytes, AlsoOpen]:
    """Return, by session, the one of the same operator that came first."""
    known = {one.id: one for one in found}
    others = {}
    for one in found:
        winner = winner_over(db, store_number, one)
        if winner is not None:
            first = known[winner]
            others[one.id] = AlsoOpen(
                id=CashSessionId(first.uuid),
                register_name=registers[first.register_number],
                opened_at=moment(first.opened_at),
            )
    return others


def unapplied_sessions(db: Connection, store: KnownStore) -> list[UnappliedSession]:
    """Return the sessions that are in quarantine as a whole, such as a fenced register's."""
    kept = quarantined_sessions(db, store.number)
    known = held_sessions(db, store.number, kept)
    registers = _register_names(db, store.number)
    return [
        UnappliedSession(kept=one, register_name=registers[one.register_number])
        for session_id, one in kept.items()
        if session_id not in known
    ]


def session_named(db: Connection, store: KnownStore, typed: str) -> HeldSession:
    """Return the session with this id; its first characters will do where they are unique.

    :raises SessionNotFound: if it names none, or several.
    """
    digits = typed.strip().lower().replace("-", "")
    if len(digits) < SHORTEST_ID or set(digits) - set("0123456789abcdef"):
        raise SessionNotFound(
            f"“{shown(typed)}” is not the id of a cash session, nor {SHORTEST_ID} characters or "
            "more of its beginning; `evertill sessions list` shows the ids."
        )
    low = bytes.fromhex(digits[:32].ljust(32, "0"))
    high = bytes.fromhex(digits[:32].ljust(32, "f"))
    found = sessions_where(
        db,
        _session.store_id == store.number,
        _session.cash_session_id.between(low, high),
        limit=_NAMED_AT_MOST + 1,
    )
    if not found or len(digits) > 32:
        raise SessionNotFound(
            f"The server knows no cash session {typed[:60]}: `evertill sessions list` shows those "
            "that it knows. If it was opened offline, let its register sync first."
        )
    if len(found) > 1:
        named = ", ".join(f"{one.uuid} ({one.state.value})" for one in found[:_NAMED_AT_MOST])
        raise SessionNotFound(
            f"“{typed[:60]}” begins the id of several cash sessions: {named}. Type more of it."
        )
    return found[0]


def _late_counts(db: Connection, store_number: int) -> dict[bytes, int]:
    query = (
        select(_late.cash_session_id, func.count().label("late"))
        .where(_late.store_id == store_number, _late.kind != EventKind.CASH_SESSION_CLOSED.value)
        .group_by(_late.cash_session_id)
    )
    return {row.cash_session_id: row.late for row in db.execute(query)}


def _register_names(db: Connection, store_number: int) -> dict[int, str]:
    query = select(_register.register_id, _register.name).where(_register.store_id == store_number)
    return {row.register_id: row.name for row in db.execute(query)}
