"""Sales: totals that follow from lines, tenders that settle them, documents that stay."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.discount import AmountOff, DiscountInvalid, PercentOff
from pos.domain.money import AmountTooLarge, CurrencyMismatch, Money, total
from pos.domain.problem import Problem
from pos.domain.quantity import QuantityInvalid
from pos.domain.sale import (
    LINES_MAX,
    NoSuchLine,
    NothingToPay,
    Sale,
    SaleId,
    SaleLine,
    SaleNotOpen,
    SaleState,
    TenderTooSmall,
    TooManyLines,
)
from pos.domain.tax import PriceMode
from pos.domain.tender import Tender, TenderInvalid, TenderKind
from tests.unit.domain.builders import (
    EUR,
    REDUCED,
    STANDARD,
    USD,
    a_product,
    a_sale,
    a_service,
    an_empty_sale,
    an_external_item,
    card,
    cash,
    each,
    eur,
    kg,
    paid_in_cash,
    price,
)
from tests.unit.domain.strategies import completed_sales, few, open_sales


class TestTotals:
    @few
    @given(sale=open_sales())
    def test_are_the_sums_of_the_lines(self, sale: Sale) -> None:
        assert sale.total == total((line.total for line in sale.lines), sale.currency)
        assert sale.total == total((row.gross for row in sale.tax_summary), sale.currency)
        assert sale.discount_total == total(
            (line.discount_amount for line in sale.lines), sale.currency
        )
        for line in sale.lines:
            assert line.taxed.net + line.taxed.tax == line.total
            assert line.line_price == line.extended - line.discount_amount
            assert 0 <= line.discount_amount.minor <= line.extended.minor
            inclusive = sale.price_mode is PriceMode.TAX_INCLUSIVE
            assert (line.total if inclusive else line.taxed.net) == line.line_price

    @few
    @given(sale=completed_sales())
    def test_are_tenders_less_change(self, sale: Sale) -> None:
        assert sale.tendered - sale.change_due == sale.total
        assert not sale.due
        assert sale.change_due <= sale.cash_tendered

    @few
    @given(sale=open_sales(), cents=st.integers(1, 10**6))
    def test_owe_or_give_back_but_never_both(self, sale: Sale, cents: int) -> None:
        if sale.due:
            sale = sale.with_tender(Tender(TenderKind.CASH, Money(cents, sale.currency)))

        assert not (sale.due and sale.change_due)
        assert sale.total - sale.tendered == sale.due - sale.change_due


class TestWithItem:
    def test_raises_the_quantity_of_the_same_item(self) -> None:
        sale = a_sale("1.29").with_item(a_product("P1", "1.29"), each(2), STANDARD)

        assert [(line.number, line.quantity) for line in sale.lines] == [(1, each(3))]
        assert sale.total == eur("3.87")

    def test_starts_a_line_for_another_price_rate_or_item(self) -> None:
        milk = a_product()
        sale = an_empty_sale().with_item(milk, each(1), STANDARD)

        for step in (
            lambda sale: sale.with_item(milk, each(1), STANDARD, price("0.99")),
            lambda sale: sale.with_item(milk, each(1), REDUCED),
            lambda sale: sale.with_item(a_product(unit_price="1.30"), each(1), STANDARD),
            lambda sale: sale.with_item(a_service(), each(1), STANDARD),
            lambda sale: sale.with_item(an_external_item(), each(1), STANDARD),
            lambda sale: sale.with_item(milk, each(1), STANDARD),
        ):
            sale = step(sale)

        assert [line.number for line in sale.lines] == [1, 2, 3, 4, 5, 6, 7]
        assert [line.quantity for line in sale.lines] == [each(1)] * 7

    def test_leaves_a_discounted_line_alone(self) -> None:
        sale = a_sale("10").with_discount(1, AmountOff(eur("1")))

        sale = sale.with_item(a_product("P1", "10"), each(1), STANDARD)

        assert [line.total for line in sale.lines] == [eur("9"), eur("10")]

    def test_takes_a_price_of_its_own_even_zero(self) -> None:
        sale = an_empty_sale().with_item(a_product(), each(1), STANDARD, price("0"))

        assert sale.total == eur("0")
        assert sale.lines[0].item.price == price("1.29")

    def test_takes_prices_as_equal_however_they_are_written(self) -> None:
        sale = an_empty_sale().with_item(a_product(), each(1), STANDARD, price("1.290"))

        assert sale.with_item(a_product(), each(1), STANDARD).lines[0].quantity == each(2)

    def test_refuses_another_currency_and_unit(self) -> None:
        with pytest.raises(CurrencyMismatch):
            an_empty_sale(USD).with_item(a_product(), each(1), STANDARD)
        with pytest.raises(QuantityInvalid, match="Product MILK is sold in each, not in kg"):
            an_empty_sale().with_item(a_product(), kg("1"), STANDARD)
        with pytest.raises(QuantityInvalid, match="sold in each, not in kg"):
            a_sale("1").with_quantity(1, kg("1"))

    def test_refuses_a_full_ticket(self) -> None:
        kept = a_sale("1").lines[0]
        full = replace(
            an_empty_sale(),
            lines=(replace(kept, number=LINES_MAX),),
            voided_lines=tuple(replace(kept, number=number) for number in range(1, LINES_MAX)),
        )

        with pytest.raises(TooManyLines, match="A ticket holds 1000 lines"):
            full.with_item(a_product(), each(1), STANDARD)
        assert full.with_item(kept.item, each(1), STANDARD).lines[0].quantity == each(2)

    def test_never_leaves_a_ticket_whose_total_cannot_be_told(self) -> None:
        gold = a_product("GOLD", "90000000", cost=None)
        sale = an_empty_sale().with_item(gold, each(800_000), STANDARD)

        for step in (
            lambda: sale.with_item(a_product("P2", "90000000"), each(900_000), STANDARD),
            lambda: sale.with_quantity(1, each(999_999)).with_quantity(1, each(1_000_000)),
            lambda: replace(sale, price_mode=PriceMode.TAX_EXCLUSIVE).with_item(
                a_product("P2", "90000000"), each(100_000), STANDARD
            ),
        ):
            with pytest.raises(Problem, match="too large"):
                step()
        assert sale.total == eur("72000000000000")

    def test_counts_what_is_discounted_away_too(self) -> None:
        sale = a_sale("90000000").with_quantity(1, each(800_000))
        sale = sale.with_discount(1, PercentOff(Decimal(100)))

        with pytest.raises(AmountTooLarge):
            sale.with_item(a_product("P2", "90000000"), each(900_000), STANDARD)


class TestLines:
    def test_are_found_by_number(self) -> None:
        sale = a_sale("1", "2")

        assert sale.line(2).total == eur("2")
        for number in (0, 3, -1):
            with pytest.raises(NoSuchLine, match=f"There is no line {number} on the ticket"):
                sale.line(number)

    def test_leave_the_total_when_voided(self) -> None:
        sale = a_sale("1", "2", "4").with_line_voided(2)

        assert sale.total == eur("5")
        assert [line.number for line in sale.lines] == [1, 3]
        assert [line.number for line in sale.voided_lines] == [2]
        with pytest.raises(NoSuchLine):
            sale.with_line_voided(2)
        with pytest.raises(NoSuchLine):
            sale.with_quantity(2, each(1))

    def test_are_never_numbered_twice(self) -> None:
        sale = a_sale("1", "2").with_line_voided(2).with_line_voided(1)

        sale = sale.with_item(a_product("P9"), each(1), STANDARD)

        assert [line.number for line in sale.lines] == [3]

    @given(steps=st.lists(st.integers(0, 5), max_size=20))
    def test_keep_their_numbers_through_any_steps(self, steps: list[int]) -> None:
        sale, given_numbers = an_empty_sale(), []
        for step in steps:
            if step and len(sale.lines) >= step:
                sale = sale.with_line_voided(sale.lines[step - 1].number)
            else:
                sale = sale.with_item(a_product(f"P{len(given_numbers)}"), each(1), STANDARD)
                given_numbers.append(sale.lines[-1].number)

        assert given_numbers == list(range(1, len(given_numbers) + 1))
        every = [line.number for line in (*sale.lines, *sale.voided_lines)]
        assert sorted(every) == given_numbers

    def test_take_a_discount_and_give_it_back(self) -> None:
        sale = a_sale("10").with_discount(1, PercentOff(Decimal("12.5"), "soiled"))

        assert (sale.total, sale.discount_total) == (eur("8.75"), eur("1.25"))
        assert sale.with_discount(1, None) == a_sale("10")

    def test_cannot_be_lowered_below_their_discount(self) -> None:
        sale = a_sale("10").with_quantity(1, each(2)).with_discount(1, AmountOff(eur("15")))

        with pytest.raises(DiscountInvalid, match=r"15\.00 is more than the line costs \(10\.00\)"):
            sale.with_quantity(1, each(1))

    def test_carry_amounts_that_cannot_differ_from_their_inputs(self) -> None:
        with pytest.raises(TypeError):
            SaleLine(  # type: ignore[call-arg]
                number=1,
                item=a_product(),
                quantity=each(1),
                unit_price=price("1"),
                tax_rate=STANDARD,
                price_mode=PriceMode.TAX_INCLUSIVE,
                extended=eur("5"),
            )


class TestTenders:
    def test_split_what_is_due(self) -> None:
        sale = a_sale("10").with_tender(card("4")).with_tender(cash("10"))

        assert (sale.tendered, sale.cash_tendered) == (eur("14"), eur("10"))
        assert (sale.due, sale.change_due) == (eur("0"), eur("4"))
        assert sale.without_tenders() == a_sale("10")

    @pytest.mark.parametrize("kind", [TenderKind.CARD, TenderKind.COUPON, TenderKind.VOUCHER])
    def test_give_no_change_unless_in_cash(self, kind: TenderKind) -> None:
        sale = a_sale("10")

        assert sale.with_tender(Tender(kind, eur("10"))).completed().total == eur("10")
        with pytest.raises(TenderInvalid, match=f"Only cash gives change: {kind.value} pays"):
            sale.with_tender(Tender(kind, eur("10.01")))

    @pytest.mark.parametrize("amount", ["0", "-1"])
    def test_are_more_than_zero(self, amount: str) -> None:
        with pytest.raises(TenderInvalid, match="more than zero"):
            cash(amount)

    def test_are_refused_when_nothing_is_due(self) -> None:
        for settled in (a_sale("10").with_tender(cash("10")), a_sale("0")):
            with pytest.raises(TenderInvalid, match="Nothing is due any more"):
                settled.with_tender(cash("1"))

    def test_are_refused_on_an_empty_ticket(self) -> None:
        with pytest.raises(NothingToPay, match="The ticket is empty"):
            an_empty_sale().with_tender(cash("1"))

    @pytest.mark.parametrize("kind", TenderKind)
    def test_are_refused_in_another_currency(self, kind: TenderKind) -> None:
        with pytest.raises(CurrencyMismatch):
            a_sale("10").with_tender(Tender(kind, Money(1, USD)))

    def test_never_leave_a_ticket_whose_change_cannot_be_told(self) -> None:
        sale = a_sale("10").with_tender(card("1"))

        with pytest.raises(AmountTooLarge):
            sale.with_tender(Tender(TenderKind.CASH, Money(2**53 - 1, EUR)))


class TestCompleted:
    def test_takes_no_step_any_more(self) -> None:
        completed = paid_in_cash(a_sale("1", "2"))

        for closed in (completed, a_sale("1", "2").voided()):
            for step in (
                lambda sale: sale.with_item(a_product(), each(1), STANDARD),
                lambda sale: sale.with_item(sale.lines[-1].item, each(1), STANDARD),
                lambda sale: sale.with_quantity(1, each(2)),
                lambda sale: sale.with_discount(1, PercentOff(Decimal(10))),
                lambda sale: sale.with_line_voided(1),
                lambda sale: sale.with_tender(cash("1")),
                lambda sale: sale.without_tenders(),
                lambda sale: sale.completed(),
                lambda sale: sale.voided(),
            ):
                with pytest.raises(SaleNotOpen, match="start a new one"):
                    step(closed)
        assert completed.state is SaleState.COMPLETED

    def test_needs_lines(self) -> None:
        for empty in (an_empty_sale(), a_sale("1").with_line_voided(1)):
            with pytest.raises(NothingToPay):
                empty.completed()

    def test_needs_tenders_that_cover_it(self) -> None:
        with pytest.raises(TenderTooSmall, match=r"0\.01 is still due: take another tender"):
            a_sale("10").with_tender(cash("9.99")).completed()

    def test_needs_no_tender_when_it_costs_nothing(self) -> None:
        assert a_sale("0").completed().total == eur("0")

    def test_gives_back_no_more_than_the_cash_given(self) -> None:
        sale = a_sale("5", "10").with_tender(cash("5")).with_tender(card("10"))

        with pytest.raises(TenderInvalid, match="The change exceeds the cash given"):
            sale.with_line_voided(2).completed()
        assert sale.with_line_voided(1).completed().change_due == eur("5")

    def test_gives_all_the_cash_back_when_it_came_to_cost_nothing(self) -> None:
        sale = a_sale("5").with_tender(cash("5")).with_discount(1, PercentOff(Decimal(100)))

        assert sale.completed().change_due == eur("5")


class TestSale:
    def test_is_in_one_currency(self) -> None:
        line = a_sale("1").lines[0]

        with pytest.raises(CurrencyMismatch):
            Sale(
                id=SaleId(UUID(int=1)),
                currency=USD,
                price_mode=PriceMode.TAX_INCLUSIVE,
                lines=(line,),
            )
