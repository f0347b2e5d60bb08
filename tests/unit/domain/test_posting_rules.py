"""Posting rules: balanced entries, one move for each thing that moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cash_movement import MovementKind, cash_movement
from pos.domain.cash_session import CashSessionKind
from pos.domain.ledger import NO_EFFECTS, Account, CashMoveKind, Effects, Posting, Unbalanced
from pos.domain.money import Money, total
from pos.domain.posting_rules import (
    cash_account,
    effects_of_closing,
    effects_of_movement,
    effects_of_opening,
    effects_of_sale,
)
from pos.domain.product import Product
from pos.domain.sale import Sale
from pos.domain.tender import Tender, TenderKind
from tests.unit.domain.builders import (
    EUR,
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
    paid_in_cash,
    price,
)
from tests.unit.domain.strategies import completed_sales, few

counting_kinds = st.sampled_from([CashSessionKind.NORMAL, CashSessionKind.DEFERRED])
floats = st.integers(0, 10**9).map(lambda minor: Money(minor, EUR))
movements = st.builds(
    cash_movement,
    st.sampled_from(MovementKind),
    st.integers(1, 10**9).map(lambda minor: Money(minor, EUR)),
    st.just("why"),
)


def balance(effects: Effects, *accounts: Account) -> int:
    return sum(p.amount.minor for p in effects.postings if p.account in accounts)


class TestEffectsOfSale:
    @few
    @given(sale=completed_sales(), kind=counting_kinds)
    def test_balance(self, sale: Sale, kind: CashSessionKind) -> None:
        effects = effects_of_sale(sale, kind)

        assert sum(posting.amount.minor for posting in effects.postings) == 0
        assert all(posting.amount for posting in effects.postings)
        assert [p.line for p in effects.postings] == list(range(1, len(effects.postings) + 1))
        assert {posting.amount.currency for posting in effects.postings} <= {sale.currency}
        revenue = balance(effects, Account.SALES, Account.TAX_PAYABLE)
        assert revenue == -sale.total.minor

    @few
    @given(sale=completed_sales(), kind=counting_kinds)
    def test_move_stock_once_for_each_tracked_line(self, sale: Sale, kind: CashSessionKind) -> None:
        moves = effects_of_sale(sale, kind).stock_moves

        tracked = [line for line in sale.lines if isinstance(line.item, Product)]
        assert [(m.line, m.sku, m.thousandths, m.unit) for m in moves] == [
            (line.number, line.item.sku, -line.quantity.thousandths, line.quantity.unit)
            for line in tracked
        ]

    @few
    @given(sale=completed_sales(), kind=counting_kinds)
    def test_move_cash_by_what_was_given_less_change(
        self, sale: Sale, kind: CashSessionKind
    ) -> None:
        effects = effects_of_sale(sale, kind)

        moved = total((move.amount for move in effects.cash_moves), sale.currency)
        assert moved == sale.cash_tendered - sale.change_due
        assert balance(effects, cash_account(kind)) == moved.minor
        keys = [move.line for move in effects.cash_moves]
        assert len(set(keys)) == len(keys)

    @few
    @given(sale=completed_sales(), kind=counting_kinds)
    def test_post_the_cost_of_goods_once_for_each_sold_line_that_has_one(
        self, sale: Sale, kind: CashSessionKind
    ) -> None:
        effects = effects_of_sale(sale, kind)

        costs = {
            f"{line.number} {line.item.sku}": line.item.cost.extend(line.quantity).minor
            for line in sale.lines
            if isinstance(line.item, Product) and line.item.cost is not None
        }
        for account, sign in ((Account.COST_OF_GOODS_SOLD, 1), (Account.INVENTORY, -1)):
            posted = [p for p in effects.postings if p.account is account]
            assert {p.detail: sign * p.amount.minor for p in posted} == {
                detail: cost for detail, cost in costs.items() if cost
            }

    @few
    @given(sale=completed_sales())
    def test_never_touch_the_till_when_deferred(self, sale: Sale) -> None:
        effects = effects_of_sale(sale, CashSessionKind.DEFERRED)

        assert Account.TILL not in {posting.account for posting in effects.postings}

    @few
    @given(sale=completed_sales())
    def test_only_move_cash_when_training(self, sale: Sale) -> None:
        effects = effects_of_sale(sale, CashSessionKind.TRAINING)

        assert (effects.stock_moves, effects.postings) == ((), ())
        assert effects.cash_moves == effects_of_sale(sale, CashSessionKind.NORMAL).cash_moves

    def test_post_the_worked_example(self) -> None:
        sale = (
            an_empty_sale()
            .with_item(a_product("LAMP", "24", cost=price("10")), each(2), STANDARD)
            .with_item(a_service("CUT", "12"), each(1), STANDARD)
            .with_item(an_external_item("0"), each(1), STANDARD)
            .with_tender(card("20"))
            .with_tender(cash("50"))
            .completed()
        )

        effects = effects_of_sale(sale, CashSessionKind.NORMAL)

        assert [(p.account, str(p.amount), p.detail) for p in effects.postings] == [
            (Account.TILL, "40.00", ""),
            (Account.CARD_CLEARING, "20.00", ""),
            (Account.SALES, "-50.00", "standard 0.2"),
            (Account.TAX_PAYABLE, "-10.00", "standard 0.2"),
            (Account.COST_OF_GOODS_SOLD, "20.00", "1 LAMP"),
            (Account.INVENTORY, "-20.00", "1 LAMP"),
        ]
        assert [(m.kind, str(m.amount)) for m in effects.cash_moves] == [
            (CashMoveKind.TENDER, "50.00"),
            (CashMoveKind.CHANGE, "-10.00"),
        ]
        assert [(m.sku, m.thousandths, str(m.cost)) for m in effects.stock_moves] == [
            ("LAMP", -2000, "-20.00")
        ]

    def test_post_nothing_for_a_gift_but_its_way_out_of_the_stock(self) -> None:
        effects = effects_of_sale(paid_in_cash(a_sale("0")), CashSessionKind.NORMAL)

        assert (effects.postings, effects.cash_moves) == ((), ())
        assert [(move.thousandths, move.cost) for move in effects.stock_moves] == [(-1000, None)]

    @pytest.mark.parametrize("kind", TenderKind)
    def test_post_each_means_to_an_account_of_its_own(self, kind: TenderKind) -> None:
        sale = a_sale("5").with_tender(Tender(kind, eur("5"))).completed()

        first = effects_of_sale(sale, CashSessionKind.NORMAL).postings[0]

        assert (
            first.account
            == {
                TenderKind.CASH: Account.TILL,
                TenderKind.CARD: Account.CARD_CLEARING,
                TenderKind.COUPON: Account.COUPONS_RECEIVABLE,
                TenderKind.VOUCHER: Account.VOUCHERS_ISSUED,
            }[kind]
        )


class TestEffectsOfOpening:
    @given(opening_float=floats, kind=counting_kinds)
    def test_bring_the_float_from_the_safe(
        self, opening_float: Money, kind: CashSessionKind
    ) -> None:
        effects = effects_of_opening(opening_float, kind)

        assert balance(effects, cash_account(kind)) == opening_float.minor
        assert balance(effects, Account.SAFE) == -opening_float.minor
        moved = total((move.amount for move in effects.cash_moves), EUR)
        assert moved == opening_float

    def test_only_move_cash_when_training(self) -> None:
        effects = effects_of_opening(eur("100"), CashSessionKind.TRAINING)

        assert (effects.stock_moves, effects.postings) == ((), ())
        assert [(m.kind, m.amount) for m in effects.cash_moves] == [
            (CashMoveKind.OPENING_FLOAT, eur("100"))
        ]

    @pytest.mark.parametrize("kind", CashSessionKind)
    def test_are_none_without_a_float(self, kind: CashSessionKind) -> None:
        assert effects_of_opening(eur("0"), kind) == NO_EFFECTS


class TestEffectsOfMovement:
    @pytest.mark.parametrize(
        ("kind", "postings"),
        [
            (MovementKind.PAID_IN, [(Account.TILL, "12.50"), (Account.PAID_IN, "-12.50")]),
            (MovementKind.PAID_OUT, [(Account.TILL, "-12.50"), (Account.PAID_OUT, "12.50")]),
            (MovementKind.DROP, [(Account.TILL, "-12.50"), (Account.SAFE, "12.50")]),
            (MovementKind.LOAN, [(Account.TILL, "12.50"), (Account.SAFE, "-12.50")]),
        ],
    )
    def test_post_to_the_till_and_its_counterpart(
        self, kind: MovementKind, postings: list[tuple[Account, str]]
    ) -> None:
        movement = cash_movement(kind, eur("12.50"), "why")

        effects = effects_of_movement(movement, CashSessionKind.NORMAL)

        assert [(p.account, str(p.amount)) for p in effects.postings] == postings
        assert [(m.line, m.kind, m.amount) for m in effects.cash_moves] == [
            (1, kind.cash_move, movement.signed)
        ]
        assert effects.stock_moves == ()

    @given(movement=movements, kind=counting_kinds)
    def test_balance(self, movement, kind: CashSessionKind) -> None:
        effects = effects_of_movement(movement, kind)

        assert sum(posting.amount.minor for posting in effects.postings) == 0
        assert balance(effects, cash_account(kind)) == movement.signed.minor

    @given(movement=movements)
    def test_never_touch_the_till_when_deferred(self, movement) -> None:
        effects = effects_of_movement(movement, CashSessionKind.DEFERRED)

        assert Account.TILL not in {posting.account for posting in effects.postings}

    @given(movement=movements)
    def test_only_move_cash_when_training(self, movement) -> None:
        effects = effects_of_movement(movement, CashSessionKind.TRAINING)

        assert (effects.stock_moves, effects.postings) == ((), ())
        assert [m.amount for m in effects.cash_moves] == [movement.signed]


class TestEffectsOfAWholeSession:
    @few
    @given(
        opening_float=floats,
        sales=st.lists(completed_sales().filter(lambda sale: sale.currency == EUR), max_size=3),
        moved=st.lists(movements, max_size=3),
        over=st.integers(-100, 100),
        kind=counting_kinds,
    )
    def test_leave_nothing_in_the_till(self, opening_float, sales, moved, over, kind) -> None:
        effects = [
            effects_of_opening(opening_float, kind),
            *(effects_of_sale(sale, kind) for sale in sales),
            *(effects_of_movement(movement, kind) for movement in moved),
        ]
        expected = total((m.amount for some in effects for m in some.cash_moves), EUR)

        for counted in (None, expected + Money(over, EUR)):
            closing = effects_of_closing(counted=counted, expected=expected, kind=kind)
            assert sum(balance(some, cash_account(kind)) for some in [*effects, closing]) == 0


class TestEffectsOfClosing:
    @given(opening_float=floats, expected=floats, counted=st.none() | floats, kind=counting_kinds)
    def test_empty_the_till_into_the_safe(
        self,
        opening_float: Money,
        expected: Money,
        counted: Money | None,
        kind: CashSessionKind,
    ) -> None:
        effects = effects_of_closing(counted=counted, expected=expected, kind=kind)

        found = expected if counted is None else counted
        assert balance(effects, cash_account(kind)) == -expected.minor
        assert balance(effects, Account.SAFE) == found.minor
        assert balance(effects, Account.CASH_OVER_SHORT) == expected.minor - found.minor

    def test_are_none_when_training(self) -> None:
        kind = CashSessionKind.TRAINING

        assert effects_of_closing(counted=eur("1"), expected=eur("2"), kind=kind) == NO_EFFECTS


class TestEffects:
    def test_refuse_what_does_not_balance(self) -> None:
        with pytest.raises(Unbalanced):
            Effects(postings=(Posting(1, Account.TILL, eur("1")),))

    def test_refuse_what_balances_only_across_currencies(self) -> None:
        with pytest.raises(Unbalanced):
            Effects(
                postings=(
                    Posting(1, Account.TILL, eur("1")),
                    Posting(2, Account.SALES, Money(-100, USD)),
                )
            )
