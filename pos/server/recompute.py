"""Recomputation: a sale and its effects as the domain's rules see them. Needs no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from pos.domain.cash_session import CashSessionKind
from pos.domain.event import Event, EventKind
from pos.domain.ledger import NO_EFFECTS, Effects
from pos.domain.money import MINOR_MAX
from pos.domain.posting_rules import effects_of_sale
from pos.domain.problem import Problem
from pos.domain.sale import Sale, SaleState
from pos.wire.payloads import SalePayload
from pos.wire.sale_payload import disagreements, sale_from_payload
from pos.wire.version import EVENT_VERSION

P = TypeVar("P", bound=msgspec.Struct)

_SALE_STATES: dict[str, SaleState] = {
    EventKind.SALE_COMPLETED: SaleState.COMPLETED,
    EventKind.SALE_VOIDED: SaleState.VOIDED,
}
_sale_decoder = msgspec.json.Decoder(SalePayload)


class NotApplicable(ValueError):
    """The entry has no effects that can be written; its text says why."""


@dataclass(frozen=True, slots=True)
class RecomputedSale:
    """A sale with its effects, and where the register's figures differ from them."""

    kind: CashSessionKind
    payload: SalePayload
    sale: Sale
    effects: Effects
    disagreements: tuple[str, ...]


def recompute_sale(event: Event, currency: str) -> RecomputedSale | NotApplicable | None:
    """Return the sale that follows from the event, or why none does; nothing if it is about none.

    `currency` is the store's.
    """
    state = _SALE_STATES.get(event.kind)
    if state is None:
        return None
    try:
        return _recomputed(event, currency, state)
    except NotApplicable as reason:
        return reason
    except (Problem, ValueError, ArithmeticError) as error:
        return NotApplicable(str(error))


def decoded(decoder: msgspec.json.Decoder[P], event: Event) -> P:
    """Read an event's payload.

    :raises NotApplicable: if it is not what its kind says, or of a newer program.
    """
    if event.version > EVENT_VERSION:
        raise NotApplicable(f"it was written by a newer program (version {event.version})")
    try:
        return decoder.decode(event.payload)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise NotApplicable(f"its payload cannot be read: {error}") from error


def kind_of_session(event: Event) -> CashSessionKind:
    """Return what the event says of its session's kind.

    :raises NotApplicable: if that is none.
    """
    try:
        return CashSessionKind(event.cash_session_kind or "")
    except ValueError:
        raise NotApplicable(f"its session kind is “{event.cash_session_kind}”") from None


def _recomputed(event: Event, currency: str, state: SaleState) -> RecomputedSale:
    kind, payload = kind_of_session(event), decoded(_sale_decoder, event)
    if payload.currency != currency:
        raise NotApplicable(f"it is in {payload.currency}, the store's is {currency}")
    if payload.receipt_number is not None and not 0 < payload.receipt_number <= MINOR_MAX:
        raise NotApplicable(f"its receipt number is {payload.receipt_number}")
    sale = sale_from_payload(payload, state)
    is_completed = state is SaleState.COMPLETED
    effects = effects_of_sale(sale, kind) if is_completed else NO_EFFECTS
    return RecomputedSale(kind, payload, sale, effects, tuple(disagreements(payload, sale)))
