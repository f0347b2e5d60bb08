"""Rows that an event's effects become, gathered over a batch and inserted table by table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Table

from pos.domain.cash_movement import CashMovement
from pos.domain.event import Event
from pos.domain.ledger import Effects
from pos.domain.product import ExternalItem, Item, Product
from pos.domain.sale import Sale
from pos.server import tables
from pos.server.database import insert_rows
from pos.server.moments import microseconds
from pos.wire.payloads import SalePayload

Row = tuple[Any, ...]


class EffectRows:
    """Rows waiting for one insert per table; `extend` takes another event's over whole."""

    def __init__(self, store_number: int, register_number: int) -> None:
        self._store = store_number
        self._register = register_number
        self._rows: dict[Table, list[Row]] = {
            table: []
            for table in (
                tables.sale,
                tables.sale_line,
                tables.tender,
                tables.stock_move,
                tables.cash_move,
                tables.posting,
                tables.cash_movement,
                tables.drawer_opening,
            )
        }

    def add_sale(self, event: Event, payload: SalePayload, sale: Sale) -> None:
        """Take the sale itself: document, lines and tenders."""
        event_id = event.event_id.bytes
        self._rows[tables.sale].append(self._sale_row(event, event_id, payload, sale))
        self._rows[tables.sale_line] += _line_rows(self._store, event_id, sale)
        self._rows[tables.tender] += [
            (self._store, event_id, number, tender.kind.value, tender.amount.minor)
            for number, tender in enumerate(sale.tenders, start=1)
        ]

    def add_movement(self, event: Event, movement: CashMovement) -> None:
        """Take a movement of cash itself: which kind, how much, and why."""
        session_id, operator, at = _place_of(event)
        self._rows[tables.cash_movement].append(
            (
                self._store,
                event.event_id.bytes,
                session_id,
                self._register,
                movement.kind.value,
                movement.signed.minor,
                movement.reason,
                operator,
                at,
            )
        )

    def add_drawer_opening(self, event: Event, reason: str) -> None:
        """Take that the drawer was opened without a document, and why."""
        session_id, operator, at = _place_of(event)
        event_id = event.event_id.bytes
        self._rows[tables.drawer_opening].append(
            (self._store, event_id, session_id, self._register, reason, operator, at)
        )

    def add_effects(self, event_id: bytes, cash_session_id: bytes, effects: Effects) -> None:
        """Take stock moves, cash moves and postings."""
        store = self._store
        self._rows[tables.stock_move] += [
            (
                store,
                event_id,
                move.line,
                move.sku,
                move.unit.code,
                move.thousandths,
                None if move.cost is None else move.cost.minor,
            )
            for move in effects.stock_moves
        ]
        self._rows[tables.cash_move] += [
            (store, event_id, move.line, cash_session_id, move.kind.value, move.amount.minor)
            for move in effects.cash_moves
        ]
        self._rows[tables.posting] += [
            (store, event_id, leg.line, leg.account.value, leg.amount.minor, leg.detail)
            for leg in effects.postings
        ]

    def insert(self, db: Connection) -> None:
        """Write all rows, and begin anew."""
        for table, rows in self._rows.items():
            insert_rows(db, table, rows)
            rows.clear()

    def clear(self) -> None:
        """Forget all rows."""
        for rows in self._rows.values():
            rows.clear()

    def _sale_row(self, event: Event, event_id: bytes, payload: SalePayload, sale: Sale) -> Row:
        session_id, operator, at = _place_of(event)
        net = sum(line.taxed.net.minor for line in sale.lines)
        total = sale.total.minor
        return (
            self._store,
            event_id,
            sale.id.bytes,
            self._register,
            session_id,
            event.cash_session_kind,
            event.business_date.isoformat() if event.business_date else "",
            sale.state.value,
            payload.receipt_number,
            payload.paper_ticket,
            at,
            operator,
            len(sale.lines),
            sum(line.discount_amount.minor for line in sale.lines),
            net,
            total - net,
            total,
            sale.change_due.minor,
        )


def _place_of(event: Event) -> tuple[bytes, bytes, int]:
    """Return the event's session, its actor and its moment, as rows keep them."""
    return (
        event.cash_session_id.bytes if event.cash_session_id else b"",
        event.actor.bytes if event.actor else b"",
        microseconds(event.occurred_at),
    )


def _line_rows(store: int, event_id: bytes, sale: Sale) -> Iterable[Row]:
    for line in sale.lines:
        item, rate = line.item, line.tax_rate
        yield (
            store,
            event_id,
            line.number,
            _item_kind(item),
            item.reference if isinstance(item, ExternalItem) else item.sku,
            item.name,
            "" if isinstance(item, ExternalItem) else item.department,
            item.unit.code,
            line.quantity.thousandths,
            line.unit_price.millionths,
            line.discount_amount.minor,
            rate.category,
            rate.millionths,
            line.taxed.net.minor,
            line.taxed.tax.minor,
        )


def _item_kind(item: Item) -> str:
    if isinstance(item, Product):
        return "product"
    return "external" if isinstance(item, ExternalItem) else "service"
