"""Builders: things with sensible values, so that a test names only what it is about."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from pos.domain.cash_movement import CashMovement, MovementKind, cash_movement
from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind, OperatorId
from pos.domain.chain import ChainHead, head_of, seal
from pos.domain.currency import CurrencyCode
from pos.domain.event import Event, EventKind, SealedEvent, as_payload
from pos.domain.money import Money, zero
from pos.domain.product import Item, Product, Sku
from pos.domain.quantity import EACH, one
from pos.domain.report import (
    CashFigures,
    Clearing,
    Declaration,
    MovementTotal,
    SessionReport,
    ZReport,
    figures_of,
)
from pos.domain.sale import Sale, SaleId
from pos.domain.signature import SigningKey
from pos.domain.tax import PriceMode, TaxRate
from pos.domain.tender import Tender, TenderKind
from pos.domain.unit_price import UnitPrice
from pos.runtime.clock import Clock
from pos.runtime.ids import Ids
from pos.wire.messages import EntryMessage, PushRequest
from pos.wire.payloads import (
    CashMovedPayload,
    DrawerOpenedPayload,
    SessionHandedOverPayload,
    SessionJoinedPayload,
    SessionOpenedPayload,
    SessionRedatedPayload,
    SessionStepPayload,
)
from pos.wire.sale_payload import sale_payload
from pos.wire.session_payload import closed_payload
from pos.wire.version import EVENT_VERSION
from tests.fakes import FakeClock, FakeIds
from tests.keys import new_signing_key

USD = CurrencyCode("USD")
STORE, REGISTER, OPERATOR = UUID(int=1), UUID(int=2), UUID(int=3)
STANDARD = TaxRate("standard", Decimal("0.08"))


def a_product(number: int = 1, *, price: str = "3.49", cost: str | None = "2.10") -> Product:
    return Product(
        sku=Sku(f"SKU{number}"),
        name=f"Product {number}",
        unit=EACH,
        price=UnitPrice(Decimal(price), USD),
        tax_category=STANDARD.category,
        department="Grocery",
        cost=None if cost is None else UnitPrice(Decimal(cost), USD),
    )


def a_sale(sale_id: UUID, items: Iterable[Item] = (), *, tender: TenderKind | None = None) -> Sale:
    """Return a completed sale of the items, one of each, paid in cash to the next dollar."""
    sale = Sale(id=SaleId(sale_id), currency=USD, price_mode=PriceMode.TAX_INCLUSIVE)
    for item in tuple(items) or (a_product(),):
        sale = sale.with_item(item, one(item.unit), STANDARD)
    if tender is not None and sale.due:
        sale = sale.with_tender(Tender(tender, sale.due))
    elif sale.due:
        dollars = -(-sale.due.minor // 100) * 100
        sale = sale.with_tender(Tender(TenderKind.CASH, Money(dollars, USD)))
    return sale.completed()


def as_entry(sealed: SealedEvent) -> EntryMessage:
    return EntryMessage(body=sealed.body.decode(), sig=b64encode(sealed.sig).decode())


def a_push(sealed: Iterable[SealedEvent], series: int = 1) -> PushRequest:
    return PushRequest(series=series, entries=[as_entry(one) for one in sealed])


@dataclass
class JournalWriter:
    """A register's journal without its register: seals what it is told, in order."""

    store: UUID = STORE
    register: UUID = REGISTER
    series: int = 1
    key: SigningKey = field(default_factory=new_signing_key)
    clock: Clock = field(default_factory=FakeClock)
    ids: Ids = field(default_factory=FakeIds)
    operator: UUID = OPERATOR
    kind: CashSessionKind = CashSessionKind.NORMAL
    business_date: date = date(2026, 3, 28)
    head: ChainHead = field(default_factory=ChainHead)
    sealed: list[SealedEvent] = field(default_factory=list)
    session_id: UUID | None = None
    opened_at: datetime | None = None
    opening_float: Money = field(default_factory=lambda: zero(USD))
    sales: list[Sale] = field(default_factory=list)
    movements: list[CashMovement] = field(default_factory=list)
    drawer_openings: int = 0
    receipts: int = 0
    z_number: int = 0
    perpetual_total: Money = field(default_factory=lambda: zero(USD))

    def event(self, kind: str, payload: msgspec.Struct | dict[str, Any], **changes: Any) -> Event:
        now = self.clock.now()
        fields: dict[str, Any] = {
            "event_id": self.ids.new_id(),
            "store": self.store,
            "register": self.register,
            "series": self.series,
            "seq": self.head.seq + 1,
            "prev_hash": self.head.hash,
            "kind": str(kind),
            "version": EVENT_VERSION,
            "cash_session_id": self.session_id,
            "cash_session_kind": self.kind.value if self.session_id else None,
            "business_date": self.business_date if self.session_id else None,
            "occurred_at": now,
            "recorded_at": now,
            "boot_id": self.clock.boot_id,
            "monotonic_us": self.clock.monotonic_ns() // 1000,
            "actor": self.operator,
            "approver": None,
            "payload": as_payload(payload),
            "key_id": self.key.verifying_key.key_id,
            "sig_alg": self.key.verifying_key.algorithm.value,
        }
        return Event(**(fields | changes))

    def write(
        self, kind: str, payload: msgspec.Struct | dict[str, Any], **changes: Any
    ) -> SealedEvent:
        """Seal an event behind the last one."""
        event = self.event(kind, payload, **changes)
        sealed = seal(event, self.key)
        self.head = head_of(event, sealed)
        self.sealed.append(sealed)
        return sealed

    def open(self, opening_float: int = 10_000) -> SealedEvent:
        self.session_id = self.ids.new_id()
        self.opened_at = self.clock.now()
        self.opening_float = Money(opening_float, USD)
        self.sales = []
        self.movements = []
        self.drawer_openings = 0
        payload = SessionOpenedPayload(opening_float=opening_float, currency=USD)
        return self.write(EventKind.CASH_SESSION_OPENED, payload)

    def sell(self, items: Iterable[Item] = (), *, tender: TenderKind | None = None) -> SealedEvent:
        """Seal a completed sale."""
        sale = a_sale(self.ids.new_id(), items, tender=tender)
        self.sales.append(sale)
        self.receipts += 1
        if self.kind is not CashSessionKind.TRAINING:
            self.perpetual_total += sale.total
        return self.write(
            EventKind.SALE_COMPLETED, sale_payload(sale, receipt_number=self.receipts)
        )

    def count(self) -> SealedEvent:
        return self.write(EventKind.CASH_SESSION_COUNTING, SessionStepPayload())

    def leave_count(self) -> SealedEvent:
        return self.write(EventKind.CASH_SESSION_COUNT_LEFT, SessionStepPayload())

    def move_cash(
        self, kind: MovementKind, amount: int, reason: str = "small change"
    ) -> SealedEvent:
        movement = cash_movement(kind, Money(amount, USD), reason)
        self.movements.append(movement)
        payload = CashMovedPayload(kind=kind.value, amount=amount, currency=USD, reason=reason)
        return self.write(EventKind.CASH_MOVED, payload)

    def open_drawer(self, reason: str = "change for a customer") -> SealedEvent:
        self.drawer_openings += 1
        return self.write(EventKind.DRAWER_OPENED, DrawerOpenedPayload(reason=reason))

    def hand_over(self, to: UUID) -> SealedEvent:
        payload = SessionHandedOverPayload(to=str(to))
        return self.write(EventKind.CASH_SESSION_HANDED_OVER, payload)

    def redate(self, day: date, reason: str = "wrong day") -> SealedEvent:
        payload = SessionRedatedPayload(business_date=day.isoformat(), reason=reason)
        return self.write(EventKind.CASH_SESSION_REDATED, payload)

    def join(self, into: UUID, reason: str = "one day") -> SealedEvent:
        payload = SessionJoinedPayload(into=str(into), reason=reason)
        return self.write(EventKind.CASH_SESSION_JOINED, payload)

    def close(self, *, over: int = 0) -> SealedEvent:
        """Seal the session's end with a true Z report, counted `over` cents above expectation."""
        return self.write(EventKind.CASH_SESSION_CLOSED, closed_payload(self.z_report(over=over)))

    def close_uncounted(self, clearing: Clearing | None = None) -> SealedEvent:
        """Seal the session's end without a count: by itself, or cleared after a manager's."""
        z_report = self.z_report()
        uncounted = replace(
            z_report, declaration=Declaration(counted=None), variance=None, clearing=clearing
        )
        return self.write(EventKind.CASH_SESSION_CLOSED, closed_payload(uncounted))

    def z_report(self, *, over: int = 0) -> ZReport:
        assert self.session_id is not None
        assert self.opened_at is not None
        self.z_number += 1
        cash = self._cash_figures()
        session = CashSession(
            id=CashSessionId(self.session_id),
            kind=self.kind,
            business_date=self.business_date,
            opened_at=self.opened_at,
            opened_by=OperatorId(self.operator),
            opening_float=self.opening_float,
        )
        return ZReport(
            number=self.z_number,
            report=SessionReport(
                session=session,
                sales=figures_of(self.sales, USD),
                cash=cash,
                made_at=self.clock.now() + timedelta(minutes=1),
                perpetual_total=self.perpetual_total,
                drawer_openings=self.drawer_openings,
            ),
            declaration=Declaration(counted=cash.expected + Money(over, USD)),
            variance=Money(over, USD),
            closed_by=OperatorId(self.operator),
        )

    def _cash_figures(self) -> CashFigures:
        tendered = sum((sale.cash_tendered for sale in self.sales), zero(USD))
        change = sum((sale.change_due for sale in self.sales), zero(USD))
        moved = sum((one.signed for one in self.movements), zero(USD))
        return CashFigures(
            opening_float=self.opening_float,
            tendered=tendered,
            change=change,
            expected=self.opening_float + tendered - change + moved,
            movements=tuple(
                MovementTotal(kind, len(found), sum((one.signed for one in found), zero(USD)))
                for kind in MovementKind
                if (found := [one for one in self.movements if one.kind is kind])
            ),
        )

    def push(self, after: int = 0) -> PushRequest:
        """Return all that was sealed after a sequence number as one push."""
        return a_push(self.sealed[after:], self.series)
