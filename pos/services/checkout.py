"""Use cases of the checkout: from the first scan to the completed sale."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

import msgspec
from sqlalchemy import Connection

from pos.domain.canonical import canonical
from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind, OperatorId
from pos.domain.discount import Discount
from pos.domain.event import EventKind
from pos.domain.permission import Right, require
from pos.domain.posting_rules import effects_of_sale
from pos.domain.problem import Problem
from pos.domain.product import Item
from pos.domain.quantity import Quantity, one
from pos.domain.receipt import Receipt
from pos.domain.sale import Sale, SaleId, SaleState
from pos.domain.store import Store
from pos.domain.tax import PriceMode
from pos.domain.tender import Tender
from pos.models.base import utc_text
from pos.models.database import Database
from pos.models.rows import execute, first_row, insert_rows
from pos.models.sale import SaleLineRecord, SaleRecord, TenderRecord
from pos.services.cash_session_rows import insert_effects, load_session
from pos.services.catalogue import find_item, tax_rate
from pos.services.identity import load_store
from pos.services.journal import Appended, Journal, NewEvent
from pos.services.operators import Operator
from pos.services.sale_rows import line_rows, sale_row, tender_rows
from pos.wire.payloads import SalePayload
from pos.wire.sale_payload import sale_from_payload, sale_payload

logger = logging.getLogger(__name__)


class AlreadyRungUp(Problem):
    """The paper ticket stands in the journal already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedSale:
    """A sale that is in the journal, and the receipt for it."""

    sale: Sale
    cash_session_id: CashSessionId
    business_date: date
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSale:
    """What completes a sale that was made before: the paper's number and time."""

    paper_ticket: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Checkout:
    """Works on the open ticket of a cash session. Each step is durable before it is shown."""

    database: Database
    journal: Journal

    def ticket(self, session_id: CashSessionId) -> Sale:
        """Return the session's open ticket as it stands on disk, or an empty one."""
        with self.database.begin() as db:
            return self._load(db, session_id, load_store(db))

    def scan(
        self,
        session_id: CashSessionId,
        operator: Operator,
        code: str,
        quantity: Quantity | None = None,
    ) -> Sale:
        """Put the product with this barcode or SKU on the ticket; one of it, or `quantity`.

        :raises UnknownBarcode: if no product has the code.
        :raises SessionNotOpen: if the session is being counted or is closed.
        """

        def step(db: Connection, sale: Sale) -> Sale:
            item = find_item(db, code, sale.currency)
            return sale.with_item(item, quantity or one(item.unit), tax_rate(db, item.tax_category))

        return self._change(session_id, operator, step)

    def add(
        self, session_id: CashSessionId, operator: Operator, item: Item, quantity: Quantity
    ) -> Sale:
        """Put an item that was found by search, or is not ours, on the ticket."""
        return self._change(
            session_id,
            operator,
            lambda db, sale: sale.with_item(item, quantity, tax_rate(db, item.tax_category)),
        )

    def set_quantity(
        self, session_id: CashSessionId, operator: Operator, line: int, quantity: Quantity
    ) -> Sale:
        return self._change(
            session_id, operator, lambda _, sale: sale.with_quantity(line, quantity)
        )

    def set_discount(
        self, session_id: CashSessionId, operator: Operator, line: int, discount: Discount | None
    ) -> Sale:
        """Give a discount on a line, or take it back with None.

        :raises NotPermitted: if the operator's role does not allow it.
        """
        require(operator.role, Right.GIVE_DISCOUNT, name=operator.name)
        return self._change(
            session_id, operator, lambda _, sale: sale.with_discount(line, discount)
        )

    def void_line(self, session_id: CashSessionId, operator: Operator, line: int) -> Sale:
        return self._change(session_id, operator, lambda _, sale: sale.with_line_voided(line))

    def tender(self, session_id: CashSessionId, operator: Operator, tender: Tender) -> Sale:
        """Accept a tender; the sale still has to be completed."""
        return self._change(session_id, operator, lambda _, sale: sale.with_tender(tender))

    def take_back_tenders(self, session_id: CashSessionId, operator: Operator) -> Sale:
        return self._change(session_id, operator, lambda _, sale: sale.without_tenders())

    def complete(self, session_id: CashSessionId, operator: Operator) -> CompletedSale:
        """Turn the open ticket into a sale: rows, effects and event in one transaction.

        :raises NothingToPay, TenderTooSmall: if the ticket is empty or not covered.
        """
        require(operator.role, Right.SELL, name=operator.name)
        with self.database.begin("sale.complete") as db:
            session, store = _open_session(db, session_id), load_store(db)
            sale = self._load(db, session_id, store).completed()
            _forget(db, sale.id)
            completed = self._record(db, session, operator, sale, store)
        logger.info("sale completed: sale=%s total=%s", sale.id, sale.total)
        return completed

    def record_past(
        self, session_id: CashSessionId, operator: Operator, sale: Sale, past: PastSale
    ) -> CompletedSale:
        """Complete a sale that was made before, from the paper book or a file.

        :raises AlreadyRungUp: if that paper ticket is in the journal: nothing is added twice.
        """
        require(operator.role, Right.IMPORT_SALES, name=operator.name)
        with self.database.begin("sale.complete") as db:
            session, store = _open_session(db, session_id), load_store(db)
            if _rung_up(db, past.paper_ticket):
                raise AlreadyRungUp(f"The paper ticket {past.paper_ticket} is entered already.")
            return self._record(db, session, operator, sale.completed(), store, past)

    def void_ticket(self, session_id: CashSessionId, operator: Operator) -> Sale:
        """Cancel the open ticket; the journal keeps what stood on it."""
        with self.database.begin() as db:
            session, store = _open_session(db, session_id), load_store(db)
            sale = self._load(db, session_id, store).voided()
            if sale.lines or sale.voided_lines:
                _forget(db, sale.id)
                event = NewEvent(
                    kind=EventKind.SALE_VOIDED,
                    payload=sale_payload(sale),
                    actor=operator.id,
                    cash_session=session,
                )
                self.journal.append(db, self.journal.state(db), event, store)
            return self._new(store)

    def new_sale(self, price_mode: PriceMode | None = None) -> Sale:
        """Return an empty sale that is not on disk, for `record_past`."""
        with self.database.begin() as db:
            sale = self._new(load_store(db))
        return sale if price_mode is None else replace(sale, price_mode=price_mode)

    def _change(
        self,
        session_id: CashSessionId,
        operator: Operator,
        step: Callable[[Connection, Sale], Sale],
    ) -> Sale:
        require(operator.role, Right.SELL, name=operator.name)
        with self.database.begin("sale.line") as db:
            _open_session(db, session_id)
            sale = step(db, self._load(db, session_id, load_store(db)))
            self._save(db, session_id, operator.id, sale)
        return sale

    def _record(
        self,
        db: Connection,
        session: CashSession,
        operator: Operator,
        sale: Sale,
        store: Store,
        past: PastSale | None = None,
    ) -> CompletedSale:
        state = self.journal.state(db)
        number = state.receipt_number + 1
        payload = sale_payload(
            sale, receipt_number=number, paper_ticket=None if past is None else past.paper_ticket
        )
        counts = session.kind is not CashSessionKind.TRAINING
        event = NewEvent(
            kind=EventKind.SALE_COMPLETED,
            payload=payload,
            actor=operator.id,
            cash_session=session,
            occurred_at=None if past is None else past.occurred_at,
        )
        counted_up = replace(
            state,
            receipt_number=number,
            sales=state.sales + counts,
            perpetual_total=state.perpetual_total + payload.total * counts,
        )
        appended = self.journal.append(db, counted_up, event, store)
        _insert(db, appended, sale, payload)
        insert_effects(db, appended.position, session.id, effects_of_sale(sale, session.kind))
        return CompletedSale(
            sale=sale,
            cash_session_id=session.id,
            business_date=session.business_date,
            receipt=Receipt(
                store=store,
                register_name=self.journal.identity.register_name,
                operator_name=operator.name,
                number=number,
                sale=sale,
                completed_at=appended.event.occurred_at,
                kind=session.kind,
            ),
        )

    def _load(self, db: Connection, session_id: CashSessionId, store: Store) -> Sale:
        row = first_row(db, _TICKET, str(session_id))
        return self._new(store) if row is None else _sale_of(row[0])

    def _new(self, store: Store) -> Sale:
        return Sale(
            id=SaleId(self.journal.ids.new_id()),
            currency=store.currency,
            price_mode=store.price_mode,
        )

    def _save(
        self, db: Connection, session_id: CashSessionId, operator_id: OperatorId, sale: Sale
    ) -> None:
        contents = canonical(sale_payload(sale)).decode()
        now = utc_text(self.journal.clock.now())
        execute(db, _SAVE, str(sale.id), str(session_id), str(operator_id), now, contents)


