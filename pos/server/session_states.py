"""What a register is told of its cash sessions: those that it asked for, and all that are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, or_

from pos.domain.cash_session import CashSessionState
from pos.domain.history import History
from pos.server import tables
from pos.server.histories import closed_in, last_received, session_is_part_of
from pos.server.moments import moment
from pos.server.operator_slots import winner_over
from pos.server.operators import names_of
from pos.server.registers import KnownRegister, register_by_number
from pos.server.session_rows import ClosedHow, HeldSession, held_sessions, sessions_where, unclosed
from pos.wire.messages import OtherSessionMessage, SessionStateMessage

_session = tables.cash_session.c
_NOT_CLOSED: dict[str, Any] = dict.fromkeys(
    ("closed_at", "closed_by", "closed_by_name", "closed_how", "reason", "held_seq")
)


def session_states(
    db: Connection, register: KnownRegister, asked: Sequence[UUID], history: History | None = None
) -> list[SessionStateMessage]:
    """Return the state of each session asked for, in that order, and of the other open ones.

    A session of another register is as absent as one that nobody knows, and so is one that
    another copy of this register opened: `history` is what the copy that asks has written.
    """
    number = register.store_number
    wanted = list(dict.fromkeys(asked))
    found = sessions_where(
        db,
        _session.store_id == number,
        _session.register_id == register.number,
        session_is_part_of(history),
        or_(
            _session.cash_session_id.in_([one.bytes for one in wanted]),
            unclosed(number)[1],
        ),
    )
    if history is not None:
        found = [_as_written_in(db, register, history, one) for one in found]
    names = names_of(db, number) if any(one.is_closed for one in found) else {}
    told = {one.uuid: _state(db, number, one, names) for one in found}
    absent = [told.pop(one, SessionStateMessage(id=one, state="absent")) for one in wanted]
    return [*absent, *told.values()]


def _state(
    db: Connection, store_number: int, session: HeldSession, names: dict[bytes, str]
) -> SessionStateMessage:
    by = session.closed_by
    return SessionStateMessage(
        id=session.uuid,
        state="closed" if session.is_closed else "open",
        kind=session.kind.value,
        business_date=date.fromisoformat(session.business_date),
        opened_at=moment(session.opened_at),
        operator=_person(session.opened_by),
        closed_how=None if session.closed_how is None else session.closed_how.value,
        closed_at=None if session.closed_at is None else moment(session.closed_at),
        closed_by=session.closed_by_name or (names.get(by) if by else None),
        closed_by_id=_person(by),
        reason=session.reason,
        series=session.series,
        held_seq=session.held_seq,
        also_open=_also_open(db, store_number, session),
    )


def _as_written_in(
    db: Connection, register: KnownRegister, history: History, session: HeldSession
) -> HeldSession:
    """Return the session as the copy of the register with this history has to see it.

    What another copy of the register closed is open here; a series is named as entries name it.
    """
    here = history[-1]
    if session.closed_how is ClosedHow.REGISTER:
        if not closed_in(db, register.store_number, register.number, session.id, history):
            session = replace(session, state=CashSessionState.OPEN, **_NOT_CLOSED)
    elif session.is_closed and session.series != here.series:
        held = last_received(db, register.store_number, register.number, here, session.closed_at)
        session = replace(session, series=here.series, held_seq=held)
    origin = register.origins.get(session.series)
    return session if origin is None else replace(session, series=origin.written_as)


def _also_open(
    db: Connection, store_number: int, session: HeldSession
) -> OtherSessionMessage | None:
    winner = winner_over(db, store_number, session)
    if winner is None:
        return None
    other = held_sessions(db, store_number, [winner])[winner]
    return OtherSessionMessage(
        id=other.uuid,
        register_name=register_by_number(db, store_number, other.register_number).name,
        opened_at=moment(other.opened_at),
    )


def _person(found: bytes | None) -> UUID | None:
    return UUID(bytes=found) if found else None
