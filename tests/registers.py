"""Registers for tests: enrolled, with a small catalogue, on real files, without a server."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import insert

from pos.domain.cash_session import OperatorId
from pos.domain.currency import CurrencyCode, currency
from pos.domain.event import GENESIS_HASH
from pos.domain.money import Money
from pos.domain.permission import Role
from pos.domain.store import RegisterId, StoreId
from pos.models.catalogue import BarcodeRecord, ProductRecord, TaxRateRecord
from pos.models.database import Database, create_database
from pos.models.journal import RegisterStateRecord
from pos.models.operator import OperatorRecord
from pos.models.sync_state import EnrolmentRecord, SyncStateRecord
from pos.services.cash_movements import CashMovements
from pos.services.cash_sessions import CashSessions
from pos.services.catalogue import Catalogue, barcode_key, rank_products
from pos.services.checkout import Checkout
from pos.services.doctor import Doctor
from pos.services.identity import Identity
from pos.services.journal import Journal
from pos.services.operators import Operator, Operators
from pos.services.paper_book import PaperBook
from pos.services.parked_tickets import ParkedTickets
from pos.services.receipts import Receipts
from pos.services.report_notes import ReportNotes
from pos.services.session_corrections import SessionCorrections
from pos.services.session_gate import Gate
from pos.services.session_list import SessionList
from pos.services.session_story import SessionStories
from tests.fakes import FakeClock, FakeCrashPoints, FakeIds
from tests.keys import new_signing_key

KEY = "ab" * 32
USD = currency("USD")
NOON = datetime(2026, 3, 28, 16, 0, tzinfo=UTC)  # noon in New York
STORE_ID = StoreId(UUID("0190a000-0000-7000-8000-000000000001"))
REGISTER_ID = RegisterId(UUID("0190a000-0000-7000-8000-000000000002"))
MIA = Operator(
    id=OperatorId(UUID("0190a000-0000-7000-8000-0000000000a1")), name="Mia", role=Role.MANAGER
)
TOM = Operator(
    id=OperatorId(UUID("0190a000-0000-7000-8000-0000000000a2")), name="Tom", role=Role.CASHIER
)
PINS = {MIA.id: "246810", TOM.id: "1234"}
_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # as cheap as it gets
PRODUCTS = (
    # sku, name, unit, price (millionths), cost, tax category, gtin, department
    ("MILK", "Fresh Milk 1 L", "each", 1_290_000, 800_000, "reduced", "4006381333931", "Dairy"),
    ("BREAD", "Crème-Brûlée Bread", "each", 2_500_000, None, "reduced", None, "Pastry"),
    ("APPLE", "Apples Loose", "kg", 3_990_000, None, "reduced", None, "Produce"),
    ("GAS", "Gasoline Unleaded", "gal", 2_268_941, None, "standard", None, "Fuel"),
    ("LAMP", "Desk Lamp", "each", 24_900_000, None, "standard", "036000291452", "Home"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterInTest:
    path: Path
    database: Database
    clock: FakeClock
    journal: Journal
    checkout: Checkout
    cash_sessions: CashSessions
    cash_movements: CashMovements
    corrections: SessionCorrections
    session_list: SessionList
    stories: SessionStories
    doctor: Doctor
    parked_tickets: ParkedTickets
    paper_book: PaperBook
    catalogue: Catalogue
    operators: Operators
    receipts: Receipts
    report_notes: ReportNotes
    crash_points: FakeCrashPoints = field(default_factory=FakeCrashPoints)


def usd(text: str) -> Money:
    whole, _, cents = text.partition(".")
    return Money(int(whole) * 100 + int(cents or 0), USD)


def an_enrolled_register(
    folder: Path, *, price_mode: str = "tax_inclusive", code: CurrencyCode = USD
) -> RegisterInTest:
    """Return a register with five products, three tax categories and two operators."""
    clock, key, points = FakeClock(NOON), new_signing_key(), FakeCrashPoints()
    path = folder / "register.db"
    database = create_database(path, KEY, points)
    public = key.verifying_key
    with database.begin() as db:
        _enrol(db, public.der, price_mode, code)
        _fill(db)
    identity = Identity(
        register_id=REGISTER_ID,
        register_name="Till 1",
        store_id=STORE_ID,
        key=key,
        key_id=public.key_id,
        algorithm=public.algorithm.value,
    )
    journal = Journal(identity, clock, FakeIds())
    operators = Operators(database, clock)
    gate = Gate(operators.sign_ins)
    cash_sessions = CashSessions(database, journal, gate)
    session_list = SessionList(database, clock)
    return RegisterInTest(
        path=path,
        database=database,
        clock=clock,
        journal=journal,
        checkout=Checkout(database, journal, gate),
        cash_sessions=cash_sessions,
        cash_movements=CashMovements(database, journal, gate),
        corrections=SessionCorrections(database, journal, gate),
        session_list=session_list,
        stories=SessionStories(database),
        doctor=Doctor(database, journal, cash_sessions, session_list, gate),
        parked_tickets=ParkedTickets(database, journal, gate),
        paper_book=PaperBook(database, journal, gate),
        catalogue=Catalogue(database, code),
        operators=operators,
        receipts=Receipts(database, identity),
        report_notes=ReportNotes(database, journal),
        crash_points=points,
    )


def _enrol(db, public_key: bytes, price_mode: str, code: CurrencyCode) -> None:
    db.execute(
        insert(EnrolmentRecord).values(
            id=1,
            store_id=STORE_ID,
            store_name="Corner Shop",
            currency=code,
            timezone="America/New_York",
            day_cut_off="04:00",
            price_mode=price_mode,
            address="1 Main St",
            tax_registration="",
            register_id=REGISTER_ID,
            register_name="Till 1",
            public_key=public_key,
            server_url="http://127.0.0.1:1",
            server_key=b"",
            enrolled_at=NOON,
        )
    )
    db.execute(
        insert(RegisterStateRecord).values(
            id=1,
            series=1,
            seq=0,
            head_hash=GENESIS_HASH,
            receipt_number=0,
            z_number=0,
            sales=0,
            perpetual_total=0,
        )
    )
    db.execute(
        insert(SyncStateRecord).values(
            id=1,
            epoch=STORE_ID,
            cursor="",
            acknowledged_series=1,
            acknowledged_seq=0,
            acknowledged_hash=GENESIS_HASH,
            verdict="unknown",
            last_answer="",
        )
    )


def _fill(db) -> None:
    for category, rate in (("standard", "0.2"), ("reduced", "0.05"), ("exempt", "0")):
        db.execute(insert(TaxRateRecord).values(category=category, rate=rate))
    for operator in (MIA, TOM):
        db.execute(
            insert(OperatorRecord).values(
                id=operator.id,
                name=operator.name,
                role=operator.role.value,
                pin_hash=_HASHER.hash(PINS[operator.id]),
                active=1,
            )
        )
    for number, row in enumerate(PRODUCTS, start=1):
        sku, name, unit, price, cost, category, gtin, department = row
        db.execute(
            insert(ProductRecord).values(
                id=number,
                sku=sku,
                name=name,
                unit=unit,
                price=price,
                cost=cost,
                tax_category=category,
                gtin=gtin,
                department=department,
                category="",
                service=0,
            )
        )
        if gtin is not None:
            db.execute(insert(BarcodeRecord).values(code=barcode_key(gtin), product_id=number))
    rank_products(db, [(number, row[1]) for number, row in enumerate(PRODUCTS, start=1)])