@lru_cache(maxsize=8)
def _sale_of(contents: str) -> Sale:
    """Return the open sale that a ticket's text describes; the last few are remembered."""
    payload = msgspec.json.decode(contents, type=SalePayload)
    return sale_from_payload(payload, SaleState.OPEN)


def _open_session(db: Connection, session_id: CashSessionId) -> CashSession:
    session = load_session(db, session_id)
    session.require_open()
    return session


def _insert(db: Connection, appended: Appended, sale: Sale, payload: SalePayload) -> None:
    insert_rows(db, SaleRecord, [sale_row(appended, sale, payload)])
    insert_rows(db, SaleLineRecord, line_rows(appended.position, sale, payload))
    insert_rows(db, TenderRecord, tender_rows(appended.position, sale.tenders))


def _forget(db: Connection, sale_id: SaleId) -> None:
    execute(db, "DELETE FROM ticket WHERE id = ?", str(sale_id))


def _rung_up(db: Connection, paper_ticket: str) -> bool:
    return first_row(db, "SELECT 1 FROM sale WHERE paper_ticket = ?", paper_ticket) is not None


_TICKET = "SELECT contents FROM ticket WHERE cash_session_id = ? AND state = 'open'"
_SAVE = (
    "INSERT INTO ticket (id, cash_session_id, operator_id, state, changed_at, contents) "
    "VALUES (?, ?, ?, 'open', ?, ?) ON CONFLICT (id) DO UPDATE SET "
    "operator_id = excluded.operator_id, changed_at = excluded.changed_at, "
    "contents = excluded.contents"
)
