"""Sale payloads: what the journal says of a sale, and only what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec
import pytest
import rfc8785
from hypothesis import given

from pos.domain.canonical import canonical
from pos.domain.discount import AmountOff, PercentOff
from pos.domain.product import Gtin
from pos.domain.sale import LINES_MAX, Sale, SaleState
from pos.domain.tender import TenderKind
from pos.wire.payloads import DiscountPayload, SalePayload
from pos.wire.sale_payload import (
    PayloadInvalid,
    disagreements,
    sale_from_payload,
    sale_payload,
)
from tests.unit.domain.builders import (
    STANDARD,
    a_product,
    a_sale,
    a_service,
    an_external_item,
    card,
    cash,
    each,
    eur,
    paid_in_cash,
    price,
)
from tests.unit.domain.strategies import completed_sales, few, open_sales

changed = msgspec.structs.replace


def a_rich_sale() -> Sale:
    """Return a completed sale with every kind of item, discount and line."""
    return (
        a_sale("10", "20", "30")
        .with_item(
            a_product("GOLD", "40", cost=price("9.5"), gtin=Gtin("96385074")), each(3), STANDARD
        )
        .with_item(a_service(), each(1), STANDARD)
        .with_item(an_external_item(), each(2), STANDARD, price("2.5"))
        .with_discount(1, AmountOff(eur("1.25"), "soiled"))
        .with_discount(2, PercentOff(Decimal("12.50"), "friend"))
        .with_line_voided(3)
        .with_tender(card("50"))
        .with_tender(cash("200"))
        .completed()
    )


def with_line(payload: SalePayload, wanted: int, **changes: object) -> SalePayload:
    lines = [changed(line, **changes) if line.number == wanted else line for line in payload.lines]
    return changed(payload, lines=lines)


class TestSalePayload:
    @few
    @given(sale=completed_sales())
    def test_leads_back_to_the_same_sale(self, sale: Sale) -> None:
        payload = sale_payload(sale, receipt_number=17, paper_ticket="B 12")

        again = sale_from_payload(payload)

        assert again == sale
        assert disagreements(payload, again) == []
        assert sale_payload(again, receipt_number=17, paper_ticket="B 12") == payload

    @few
    @given(sale=open_sales())
    def test_leads_back_to_an_open_or_voided_sale(self, sale: Sale) -> None:
        for state, stage in ((SaleState.OPEN, sale), (SaleState.VOIDED, sale.voided())):
            payload = sale_payload(stage)

            assert sale_from_payload(payload, state) == stage
            assert disagreements(payload, stage) == []

    @few
    @given(sale=completed_sales())
    def test_is_canonical_and_read_back(self, sale: Sale) -> None:
        payload = sale_payload(sale, receipt_number=1)

        encoded = canonical(payload)

        assert encoded == rfc8785.dumps(msgspec.to_builtins(payload))
        assert msgspec.json.decode(encoded, type=SalePayload) == payload

    @pytest.mark.parametrize("kind", TenderKind)
    def test_keeps_every_means_of_payment(self, kind: TenderKind) -> None:
        payload = sale_payload(a_rich_sale())
        tender = changed(payload.tenders[0], kind=kind.value, amount=100)

        sale = sale_from_payload(changed(payload, tenders=[tender]))

        assert [(t.kind, t.amount) for t in sale.tenders] == [(kind, eur("1"))]

    def test_has_one_text_for_one_number(self) -> None:
        payload = sale_payload(a_rich_sale())

        first, second, gold = payload.lines[0], payload.lines[1], payload.lines[2]
        assert (first.quantity, first.list_price, first.tax_rate) == ("1", "10", "0.2")
        assert second.discount == DiscountPayload(amount=None, percent="12.5", reason="friend")
        assert (gold.quantity, gold.unit_cost, gold.gtin) == ("3", "9.5", "96385074")

    def test_of_a_voided_sale_has_no_receipt_number(self) -> None:
        assert sale_payload(a_sale("1").voided()).receipt_number is None


class TestSaleFromPayload:
    @pytest.mark.parametrize(
        "text",
        [
            *(
                "1E+3",
                "1e0",
                "01",
                "1.0",
                "1.",
                ".5",
                "-1",
                "-0",
                "+1",
                " 1",
                "1 ",
                "1_0",
                "",
                "1\n",
            ),
            *(
                "NaN",
                "sNaN",
                "Infinity",
                "1E+1000000000",
                "0E+99999999",
                "\uff19",
                "٣",
                "0x1",
                "1,5",
            ),
            *("9" * 5000, "0." + "0" * 5000 + "1"),
        ],
    )
    @pytest.mark.parametrize(
        "field", ["quantity", "list_price", "unit_price", "unit_cost", "tax_rate"]
    )
    def test_refuses_decimal_text_in_another_form(self, field: str, text: str) -> None:
        payload = with_line(sale_payload(a_rich_sale()), 4, **{field: text})

        with pytest.raises(PayloadInvalid) as refused:
            sale_from_payload(payload)

        assert len(str(refused.value)) < 200

    @pytest.mark.parametrize("percent", ["100.01", "0", "-5", "1e1", "12.50", "NaN"])
    def test_refuses_a_percentage_that_no_discount_has(self, percent: str) -> None:
        discount = DiscountPayload(amount=None, percent=percent, reason="")

        with pytest.raises(PayloadInvalid):
            sale_from_payload(with_line(sale_payload(a_rich_sale()), 1, discount=discount))

    @pytest.mark.parametrize(
        "discount",
        [
            DiscountPayload(amount=None, percent=None, reason=""),
            DiscountPayload(amount=1, percent="1", reason=""),
            DiscountPayload(amount=0, percent=None, reason=""),
            DiscountPayload(amount=-1, percent=None, reason=""),
            DiscountPayload(amount=10_01, percent=None, reason=""),
            DiscountPayload(amount=2**63, percent=None, reason=""),
        ],
    )
    def test_refuses_a_discount_that_is_none(self, discount: DiscountPayload) -> None:
        with pytest.raises(PayloadInvalid):
            sale_from_payload(with_line(sale_payload(a_rich_sale()), 1, discount=discount))

    @pytest.mark.parametrize(
        "changes",
        [
            {"item": "gift"},
            {"unit": "stone"},
            {"quantity": "0"},
            {"quantity": "1.5"},
            {"quantity": "1000000"},
            {"unit_price": "100000001"},
            {"tax_rate": "1.1"},
            {"unit_price": "99999999", "quantity": "999999"},
        ],
    )
    def test_refuses_a_line_that_breaks_a_rule(self, changes: dict[str, object]) -> None:
        with pytest.raises(PayloadInvalid):
            sale_from_payload(with_line(sale_payload(a_rich_sale()), 1, **changes))

    @pytest.mark.parametrize(
        "changes",
        [
            {"currency": "XXX"},
            {"currency": ""},
            {"price_mode": "gross"},
            {"sale_id": "17"},
            {"sale_id": "urn:uuid:00000000-0000-0000-0000-000000000001"},
            {"sale_id": "00000000000000000000000000000001"},
        ],
    )
    def test_refuses_a_sale_that_breaks_a_rule(self, changes: dict[str, object]) -> None:
        with pytest.raises(PayloadInvalid):
            sale_from_payload(changed(sale_payload(a_rich_sale()), **changes))

    @pytest.mark.parametrize(
        ("kind", "amount"), [("cash", 0), ("cash", -1), ("gold", 100), ("cash", 2**53), ("", 1)]
    )
    def test_refuses_a_tender_that_is_none(self, kind: str, amount: int) -> None:
        payload = sale_payload(a_rich_sale())
        tender = changed(payload.tenders[0], kind=kind, amount=amount)

        with pytest.raises(PayloadInvalid):
            sale_from_payload(changed(payload, tenders=[tender]))

    @pytest.mark.parametrize("number", [0, -1, 2, 3, LINES_MAX + 1, 2**70])
    def test_refuses_line_numbers_that_no_ticket_gives(self, number: int) -> None:
        payload = sale_payload(a_rich_sale())

        with pytest.raises(PayloadInvalid, match="lines"):
            sale_from_payload(with_line(payload, 1, number=number))

    def test_refuses_lines_in_another_order_and_too_many(self) -> None:
        payload = sale_payload(a_rich_sale())
        many = [changed(payload.lines[0], number=n) for n in range(1, LINES_MAX + 2)]

        with pytest.raises(PayloadInvalid, match="out of order"):
            sale_from_payload(changed(payload, lines=payload.lines[::-1]))
        with pytest.raises(PayloadInvalid, match="more than 1000 lines"):
            sale_from_payload(changed(payload, lines=many, voided_lines=[]))

    def test_refuses_sums_that_cannot_be_told(self) -> None:
        payload = sale_payload(a_sale("1", "1"))
        lines = [changed(ln, unit_price="90000000", quantity="800000") for ln in payload.lines]

        with pytest.raises(PayloadInvalid, match="too large"):
            sale_from_payload(changed(payload, lines=lines))


class TestDisagreements:
    def claims(self, payload: SalePayload) -> Iterator[SalePayload]:
        for name in ("net", "tax", "total", "change"):
            yield changed(payload, **{name: getattr(payload, name) + 1})
        for group in ("lines", "voided_lines"):
            lines = getattr(payload, group)
            for place, line in enumerate(lines):
                for name in ("net", "tax", "discount_amount"):
                    other = changed(line, **{name: getattr(line, name) - 1})
                    yield changed(payload, **{group: [*lines[:place], other, *lines[place + 1 :]]})
        for place, tender in enumerate(payload.tenders):
            other = changed(tender, amount=tender.amount + 1)
            tenders = [*payload.tenders[:place], other, *payload.tenders[place + 1 :]]
            yield changed(payload, tenders=tenders)

    @few
    @given(sale=completed_sales())
    def test_are_found_whichever_number_is_changed(self, sale: Sale) -> None:
        for claimed in self.claims(sale_payload(sale)):
            assert disagreements(claimed, sale_from_payload(claimed)) != []

    @pytest.mark.parametrize(
        ("changes", "found"),
        [
            ({"quantity": "2"}, "line 1: net differs, claimed 7.29, computed 15.63 EUR"),
            ({"unit_price": "10.5"}, "line 1: net differs, claimed 7.29, computed 7.71 EUR"),
            ({"tax_rate": "0.19"}, "line 1: tax differs, claimed 1.46, computed 1.40 EUR"),
            ({"discount": None}, "line 1: discount differs, claimed 1.25, computed 0.00 EUR"),
        ],
    )
    def test_name_the_line_and_both_amounts(self, changes: dict[str, object], found: str) -> None:
        payload = with_line(sale_payload(a_rich_sale()), 1, **changes)

        assert found in disagreements(payload, sale_from_payload(payload))

    @pytest.mark.parametrize("claimed", [2**53 - 1, -(2**53 - 1), 0])
    def test_name_a_total_that_no_till_can_have(self, claimed: int) -> None:
        payload = changed(sale_payload(paid_in_cash(a_sale("10"))), total=claimed)

        (found,) = disagreements(payload, sale_from_payload(payload))

        text = f"{Decimal(claimed) / 100:.2f}"
        assert found == f"total differs, claimed {text}, computed 10.00 EUR"

    def test_tell_that_a_sale_is_not_paid(self) -> None:
        payload = changed(sale_payload(paid_in_cash(a_sale("10"))), tenders=[])

        assert disagreements(payload, sale_from_payload(payload)) == ["10.00 is not paid"]

    def test_tell_that_change_was_given_for_more_than_the_cash(self) -> None:
        payload = sale_payload(a_sale("10").with_tender(card("10")).completed())
        tender = changed(payload.tenders[0], amount=50_00)
        claimed = changed(payload, tenders=[tender], change=40_00)

        assert disagreements(claimed, sale_from_payload(claimed)) == [
            "its change (40.00) exceeds the cash given (0.00)"
        ]

    def test_tell_that_nothing_was_sold(self) -> None:
        payload = sale_payload(a_sale("10").with_line_voided(1))

        assert disagreements(payload, sale_from_payload(payload)) == ["it has no lines"]
