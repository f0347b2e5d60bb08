"""Operator slots: one open normal cash session per operator, kept by the database itself.

Whoever's session comes first holds the slot. The other one stands, and is told which it is.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from pos.domain.cash_session import CashSessionKind
from pos.domain.setting import NORMAL_SESSIONS_PER_OPERATOR
from pos.server import tables
from pos.server.database import insert_unless_held
from pos.server.postgresql import hold
from pos.server.session_rows import HeldSession, unclosed
from pos.server.settings import setting_value

_slot = tables.operator_slot.c
_session = tables.cash_session.c


def take_slot(db: Connection, store_number: int, session: HeldSession) -> bytes | None:
    """Give the session's operator a slot for it; where none is free, return who holds it."""
    if session.kind is not CashSessionKind.NORMAL or session.is_closed or not session.responsible:
        return None
    hold(db, _slots_of(store_number, session.responsible))
    for slot in range(1, setting_value(db, store_number, NORMAL_SESSIONS_PER_OPERATOR) + 1):
        insert_unless_held(
            db, tables.operator_slot, (store_number, session.responsible, slot, session.id)
        )
        holder = _holder(db, store_number, session.responsible, slot)
        if holder == session.id:
            return None
    return _holder(db, store_number, session.responsible, 1)


def free_slot(db: Connection, store_number: int, session: HeldSession) -> None:
    """Take the session's slot away, and give it to the operator's next one that has none."""
    if session.kind is not CashSessionKind.NORMAL:
        return
    hold(db, _slots_of(store_number, session.responsible))
    freed = db.execute(
        delete(tables.operator_slot)
        .where(_slot.store_id == store_number, _slot.cash_session_id == session.id)
        .returning(_slot.operator_id, _slot.slot)
    ).first()
    if freed is None:
        return
    next_one = db.execute(
        select(_session.cash_session_id)
        .where(
            *unclosed(store_number),
            _session.kind == CashSessionKind.NORMAL.value,
            _session.responsible == freed.operator_id,
            _session.cash_session_id != session.id,
            _session.cash_session_id.not_in(
                select(_slot.cash_session_id).where(_slot.store_id == store_number)
            ),
        )
        .order_by(_session.opened_at, _session.cash_session_id)
        .limit(1)
    ).scalar()
    if next_one is not None:
        row = (store_number, freed.operator_id, freed.slot, next_one)
        insert_unless_held(db, tables.operator_slot, row)


def winner_over(db: Connection, store_number: int, session: HeldSession) -> bytes | None:
    """Return the session that holds the slot which this one did not get, if that is so now."""
    if session.kind is not CashSessionKind.NORMAL or session.is_closed:
        return None
    of_operator = (_slot.store_id == store_number, _slot.operator_id == session.responsible)
    query = select(_slot.cash_session_id).where(*of_operator).order_by(_slot.slot)
    holders: list[bytes] = list(db.execute(query).scalars())
    allowed = setting_value(db, store_number, NORMAL_SESSIONS_PER_OPERATOR)
    if session.id in holders or len(holders) < allowed:
        return None
    return holders[0]


def _slots_of(store_number: int, operator: bytes) -> str:
    return f"operator slots: {store_number} {operator.hex()}"


def _holder(db: Connection, store_number: int, operator: bytes, slot: int) -> bytes | None:
    query = select(_slot.cash_session_id).where(
        _slot.store_id == store_number, _slot.operator_id == operator, _slot.slot == slot
    )
    holder: bytes | None = db.execute(query).scalar()
    return holder
