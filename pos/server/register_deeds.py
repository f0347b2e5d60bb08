"""What managers do with a register's device: replace it by another, or fence it for good."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from pos.domain.cash_movement import required_reason
from pos.domain.cash_session import CashSessionState
from pos.domain.problem import Problem
from pos.domain.typed_number import shown
from pos.runtime.ids import Chance
from pos.server import tables
from pos.server.enrolment import new_code
from pos.server.journal import head_of_series
from pos.server.manager_log import Deed, DeedKind, LogPen
from pos.server.moments import microseconds
from pos.server.register_rows import lock_register
from pos.server.registers import KnownRegister, register_by_number
from pos.server.session_closing import ClosedHere, Hand, close_here
from pos.server.session_rows import ClosedHow, sessions_where
from pos.server.stores import KnownStore
from pos.wire.messages import OperatorMessage

_register = tables.register.c
_session = tables.cash_session.c


class RegisterUnknown(Problem):
    def __init__(self, name: str, known: list[str]) -> None:
        there = ", ".join(known) or "none yet"
        super().__init__(f"There is no register “{shown(name)}” in this store; there are: {there}.")


class RegisterFenced(Problem):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}” was fenced: it is out of use for good. Add a new register for a new "
            "device: evertill register add."
        )


class RegisterNotEnrolled(Problem):
    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}” has no device yet, so there is nothing to fence.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    """Who does it and why; has proved who it is, and may do it."""

    operator: OperatorMessage
    reason: str

    def require_reason(self) -> None:
        """Refuse before anything is asked or done.

        :raises MovementInvalid, TextInvalid: if there is no reason that can be kept.
        """
        required_reason(self.reason)


@dataclass(frozen=True, slots=True)
class Fenced:
    """A register that is gone, and the sessions that were closed with it."""

    register: KnownRegister
    closed: tuple[ClosedHere, ...]


def register_named(db: Connection, store_number: int, name: str) -> KnownRegister:
    """Return the register that people call so.

    :raises RegisterUnknown: if there is none.
    """
    query = select(_register.register_id, _register.name).where(_register.store_id == store_number)
    known = {row.name: row.register_id for row in db.execute(query)}
    for found, number in known.items():
        if found.casefold() == name.strip().casefold():
            return register_by_number(db, store_number, number)
    raise RegisterUnknown(name, sorted(known))


def replace_device(
    db: Connection, store: KnownStore, name: str, manager: Manager, pen: LogPen, chance: Chance
) -> str:
    """Return a code with which another device takes the register over.

    The older device goes on until the code is used, and not one entry longer.

    :raises RegisterUnknown, RegisterFenced: if there is no such register in use.
    :raises MovementInvalid, TextInvalid: if there is no reason that can be kept.
    """
    reason = required_reason(manager.reason)
    register = _in_use(db, store, name)
    replaces = None if register.key is None else register.series
    content = {"register": str(register.id), "name": register.name, "series": replaces}
    deed = Deed(
        kind=DeedKind.REGISTER_REPLACED, actor=manager.operator, reason=reason, content=content
    )
    pen.write(db, store, deed)
    return new_code(
        db, store.number, register.number, chance=chance, now=pen.now, replaces=replaces
    )


def fence_register(
    db: Connection, store: KnownStore, name: str, manager: Manager, pen: LogPen
) -> Fenced:
    """Take a register out of use for good, and close its sessions as not counted.

    :raises RegisterUnknown, RegisterFenced, RegisterNotEnrolled: if there is none to fence.
    :raises MovementInvalid, TextInvalid: if there is no reason that can be kept.
    """
    reason = required_reason(manager.reason)
    register = _in_use(db, store, name)
    if register.key is None:
        raise RegisterNotEnrolled(register.name)
    hand = Hand(how=ClosedHow.FENCE, by=manager.operator, reason=reason)
    left_open = sessions_where(
        db,
        _session.store_id == store.number,
        _session.register_id == register.number,
        _session.state != CashSessionState.CLOSED.value,
    )
    closed = tuple(close_here(db, store, session.uuid, hand, pen) for session in left_open)
    head = head_of_series(db, register.series_key(store.message, register.series))
    deed = Deed(
        kind=DeedKind.REGISTER_FENCED,
        actor=manager.operator,
        reason=reason,
        content={
            "register": str(register.id),
            "name": register.name,
            "series": register.series,
            "held_seq": 0 if head is None else head.seq,
            "cash_sessions": [str(one.session.uuid) for one in closed],
        },
    )
    pen.write(db, store, deed)
    db.execute(
        update(tables.register)
        .where(_register.store_id == store.number, _register.register_id == register.number)
        .values(revoked_at=microseconds(pen.now))
    )
    return Fenced(register, closed)


def _in_use(db: Connection, store: KnownStore, name: str) -> KnownRegister:
    """Return the register as it stands once nobody else can write for it."""
    found = register_named(db, store.number, name)
    lock_register(db, store.number, found.number)
    register = register_by_number(db, store.number, found.number)
    if register.is_revoked:
        raise RegisterFenced(register.name)
    return register
