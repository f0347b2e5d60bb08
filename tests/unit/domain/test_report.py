"""Reports: the figures of a session are the sums of its sales."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pos.domain.discount import PercentOff
from pos.domain.money import Money, total
from pos.domain.report import TenderTotal, figures_of
from pos.domain.tax import TaxSummaryRow
from pos.domain.tender import TenderKind
from tests.unit.domain.builders import (
    EUR,
    REDUCED,
    STANDARD,
    a_product,
    a_sale,
    an_empty_sale,
    card,
    cash,
    each,
    eur,
    paid_in_cash,
)
from tests.unit.domain.strategies import completed_sales, few


class TestFiguresOf:
    def test_add_up_a_morning_by_hand(self) -> None:
        coffee = an_empty_sale().with_item(a_product("COFFEE", "2.10"), each(2), REDUCED)
        lamp = a_sale("24.00", "12.00").with_discount(2, PercentOff(Decimal(50)))
        sales = [
            coffee.with_tender(cash("10")).completed(),
            lamp.with_tender(card("20")).with_tender(cash("15")).completed(),
            paid_in_cash(a_sale("0")),
        ]

        figures = figures_of(sales, EUR)

        assert (figures.sales, figures.lines) == (3, 4)
        assert (figures.gross, figures.discount) == (eur("34.20"), eur("6"))
        assert figures.tax == (
            TaxSummaryRow(REDUCED, eur("4"), eur("0.20")),
            TaxSummaryRow(STANDARD, eur("25"), eur("5")),
        )
        assert figures.tenders == (
            TenderTotal(TenderKind.CASH, 2, eur("14.20")),
            TenderTotal(TenderKind.CARD, 1, eur("20")),
        )

    def test_of_nothing_are_nothing(self) -> None:
        figures = figures_of([], EUR)

        assert (figures.sales, figures.lines, figures.tax, figures.tenders) == (0, 0, (), ())
        assert figures.gross == figures.discount == eur("0")

    @few
    @given(sales=st.lists(completed_sales(), max_size=4))
    def test_agree_with_each_other(self, sales) -> None:
        sales = [sale for sale in sales if sale.currency == sales[0].currency]
        code = sales[0].currency if sales else EUR

        figures = figures_of(iter(sales), code)

        assert figures.gross == total((sale.total for sale in sales), code)
        assert figures.gross == total((row.gross for row in figures.tax), code)
        assert figures.gross == total((row.amount for row in figures.tenders), code)
        assert figures.discount == total(
            (line.discount_amount for sale in sales for line in sale.lines), code
        )
        assert sum(row.count for row in figures.tenders) == sum(len(s.tenders) for s in sales)
        assert all(row.amount >= Money(0, code) for row in figures.tenders)
