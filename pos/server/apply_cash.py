"""Cash movements and openings of the drawer, as their events tell of them."""

from __future__ import annotations

import msgspec

from pos.domain.cash_movement import (
    MovementKind,
    NoDrawer,
    cash_movement,
    require_drawer,
    required_reason,
)
from pos.domain.currency import CurrencyCode
from pos.domain.event import Event
from pos.domain.money import Money
from pos.domain.posting_rules import effects_of_movement
from pos.server.applying import Applying
from pos.server.recompute import NotApplicable, decoded
from pos.wire.payloads import CashMovedPayload, DrawerOpenedPayload

_moved = msgspec.json.Decoder(CashMovedPayload)
_opened = msgspec.json.Decoder(DrawerOpenedPayload)


def move_cash(applying: Applying, event: Event) -> None:
    """Write a movement of cash with its effects.

    :raises NotApplicable, MovementInvalid: if none follows from the event.
    """
    payload, session = decoded(_moved, event), applying.own_session(event)
    applying.require_currency(payload.currency)
    try:
        kind = MovementKind(payload.kind)
    except ValueError:
        raise NotApplicable(f"“{payload.kind}” is no kind of cash movement") from None
    amount = Money(payload.amount, CurrencyCode(payload.currency))
    movement = cash_movement(kind, amount, payload.reason)
    applying.compare(event, session)
    with applying.late(event) as late:
        if late is not None:
            late.figures = late.figures.with_movement(movement)
        applying.rows.add_movement(event, movement)
        effects = effects_of_movement(movement, session.kind)
        applying.rows.add_effects(event.event_id.bytes, session.id, effects)


def open_drawer(applying: Applying, event: Event) -> None:
    """Write that the drawer was opened without a document; no cash moved.

    :raises NotApplicable, MovementInvalid: if the event does not say in which session, and why.
    """
    payload, session = decoded(_opened, event), applying.own_session(event)
    reason = required_reason(payload.reason)
    applying.compare(event, session)
    try:
        require_drawer(session.kind)
    except NoDrawer as problem:
        applying.flag(event, [str(problem)])
    with applying.late(event) as late:
        if late is not None:
            late.figures = late.figures.with_drawer_opening()
        applying.rows.add_drawer_opening(event, reason)
