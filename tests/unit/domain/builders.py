"""Builders of domain values, with defaults that make sense together."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind, OperatorId
from pos.domain.currency import CurrencyCode, currency
from pos.domain.event import GENESIS_HASH, Event, EventKind, as_payload
from pos.domain.money import Money
from pos.domain.product import ExternalItem, Product, Service, Sku
from pos.domain.quantity import EACH, Quantity, unit_of_measure
from pos.domain.receipt import Receipt
from pos.domain.sale import Sale, SaleId
from pos.domain.signature import SigningKey
from pos.domain.store import Store, StoreId
from pos.domain.tax import PriceMode, TaxRate
from pos.domain.tender import Tender, TenderKind
from pos.domain.unit_price import UnitPrice

EUR = currency("EUR")
USD = currency("USD")
JPY = currency("JPY")
KWD = currency("KWD")
KG = unit_of_measure("kg")
STANDARD = TaxRate("standard", Decimal("0.2"))
REDUCED = TaxRate("reduced", Decimal("0.05"))
NOON = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)


def eur(text: str) -> Money:
    return Money(int(Decimal(text).scaleb(2)), EUR)


def price(text: str, code: CurrencyCode = EUR) -> UnitPrice:
    return UnitPrice(Decimal(text), code)


def each(count: int | str) -> Quantity:
    return Quantity(Decimal(count), EACH)


def kg(amount: str) -> Quantity:
    return Quantity(Decimal(amount), KG)


def a_product(sku: str = "MILK", unit_price: str = "1.29", **changed: object) -> Product:
    values: dict[str, object] = {
        "sku": Sku(sku),
        "name": f"Product {sku}",
        "unit": EACH,
        "price": price(unit_price),
        "tax_category": "standard",
    }
    return Product(**(values | changed))  # type: ignore[arg-type]


def a_service(sku: str = "CUT", unit_price: str = "25") -> Service:
    return Service(
        sku=Sku(sku), name="Hair cut", unit=EACH, price=price(unit_price), tax_category="standard"
    )


def an_external_item(unit_price: str = "3") -> ExternalItem:
    return ExternalItem(
        name="Fabric", unit=EACH, price=price(unit_price), tax_category="standard", reference="F 7"
    )


def an_empty_sale(
    code: CurrencyCode = EUR, price_mode: PriceMode = PriceMode.TAX_INCLUSIVE
) -> Sale:
    return Sale(id=SaleId(UUID(int=7 << 76 | 1)), currency=code, price_mode=price_mode)


def a_sale(*prices: str, price_mode: PriceMode = PriceMode.TAX_INCLUSIVE) -> Sale:
    """Return an open sale of one product each at these prices."""
    sale = an_empty_sale(price_mode=price_mode)
    for number, unit_price in enumerate(prices, start=1):
        sale = sale.with_item(a_product(f"P{number}", unit_price), each(1), STANDARD)
    return sale


def cash(text: str) -> Tender:
    return Tender(TenderKind.CASH, eur(text))


def card(text: str) -> Tender:
    return Tender(TenderKind.CARD, eur(text))


def paid_in_cash(sale: Sale) -> Sale:
    """Return the sale completed with the exact amount in cash."""
    if sale.due:
        sale = sale.with_tender(Tender(TenderKind.CASH, sale.due))
    return sale.completed()


def a_store(**changed: object) -> Store:
    values: dict[str, object] = {
        "id": StoreId(UUID(int=1)),
        "name": "Corner Shop",
        "currency": EUR,
        "zone": ZoneInfo("Europe/Paris"),
        "day_cut_off": time(4, 0),
        "price_mode": PriceMode.TAX_INCLUSIVE,
    }
    return Store(**(values | changed))  # type: ignore[arg-type]


def a_receipt(sale: Sale, **changed: object) -> Receipt:
    values: dict[str, object] = {
        "store": a_store(),
        "register_name": "Till 1",
        "operator_name": "Mia",
        "number": 17,
        "sale": sale,
        "completed_at": NOON,
        "kind": CashSessionKind.NORMAL,
    }
    return Receipt(**(values | changed))  # type: ignore[arg-type]


def an_open_session(kind: CashSessionKind = CashSessionKind.NORMAL) -> CashSession:
    return CashSession(
        id=CashSessionId(UUID(int=2)),
        kind=kind,
        business_date=date(2026, 3, 28),
        opened_at=NOON,
        opened_by=OperatorId(UUID(int=3)),
        opening_float=eur("150"),
    )


def an_event(
    key: SigningKey, seq: int = 1, prev_hash: str = GENESIS_HASH, **changed: object
) -> Event:
    public = key.verifying_key
    values: dict[str, object] = {
        "event_id": UUID(int=7 << 76 | 2 << 62 | seq),
        "store": UUID(int=1),
        "register": UUID(int=2),
        "series": 1,
        "seq": seq,
        "prev_hash": prev_hash,
        "kind": EventKind.SALE_COMPLETED.value,
        "version": 1,
        "cash_session_id": UUID(int=3),
        "cash_session_kind": "normal",
        "business_date": date(2026, 3, 28),
        "occurred_at": NOON,
        "recorded_at": NOON,
        "boot_id": UUID(int=4),
        "monotonic_us": 17,
        "actor": UUID(int=5),
        "approver": None,
        "payload": as_payload({"total": 1234, "name": "Crème \u2028 🥐"}),
        "key_id": public.key_id,
        "sig_alg": public.algorithm.value,
    }
    return Event(**(values | changed))  # type: ignore[arg-type]


def body_with_payload(event: Event, payload: bytes) -> bytes:
    """Return the event's bytes with other bytes where its payload stands."""
    return event.body().replace(b'"payload":' + bytes(event.payload), b'"payload":' + payload)
