"""Closing a register's cash session on the server: a manager's deed, and never a count.

One database transaction holds all of it, so that a register that pushes at the same time
comes either before it, and is part of the Z report, or behind it, and is late.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection

from pos.domain.cash_movement import required_reason
from pos.domain.cash_session import CashSessionState
from pos.domain.currency import CurrencyCode
from pos.domain.ledger import Effects
from pos.domain.money import Money
from pos.domain.posting_rules import effects_of_closing
from pos.domain.problem import Problem
from pos.server.effect_rows import EffectRows
from pos.server.journal import head_of_series
from pos.server.manager_log import Deed, DeedKind, LogPen
from pos.server.moments import microseconds, moment
from pos.server.operator_slots import free_slot
from pos.server.own_figures import OwnFigures, own_figures
from pos.server.register_commands import ask_to_close
from pos.server.register_rows import lock_register
from pos.server.registers import KnownRegister, register_by_number
from pos.server.session_rows import (
    ClosedHow,
    HeldSession,
    held_sessions,
    update_session,
)
from pos.server.stores import KnownStore
from pos.server.z_reports import ZOrigin, ZVersion, keep_version
from pos.wire.messages import OperatorMessage


class SessionUnknown(Problem):
    def __init__(self, session_id: UUID) -> None:
        super().__init__(
            f"The server knows no cash session {session_id}: `evertill sessions list` shows those "
            "that it knows. If it was opened offline, let its register sync first."
        )


class SessionClosedAlready(Problem):
    """Somebody was faster; the session stays as it was closed."""

    def __init__(self, session: HeldSession) -> None:
        at = "" if session.closed_at is None else f" at {moment(session.closed_at):%Y-%m-%d %H:%M}"
        by = session.closed_by_name or "its register"
        super().__init__(
            f"Cash session {session.uuid} was closed already, by {by}{at} UTC. Nothing was changed."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whose hand closes a session, how and why. `by` has proved who it is and may do it."""

    how: ClosedHow  # manager | fence
    by: OperatorMessage
    reason: str

    def require_reason(self) -> None:
        """Refuse before anything is asked or done.

        :raises MovementInvalid, TextInvalid: if there is no reason that can be kept.
        """
        required_reason(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedHere:
    """What a closing on the server did."""

    session: HeldSession
    register: KnownRegister
    figures: OwnFigures
    effects: Effects


def close_here(
    db: Connection, store: KnownStore, session_id: UUID, hand: Hand, pen: LogPen
) -> ClosedHere:
    """Close a session that its register has not closed: as not counted, in a log that is signed.

    :raises SessionUnknown, SessionClosedAlready: if there is nothing to close.
    :raises MovementInvalid, TextInvalid: if there is no reason that can be kept.
    """
    reason = required_reason(hand.reason)
    session = _session_to_close(db, store, session_id)
    register = register_by_number(db, store.number, session.register_number)
    # What comes after this comes in the newest series, also where a device was replaced since.
    head = head_of_series(db, register.series_key(store.message, register.series))
    held_seq = 0 if head is None else head.seq
    own = own_figures(db, store.number, session)
    closed = replace(
        session,
        series=register.series,
        state=CashSessionState.CLOSED,
        closed_at=microseconds(pen.now),
        closed_by=hand.by.id.bytes,
        closed_by_name=hand.by.name,
        closed_how=hand.how,
        reason=reason,
        held_seq=held_seq,
    )
    entry_id = pen.write(db, store, _deed(closed, register, replace(hand, reason=reason), own))
    effects = closing_effects(closed, own, store.message.currency)
    rows = EffectRows(store.number, session.register_number)
    rows.add_effects(entry_id.bytes, session.id, effects)
    rows.insert(db)
    version = ZVersion(
        origin=ZOrigin(hand.how.value),
        event_id=entry_id.bytes,
        made_at=microseconds(pen.now),
        figures=own,
        perpetual_total=register.perpetual_total,
    )
    keep_version(db, store.number, session.id, version, None)
    _write(db, store.number, closed)
    free_slot(db, store.number, session)
    ask_to_close(db, store.number, register.id, session.uuid)
    return ClosedHere(session=closed, register=register, figures=own, effects=effects)


def closing_effects(session: HeldSession, own: OwnFigures, currency: str) -> Effects:
    """Return what closing the session without a count does to the books."""
    expected = Money(own.expected, CurrencyCode(currency))
    return effects_of_closing(counted=None, expected=expected, kind=session.kind)


def _session_to_close(db: Connection, store: KnownStore, session_id: UUID) -> HeldSession:
    """Return the session as it stands once nobody else can write to its register's rows."""
    found = held_sessions(db, store.number, [session_id.bytes]).get(session_id.bytes)
    if found is None:
        raise SessionUnknown(session_id)
    lock_register(db, store.number, found.register_number)
    session = held_sessions(db, store.number, [session_id.bytes])[session_id.bytes]
    if session.is_closed:
        raise SessionClosedAlready(session)
    return session


def _write(db: Connection, store_number: int, closed: HeldSession) -> None:
    update_session(
        db,
        store_number,
        [closed.id],
        series=closed.series,
        state=closed.state,
        closed_at=closed.closed_at,
        closed_by=closed.closed_by,
        closed_by_name=closed.closed_by_name,
        closed_how=closed.closed_how,
        reason=closed.reason,
        held_seq=closed.held_seq,
    )


def _deed(session: HeldSession, register: KnownRegister, hand: Hand, own: OwnFigures) -> Deed:
    return Deed(
        kind=DeedKind.CASH_SESSION_CLOSED,
        actor=hand.by,
        reason=hand.reason,
        content={
            "cash_session": str(session.uuid),
            "kind": session.kind.value,
            "business_date": session.business_date,
            "register": str(register.id),
            "series": session.series,
            "held_seq": session.held_seq,
            "how": hand.how.value,
            "figures": own.content(),
        },
    )
