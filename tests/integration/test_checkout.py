"""The checkout on a real database file: durable tickets, whole sales, refusals without trace."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pos.domain.cash_session import CashSession, SessionNotOpen
from pos.domain.chain import ChainHead, head_of, open_sealed
from pos.domain.discount import DiscountInvalid, PercentOff
from pos.domain.event import SealedEvent
from pos.domain.permission import NotPermitted
from pos.domain.product import ExternalItem
from pos.domain.quantity import EACH, Quantity, QuantityInvalid, unit_of_measure
from pos.domain.receipt import receipt_text
from pos.domain.sale import NothingToPay, TenderTooSmall
from pos.domain.tax import PriceMode
from pos.domain.tender import Tender, TenderInvalid, TenderKind
from pos.domain.unit_price import UnitPrice
from pos.services.catalogue import UnknownBarcode
from pos.services.checkout import AlreadyRungUp, PastSale
from pos.services.journal import NumbersFrozen
from tests.fakes import Crashed
from tests.registers import MIA, TOM, USD, RegisterInTest, an_enrolled_register, usd

ALL_TABLES = ("journal", "sale", "sale_line", "tender", "stock_move", "cash_move", "posting")


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    register.database.close()


@pytest.fixture
def session(register: RegisterInTest) -> CashSession:
    return register.cash_sessions.open_normal(TOM, usd("100.00"))


def rows(register: RegisterInTest, table: str) -> list[tuple]:
    with register.database.begin() as db:
        return [tuple(row) for row in db.exec_driver_sql(f"SELECT * FROM {table}")]


def counts(register: RegisterInTest) -> dict[str, int]:
    return {table: len(rows(register, table)) for table in ALL_TABLES}


def cash(text: str) -> Tender:
    return Tender(TenderKind.CASH, usd(text))


class TestAFrozenRegister:
    @pytest.mark.parametrize("freeze", ["restored", "register_behind", "fork", "replaced"])
    def test_refuses_at_the_first_scan_and_each_step_after_it(
        self, register: RegisterInTest, session: CashSession, freeze: str
    ) -> None:
        register.checkout.scan(session.id, TOM, "LAMP")
        before = register.checkout.ticket(session.id)
        with register.database.begin() as db:
            db.exec_driver_sql("UPDATE register_state SET frozen = ?", (freeze,))

        with pytest.raises(NumbersFrozen):
            register.checkout.scan(session.id, TOM, "LAMP")
        with pytest.raises(NumbersFrozen):
            register.checkout.tender(session.id, TOM, cash("24.90"))

        assert register.checkout.ticket(session.id) == before


class TestScanning:
    def test_finds_a_product_by_barcode_of_12_and_13_digits_and_by_sku(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        for code in ("036000291452", "0036000291452", "LAMP"):
            sale = register.checkout.scan(session.id, TOM, code)

        assert [(line.item.name, str(line.quantity)) for line in sale.lines] == [("Desk Lamp", "3")]

    def test_of_an_unknown_code_changes_nothing(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        before = register.checkout.scan(session.id, TOM, "MILK")

        with pytest.raises(UnknownBarcode, match="999"):
            register.checkout.scan(session.id, TOM, "999")

        assert register.checkout.ticket(session.id) == before

    def test_is_refused_while_counting(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.cash_sessions.begin_count(session.id, TOM)

        with pytest.raises(SessionNotOpen):
            register.checkout.scan(session.id, TOM, "MILK")


class TestOpenTicket:
    def test_comes_back_whole_when_the_program_starts_again(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.checkout.scan(session.id, TOM, "MILK")
        register.checkout.scan(
            session.id, TOM, "APPLE", Quantity(Decimal("0.755"), unit_of_measure("kg"))
        )
        sale = register.checkout.set_discount(
            session.id, TOM, 2, PercentOff(Decimal(10), "bruised")
        )
        sale = register.checkout.tender(session.id, TOM, cash("1.00"))

        assert register.checkout.ticket(session.id) == sale

    @pytest.mark.parametrize(
        ("quantity", "line"), [("0", 1), ("-1", 1), ("0.5", 1), ("1000000", 1), ("0.1234", 2)]
    )
    def test_refuses_an_impossible_quantity_and_stays_as_it_was(
        self, register: RegisterInTest, session: CashSession, quantity: str, line: int
    ) -> None:
        register.checkout.scan(session.id, TOM, "MILK")
        before = register.checkout.scan(session.id, TOM, "APPLE")

        unit = before.line(line).quantity.unit
        with pytest.raises(QuantityInvalid):
            register.checkout.set_quantity(session.id, TOM, line, Quantity(Decimal(quantity), unit))

        assert register.checkout.ticket(session.id) == before

    def test_refuses_a_discount_above_the_whole_price(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.checkout.scan(session.id, TOM, "MILK")

        with pytest.raises(DiscountInvalid):
            register.checkout.set_discount(session.id, TOM, 1, PercentOff(Decimal("100.01")))

    def test_is_gone_after_a_void_and_the_journal_keeps_it(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.checkout.scan(session.id, TOM, "MILK")

        empty = register.checkout.void_ticket(session.id, TOM)

        assert empty.lines == ()
        assert rows(register, "ticket") == []
        assert [row[4] for row in rows(register, "journal")] == [
            "cash_session_opened",
            "sale_voided",
        ]


class TestCompleting:
    def test_writes_rows_effects_and_one_event(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.checkout.scan(session.id, TOM, "MILK")
        register.checkout.scan(session.id, TOM, "LAMP")
        register.checkout.tender(session.id, TOM, Tender(TenderKind.CARD, usd("20.00")))
        register.checkout.tender(session.id, TOM, cash("10.00"))

        completed = register.checkout.complete(session.id, TOM)

        assert completed.sale.change_due == usd("3.81")
        assert completed.receipt.number == 1
        assert counts(register) == {
            "journal": 2,
            "sale": 1,
            "sale_line": 2,
            "tender": 2,
            "stock_move": 2,
            "cash_move": 3,  # the float, the tender, the change
            "posting": 2 + 2 + 4 + 2,  # float; cash and card; sales and tax by rate; cost of goods
        }
        assert rows(register, "ticket") == []

    def test_balances_the_postings_of_every_event(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.checkout.scan(session.id, TOM, "MILK")
        register.checkout.tender(session.id, TOM, cash("5.00"))
        register.checkout.complete(session.id, TOM)

        with register.database.begin() as db:
            sums = db.exec_driver_sql("SELECT sum(amount) FROM posting GROUP BY position").all()
        assert {row[0] for row in sums} == {0}

    def test_needs_the_tenders_to_cover_the_total(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.checkout.scan(session.id, TOM, "LAMP")
        before = register.checkout.tender(session.id, TOM, cash("24.89"))

        with pytest.raises(TenderTooSmall, match=r"0\.01"):
            register.checkout.complete(session.id, TOM)

        assert register.checkout.ticket(session.id) == before
        assert counts(register)["sale"] == 0

    def test_needs_something_on_the_ticket(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        with pytest.raises(NothingToPay):
            register.checkout.complete(session.id, TOM)

    def test_gives_change_for_cash_only(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.checkout.scan(session.id, TOM, "MILK")

        with pytest.raises(TenderInvalid, match="card"):
            register.checkout.tender(session.id, TOM, Tender(TenderKind.CARD, usd("1.30")))

    def test_chains_and_signs_the_events(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        for _ in range(3):
            register.checkout.scan(session.id, TOM, "MILK")
            register.checkout.tender(session.id, TOM, cash("2.00"))
            register.checkout.complete(session.id, TOM)

        head = ChainHead()
        for row in rows(register, "journal"):
            sealed = SealedEvent(row[8].encode(), row[9], row[10])
            event = open_sealed(sealed, head, register.journal.identity.key.verifying_key)
            head = head_of(event, sealed)
        assert head.seq == 4

    @pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
    def test_cut_off_by_a_crash_is_whole_or_not_at_all(
        self, register: RegisterInTest, session: CashSession, moment: str
    ) -> None:
        register.checkout.scan(session.id, TOM, "MILK")
        ticket = register.checkout.tender(session.id, TOM, cash("2.00"))
        register.crash_points.__init__(f"sale.complete.{moment}")

        with pytest.raises(Crashed):
            register.checkout.complete(session.id, TOM)

        sold = moment == "after_commit"
        assert counts(register)["sale"] == sold
        assert (register.checkout.ticket(session.id) == ticket) is not sold


class TestPastSale:
    def test_is_entered_once_by_its_paper_number(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        past = PastSale(paper_ticket="A-17", occurred_at=datetime(2026, 3, 1, tzinfo=UTC))
        item = ExternalItem(
            name="Book", unit=EACH, price=UnitPrice(Decimal(5), USD), tax_category="exempt"
        )
        with register.database.begin() as db:
            from pos.services.catalogue import tax_rate

            rate = tax_rate(db, "exempt")
        sale = register.checkout.new_sale(PriceMode.TAX_INCLUSIVE).with_item(
            item, Quantity(Decimal(1), EACH), rate
        )
        sale = sale.with_tender(cash("5.00"))
        register.checkout.record_past(session.id, MIA, sale, past)

        with pytest.raises(AlreadyRungUp, match="A-17"):
            register.checkout.record_past(
                session.id, MIA, replace(sale, id=register.checkout.new_sale().id), past
            )

        assert counts(register)["sale"] == 1

    def test_is_refused_to_a_cashier(self, register: RegisterInTest, session: CashSession) -> None:
        past = PastSale(paper_ticket="A-17", occurred_at=datetime(2026, 3, 1, tzinfo=UTC))

        with pytest.raises(NotPermitted):
            register.checkout.record_past(session.id, TOM, register.checkout.new_sale(), past)


class TestReceipt:
    def test_of_a_reprint_equals_the_first_but_for_the_word_copy(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.checkout.scan(session.id, TOM, "MILK")
        register.checkout.tender(session.id, TOM, cash("2.00"))
        first = register.checkout.complete(session.id, TOM).receipt

        again = register.receipts.last(session.id)

        assert again == replace(first, copy=True)
        assert "COPY" in receipt_text(again)
        assert max(map(len, receipt_text(first).splitlines())) <= 42
