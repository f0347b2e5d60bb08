"""Use cases of cash that is not a tender: paid in, paid out, drop, loan, no sale."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pos.domain.cash_movement import (
    CashMovement,
    MovementKind,
    cash_movement,
    require_drawer,
    required_reason,
)
from pos.domain.cash_session import CashSession, CashSessionId
from pos.domain.event import EventKind
from pos.domain.money import Money
from pos.domain.permission import SessionAction
from pos.domain.posting_rules import effects_of_movement
from pos.domain.store import Store
from pos.models.database import Database
from pos.services.identity import load_store
from pos.services.journal import Appended, Journal
from pos.services.operators import Operator
from pos.services.session_books import SessionBooks
from pos.services.session_gate import Gate
from pos.wire.payloads import CashMovedPayload, DrawerOpenedPayload


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementSlip:
    """What is printed of a movement, or of a drawer opened without one (`movement` None)."""

    store: Store
    register_name: str
    operator_name: str
    session: CashSession
    movement: CashMovement | None
    reason: str
    number: int  # of its journal entry: a slip has no number of its own
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CashMovements:
    """Each is one database transaction with its event; the drawer opens after it is on disk."""

    database: Database
    journal: Journal
    gate: Gate = field(default_factory=Gate)

    def move(
        self,
        session_id: CashSessionId,
        operator: Operator,
        kind: MovementKind,
        amount: Money,
        reason: str,
    ) -> MovementSlip:
        """Move cash into or out of the till.

        :raises MovementInvalid: without an amount above zero, or without a reason.
        :raises NotPermitted, SessionNotOpen: as the gate says.
        """
        movement = cash_movement(kind, amount, reason)
        with self.database.begin("cash_session.move_cash") as db:
            session = self.gate.require(db, session_id, operator, SessionAction.MOVE_CASH)
            payload = CashMovedPayload(
                kind=kind.value,
                amount=amount.minor,
                currency=amount.currency,
                reason=movement.reason,
            )
            effects = effects_of_movement(movement, session.kind)
            appended = SessionBooks(self.journal).record(
                db, session, operator.id, EventKind.CASH_MOVED, payload, effects
            )
            store = load_store(db)
        return self._slip(store, session, operator, appended, movement, movement.reason)

    def open_drawer(
        self, session_id: CashSessionId, operator: Operator, reason: str
    ) -> MovementSlip:
        """Note that the drawer opens without a document ("no sale").

        :raises MovementInvalid: without a reason.
        :raises NoDrawer: in a deferred session, which moves cash by the paper book only.
        :raises NotPermitted, SessionNotOpen: as the gate says.
        """
        clean = required_reason(reason)
        with self.database.begin("cash_session.open_drawer") as db:
            session = self.gate.require(db, session_id, operator, SessionAction.MOVE_CASH)
            require_drawer(session.kind)
            payload = DrawerOpenedPayload(reason=clean)
            appended = SessionBooks(self.journal).record(
                db, session, operator.id, EventKind.DRAWER_OPENED, payload
            )
            store = load_store(db)
        return self._slip(store, session, operator, appended, None, clean)

    def _slip(
        self,
        store: Store,
        session: CashSession,
        operator: Operator,
        appended: Appended,
        movement: CashMovement | None,
        reason: str,
    ) -> MovementSlip:
        return MovementSlip(
            store=store,
            register_name=self.journal.identity.register_name,
            operator_name=operator.name,
            session=session,
            movement=movement,
            reason=reason,
            number=appended.event.seq,
            recorded_at=appended.event.occurred_at,
        )
