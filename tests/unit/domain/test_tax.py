"""Sales tax: net + tax = gross, whatever the rate, the mode and the sign."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.money import Money, total
from pos.domain.tax import (
    PriceMode,
    TaxedAmount,
    TaxRate,
    TaxRateInvalid,
    TaxSummaryRow,
    add_tax,
    apply_tax,
    split_tax_inclusive,
    summarise,
)
from tests.unit.domain.builders import EUR, REDUCED, STANDARD, eur
from tests.unit.domain.strategies import amounts, price_modes, tax_rates, usual_tax_rates

EXACT = Context(prec=60)


class TestSplitTaxInclusive:
    def test_splits_the_worked_example_of_the_docstring(self) -> None:
        split = split_tax_inclusive(eur("100"), TaxRate("standard", Decimal("0.19")))

        assert split == TaxedAmount(net=eur("84.03"), tax=eur("15.97"))

    @given(gross=amounts, rate=tax_rates)
    def test_never_changes_the_gross(self, gross: Money, rate: TaxRate) -> None:
        assert split_tax_inclusive(gross, rate).gross == gross

    @given(gross=amounts, rate=tax_rates)
    def test_rounds_the_exact_net_half_up_once(self, gross: Money, rate: TaxRate) -> None:
        exactly = EXACT.divide(Decimal(gross.minor), 1 + rate.rate)
        net = int(exactly.quantize(Decimal(1), ROUND_HALF_UP, EXACT))

        assert split_tax_inclusive(gross, rate).net == Money(net, EUR)


class TestAddTax:
    def test_puts_tax_on_the_worked_example_of_the_docstring(self) -> None:
        added = add_tax(eur("84.03"), TaxRate("standard", Decimal("0.19")))

        assert (added.tax, added.gross) == (eur("15.97"), eur("100"))

    @given(net=amounts, rate=tax_rates)
    def test_never_changes_the_net(self, net: Money, rate: TaxRate) -> None:
        added = add_tax(net, rate)

        assert added.net == net
        assert abs(added.tax.minor - Decimal(net.minor) * rate.rate) <= Decimal("0.5")


class TestApplyTax:
    @given(price=amounts, rate=tax_rates, mode=price_modes)
    def test_keeps_net_plus_tax_equal_to_gross(
        self, price: Money, rate: TaxRate, mode: PriceMode
    ) -> None:
        taxed = apply_tax(price, rate, mode)

        assert taxed.net + taxed.tax == taxed.gross
        kept = taxed.gross if mode is PriceMode.TAX_INCLUSIVE else taxed.net
        assert kept == price

    @given(price=amounts, rate=tax_rates, mode=price_modes)
    def test_mirrors_for_a_refund(self, price: Money, rate: TaxRate, mode: PriceMode) -> None:
        sold, refunded = apply_tax(price, rate, mode), apply_tax(-price, rate, mode)

        assert (refunded.net, refunded.tax) == (-sold.net, -sold.tax)

    @given(net=amounts, rate=tax_rates)
    def test_finds_the_net_again_that_tax_was_put_on(self, net: Money, rate: TaxRate) -> None:
        gross = add_tax(net, rate).gross

        assert abs(split_tax_inclusive(gross, rate).net.minor - net.minor) <= 1

    @given(price=amounts, rate=tax_rates, mode=price_modes)
    def test_gives_net_and_tax_the_sign_of_the_price(
        self, price: Money, rate: TaxRate, mode: PriceMode
    ) -> None:
        taxed = apply_tax(price, rate, mode)

        assert taxed.net.minor * price.minor >= 0
        assert taxed.tax.minor * price.minor >= 0


class TestTaxRate:
    @given(rate=tax_rates)
    def test_has_one_text_that_says_it_all(self, rate: TaxRate) -> None:
        again = TaxRate(rate.category, Decimal(str(rate)))

        assert (again, str(again)) == (rate, str(rate))

    @pytest.mark.parametrize(
        ("rate", "text"),
        [("0.20", "0.2"), ("1E-3", "0.001"), ("0E+9", "0"), ("1.000", "1"), ("0.00", "0")],
    )
    def test_is_the_same_however_it_is_written(self, rate: str, text: str) -> None:
        assert str(TaxRate("standard", Decimal(rate))) == text
        assert TaxRate("standard", Decimal(rate)) == TaxRate("standard", Decimal(text))

    @pytest.mark.parametrize(
        "rate",
        [
            *("-0", "-0.01", "1.000001", "20", "1E+1000000", "1E-99999999", "0.0000001"),
            *("NaN", "sNaN", "Infinity", "-Infinity"),
        ],
    )
    def test_is_a_share_with_six_decimals_at_most(self, rate: str) -> None:
        with pytest.raises(TaxRateInvalid, match="of “standard” is not possible"):
            TaxRate("standard", Decimal(rate))


class TestSummarise:
    taxed_amounts = st.lists(
        st.tuples(usual_tax_rates, st.builds(TaxedAmount, net=amounts, tax=amounts))
    )

    @given(parts=taxed_amounts)
    def test_adds_up_to_the_same_sums(self, parts: list[tuple[TaxRate, TaxedAmount]]) -> None:
        rows = summarise(parts)

        assert total((row.net for row in rows), EUR) == total((a.net for _, a in parts), EUR)
        assert total((row.tax for row in rows), EUR) == total((a.tax for _, a in parts), EUR)
        assert {row.rate for row in rows} == {rate for rate, _ in parts}
        assert len(rows) == len({row.rate for row in rows})
        assert all(row.net + row.tax == row.gross for row in rows)

    @given(parts=taxed_amounts)
    def test_does_not_depend_on_the_order(self, parts) -> None:
        assert summarise(parts) == summarise(reversed(parts))

    def test_orders_by_category_and_rate(self) -> None:
        old = TaxRate("standard", Decimal("0.19"))
        taxed = TaxedAmount(net=eur("1"), tax=eur("0.2"))

        rows = summarise([(STANDARD, taxed), (REDUCED, taxed), (old, taxed), (STANDARD, taxed)])

        assert [row.rate for row in rows] == [REDUCED, old, STANDARD]
        assert rows[2] == TaxSummaryRow(STANDARD, eur("2"), eur("0.4"))
