"""Receipts as text: 42 columns, whatever stands on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cash_session import CashSessionKind
from pos.domain.discount import AmountOff
from pos.domain.receipt import ENGLISH, WIDTH, columns, receipt_text
from pos.domain.sale import Sale
from pos.domain.tax import PriceMode, TaxRate
from tests.unit.domain.builders import (
    KG,
    REDUCED,
    STANDARD,
    a_product,
    a_receipt,
    a_sale,
    a_store,
    an_empty_sale,
    card,
    cash,
    each,
    eur,
    kg,
    paid_in_cash,
)
from tests.unit.domain.strategies import completed_sales, few

names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=80)
NAMES = [
    "x" * 200,
    "牛乳" * 60,
    "حليب طازج كامل الدسم " * 8,
    "e\u0301" * 100,
    "a " * 100,
    "",
    "🥐" * 50,
]


def a_mixed_sale(price_mode: PriceMode) -> Sale:
    apples = a_product("APPLE", "3.99", name="Apples", unit=KG)
    return (
        an_empty_sale(price_mode=price_mode)
        .with_item(apples, kg("1.255"), REDUCED)
        .with_item(a_product("LAMP", "24.90", name="Desk Lamp"), each(1), STANDARD)
        .with_discount(2, AmountOff(eur("4.90")))
        .with_tender(card("5"))
        .with_tender(cash("50"))
        .completed()
    )


class TestReceiptText:
    def test_shows_contained_taxes_below_the_total(self) -> None:
        text = receipt_text(a_receipt(a_mixed_sale(PriceMode.TAX_INCLUSIVE)))

        assert text == (
            "               Corner Shop\n"
            "Receipt 17                2026-03-28 13:00\n"
            "Register Till 1              Served by Mia\n"
            "------------------------------------------\n"
            "Apples                                5.01\n"
            "  1.255 kg × 3.99\n"
            "Desk Lamp                            24.90\n"
            "  Discount                           -4.90\n"
            "------------------------------------------\n"
            "TOTAL EUR                            25.01\n"
            "Card                                  5.00\n"
            "Cash                                 50.00\n"
            "Change                               29.99\n"
            "\n"
            "Tax 5 %                    net 4.77   0.24\n"
            "Tax 20 %                  net 16.67   3.33\n"
            "\n"
            "                Thank you!\n"
        )

    def test_shows_taxes_above_the_total_when_prices_are_without(self) -> None:
        text = receipt_text(a_receipt(a_mixed_sale(PriceMode.TAX_EXCLUSIVE)))

        assert text.count("Tax 20 %") == 1
        places = [text.index(w) for w in ("Subtotal", "Tax 5 %", "Tax 20 %", "TOTAL", "Change")]
        assert places == sorted(places)
        assert "Subtotal                             25.01\n" in text
        assert "TOTAL EUR                            29.26\n" in text

    def test_says_for_which_day_a_sale_was_typed_in_afterwards(self) -> None:
        receipt = a_receipt(paid_in_cash(a_sale("1")), business_date=date(2025, 10, 4))

        deferred = receipt_text(replace(receipt, kind=CashSessionKind.DEFERRED))

        assert "Entered afterwards for 2025-10-04" in deferred
        assert "2025-10-04" not in receipt_text(receipt)

    def test_says_copy_and_training(self) -> None:
        receipt = a_receipt(paid_in_cash(a_sale("1")))

        plain = receipt_text(receipt)
        copy = receipt_text(replace(receipt, copy=True))
        training = receipt_text(replace(receipt, kind=CashSessionKind.TRAINING))

        assert "COPY" in copy
        assert "TRAINING – NOT A RECEIPT" in training
        assert "COPY" not in plain
        assert "TRAINING" not in plain

    def test_speaks_the_words_of_the_shop(self) -> None:
        words = replace(ENGLISH, total="الإجمالي", thanks="شكرًا لكم!")

        text = receipt_text(a_receipt(paid_in_cash(a_sale("1"))), words)

        assert "الإجمالي EUR" in text
        assert "شكرًا لكم!" in text

    def test_tells_the_time_of_the_store(self) -> None:
        assert "2026-03-28 13:00" in receipt_text(a_receipt(paid_in_cash(a_sale("1"))))

    def test_wraps_the_address_and_keeps_every_word(self) -> None:
        address = "Unit 7, The Old Market Hall, 129 Long Street of the Corners, Little Town"
        store = a_store(address=address, tax_registration="VAT FR 12 345678901")

        text = receipt_text(a_receipt(paid_in_cash(a_sale("1")), store=store))

        assert " ".join(text.split("Receipt")[0].split()) == (
            f"Corner Shop {address} VAT FR 12 345678901"
        )

    def test_gives_long_names_rows_of_their_own(self) -> None:
        receipt = a_receipt(
            paid_in_cash(a_sale("1")), register_name="Till at the door", operator_name="M" * 30
        )

        assert f"Register Till at the door\nServed by {'M' * 30}\n" in receipt_text(receipt)

    @pytest.mark.parametrize("name", NAMES)
    def test_ends_and_fits_with_any_name(self, name: str) -> None:
        sale = an_empty_sale().with_item(
            a_product(name=name), each(1), TaxRate("t", Decimal("0.123456"))
        )
        receipt = a_receipt(
            paid_in_cash(sale),
            register_name=name,
            operator_name=name,
            store=a_store(name=name, address=name),
        )

        lines = receipt_text(receipt).splitlines()

        assert max(columns(line) for line in lines) <= WIDTH
        assert any(line.endswith("1.29") for line in lines)

    @few
    @given(sale=completed_sales(), register=names, operator=names, shop=names)
    def test_never_is_wider_than_the_paper(self, sale, register, operator, shop) -> None:
        receipt = a_receipt(
            sale, register_name=register, operator_name=operator, store=a_store(name=shop)
        )

        text = receipt_text(receipt)

        assert max(columns(line) for line in text.split("\n")) <= WIDTH
        assert f"TOTAL {sale.currency}" in text


class TestColumns:
    @pytest.mark.parametrize(
        ("text", "count"),
        [("", 0), ("abc", 3), ("牛乳", 4), ("e\u0301", 1), ("حَليب", 4), ("🥐", 2)],
    )
    def test_counts_wide_letters_twice_and_marks_not_at_all(self, text: str, count: int) -> None:
        assert columns(text) == count
