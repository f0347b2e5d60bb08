"""Use cases of the checkout: from the first scan to the completed sale."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection

from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind, OperatorId
from pos.domain.discount import Discount
from pos.domain.event import EventKind
from pos.domain.permission import Right, SessionAction
from pos.domain.posting_rules import effects_of_sale
from pos.domain.problem import Problem
from pos.domain.product import Item
from pos.domain.quantity import Quantity, one
from pos.domain.receipt import Receipt
from pos.domain.sale import Sale, SaleId
from pos.domain.store import Store
from pos.domain.tax import PriceMode
from pos.domain.tender import Tender
from pos.models.database import Database
from pos.models.rows import first_row, insert_rows
from pos.models.sale import SaleLineRecord, SaleRecord, TenderRecord
from pos.services.cash_session_rows import insert_effects
from pos.services.catalogue import find_item, tax_rate
from pos.services.identity import load_store
from pos.services.journal import Appended, Journal, NewEvent
from pos.services.operators import Operator
from pos.services.sale_rows import line_rows, sale_row, tender_rows
from pos.services.session_gate import Gate
from pos.services.ticket_rows import Ticket, forget_ticket, open_ticket, save_ticket
from pos.wire.payloads import SalePayload
from pos.wire.sale_payload import sale_payload

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
    """What completes a sale that was made before: the paper's number and time, where known.

    Without a time the sale's `occurred_at` is its `recorded_at`: nothing is made up.
    """

    paper_ticket: str | None
    occurred_at: datetime | None


@dataclass(frozen=True, slots=True)
class Checkout:
    """Works on the open ticket of a cash session. Each step is durable before it is shown."""

    database: Database
    journal: Journal
    gate: Gate = field(default_factory=Gate)

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
        :raises NumbersFrozen: if the register may give no further number.
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
        self.gate.require_right(operator, Right.GIVE_DISCOUNT)
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
        :raises AlreadyRungUp: if it is typed from a paper ticket that stands in the journal.
        """
        with self.database.begin("sale.complete") as db:
            session = self.gate.require(db, session_id, operator, SessionAction.SELL)
            store, ticket = load_store(db), open_ticket(db, session_id)
            sale = (self._new(store) if ticket is None else ticket.sale).completed()
            paper = None if ticket is None else _paper_of(ticket)
            if paper is not None:
                require_unused(db, paper.paper_ticket)
            forget_ticket(db, sale.id)
            completed = self._record(db, session, operator, sale, store, paper)
        logger.info("sale completed: sale=%s total=%s", sale.id, sale.total)
        return completed

    def record_past(
        self, session_id: CashSessionId, operator: Operator, sale: Sale, past: PastSale
    ) -> CompletedSale:
        """Complete a sale that was made before, from the paper book or a file.

        :raises AlreadyRungUp: if that paper ticket is in the journal: nothing is added twice.
        """
        self.gate.require_right(operator, Right.IMPORT_SALES)
        with self.database.begin("sale.complete") as db:
            session = self.gate.require(db, session_id, operator, SessionAction.SELL)
            require_unused(db, past.paper_ticket)
            return self._record(db, session, operator, sale.completed(), load_store(db), past)

    def void_ticket(self, session_id: CashSessionId, operator: Operator) -> Sale:
        """Cancel the open ticket; the journal keeps what stood on it."""
        with self.database.begin("sale.void") as db:
            session = self.gate.require(db, session_id, operator, SessionAction.SELL)
            store, ticket = load_store(db), open_ticket(db, session_id)
            if ticket is not None:
                record_voided(db, self.journal, session, operator.id, ticket)
            return self._new(store)

    def new_sale(self, price_mode: PriceMode | None = None) -> Sale:
        """Return an empty sale that is not on disk, for `record_past`."""
        with self.database.begin() as db:
            sale = self._new(load_store(db))
        return sale if price_mode is None else replace(sale, price_mode=price_mode)

    def begun(self, db: Connection) -> Sale:
        """Return an empty sale, in the caller's transaction."""
        return self._new(load_store(db))

    def _change(
        self,
        session_id: CashSessionId,
        operator: Operator,
        step: Callable[[Connection, Sale], Sale],
    ) -> Sale:
        with self.database.begin("sale.line") as db:
            self.journal.require_numbers(db)  # else the ticket could never become a sale
            self.gate.require(db, session_id, operator, SessionAction.SELL)
            sale = step(db, self._load(db, session_id, load_store(db)))
            save_ticket(db, session_id, operator.id, sale, self.journal.clock.now())
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
        paper_ticket = None if past is None else past.paper_ticket
        payload = sale_payload(sale, receipt_number=number, paper_ticket=paper_ticket)
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
                business_date=session.business_date,
            ),
        )

    def _load(self, db: Connection, session_id: CashSessionId, store: Store) -> Sale:
        ticket = open_ticket(db, session_id)
        return self._new(store) if ticket is None else ticket.sale

    def _new(self, store: Store) -> Sale:
        return Sale(
            id=SaleId(self.journal.ids.new_id()),
            currency=store.currency,
            price_mode=store.price_mode,
        )


def record_voided(
    db: Connection, journal: Journal, session: CashSession, actor: OperatorId, ticket: Ticket
) -> None:
    """Remove a ticket for good; the journal keeps what stood on it, if anything did."""
    forget_ticket(db, ticket.sale.id)
    sale = ticket.sale.voided()
    if not (sale.lines or sale.voided_lines):
        return
    event = NewEvent(
        kind=EventKind.SALE_VOIDED, payload=sale_payload(sale), actor=actor, cash_session=session
    )
    journal.append(db, journal.state(db), event, load_store(db))


def require_unused(db: Connection, paper_ticket: str | None) -> None:
    """Refuse a paper ticket that stands in the journal.

    :raises AlreadyRungUp: if it does.
    """
    if paper_ticket is not None and first_row(db, _PAPER, paper_ticket) is not None:
        raise AlreadyRungUp(f"The paper ticket {paper_ticket} is entered already.")


def _paper_of(ticket: Ticket) -> PastSale | None:
    if ticket.paper_ticket is None and ticket.occurred_at is None:
        return None
    return PastSale(paper_ticket=ticket.paper_ticket, occurred_at=ticket.occurred_at)


def _insert(db: Connection, appended: Appended, sale: Sale, payload: SalePayload) -> None:
    insert_rows(db, SaleRecord, [sale_row(appended, sale, payload)])
    insert_rows(db, SaleLineRecord, line_rows(appended.position, sale, payload))
    insert_rows(db, TenderRecord, tender_rows(appended.position, sale.tenders))


_PAPER = "SELECT 1 FROM sale WHERE paper_ticket = ?"
