"""Reports: the figures of a session are the sums of its sales."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cash_movement import MovementKind
from pos.domain.discount import PercentOff
from pos.domain.money import Money, total
from pos.domain.report import (
    CashFigures,
    CommentMissing,
    MovementTotal,
    SessionReport,
    TenderTotal,
    figures_of,
    require_comment,
)
from pos.domain.sale import Sale
from pos.domain.tax import TaxSummaryRow
from pos.domain.tender import TenderKind
from tests.unit.domain.builders import (
    EUR,
    NOON,
    REDUCED,
    STANDARD,
    a_product,
    a_sale,
    an_empty_sale,
    an_open_session,
    card,
    cash,
    each,
    eur,
    paid_in_cash,
)
from tests.unit.domain.strategies import amounts, completed_sales, few


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


class TestRequireComment:
    @given(
        found=amounts,
        tolerance=st.integers(0, 10**9).map(lambda minor: Money(minor, EUR)),
        comment=st.sampled_from(["", "  ", "\n"]),
    )
    def test_asks_for_one_beyond_the_tolerance_either_way(self, found, tolerance, comment) -> None:
        if abs(found.minor) <= tolerance.minor:
            require_comment(found, tolerance, comment)
        else:
            with pytest.raises(CommentMissing, match="Write a comment; then it closes"):
                require_comment(found, tolerance, comment)

    @given(found=st.none() | amounts)
    def test_never_prevents_a_close_that_has_one(self, found) -> None:
        require_comment(found, eur("0"), "the drawer was stuck")

    def test_asks_nothing_when_nobody_counted(self) -> None:
        require_comment(None, eur("0"), "")

    def test_says_how_much_is_over_or_short(self) -> None:
        with pytest.raises(CommentMissing, match=r"differs by -0\.51 EUR"):
            require_comment(eur("-0.51"), eur("0.50"), "")
        require_comment(eur("-0.50"), eur("0.50"), "")
        require_comment(eur("0.50"), eur("0.50"), "")


class TestSessionReport:
    def test_is_empty_while_nothing_was_sold_and_no_cash_moved(self) -> None:
        drop = MovementTotal(MovementKind.DROP, 1, eur("-50"))

        assert a_report([]).is_empty
        assert a_report([], drawer_openings=2).is_empty
        assert not a_report([paid_in_cash(a_sale("1"))]).is_empty
        assert not a_report([], movements=(drop,)).is_empty


def a_report(
    sales: list[Sale], movements: tuple[MovementTotal, ...] = (), drawer_openings: int = 0
) -> SessionReport:
    cash_figures = CashFigures(
        opening_float=eur("150"),
        tendered=eur("0"),
        change=eur("0"),
        expected=eur("150"),
        movements=movements,
    )
    return SessionReport(
        session=an_open_session(),
        sales=figures_of(sales, EUR),
        cash=cash_figures,
        made_at=NOON,
        perpetual_total=eur("0"),
        drawer_openings=drawer_openings,
    )
