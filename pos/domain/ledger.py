"""Ledger: accounts, balanced journal entries, stock moves and cash moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from pos.domain.money import Money
from pos.domain.quantity import UnitOfMeasure


class Unbalanced(ValueError):
    """The postings of an event do not sum to zero."""


class Account(StrEnum):
    """The chart of accounts that a register posts to (docs/accounting.md)."""

    TILL = "till"
    SAFE = "safe"
    DEFERRED_CASH = "deferred_cash"
    CARD_CLEARING = "card_clearing"
    COUPONS_RECEIVABLE = "coupons_receivable"
    VOUCHERS_ISSUED = "vouchers_issued"
    SALES = "sales"
    TAX_PAYABLE = "tax_payable"
    INVENTORY = "inventory"
    COST_OF_GOODS_SOLD = "cost_of_goods_sold"
    CASH_OVER_SHORT = "cash_over_short"
    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"


class CashMoveKind(StrEnum):
    OPENING_FLOAT = "opening_float"
    TENDER = "tender"
    CHANGE = "change"
    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"
    DROP = "drop"
    LOAN = "loan"


class Posting(msgspec.Struct, frozen=True, gc=False):
    """One leg of a journal entry: positive is debit, negative is credit."""

    line: int  # place within the event, from 1
    account: Account
    amount: Money
    detail: str = ""  # what tells two legs of one account apart: a tax rate, a line's SKU


class CashMove(msgspec.Struct, frozen=True, gc=False):
    """Cash into (positive) or out of (negative) the session's till."""

    line: int
    kind: CashMoveKind
    amount: Money


class StockMove(msgspec.Struct, frozen=True, gc=False):
    """Thousandths of a unit into (positive) or out of (negative) the store's stock.

    `cost` is what those goods cost to buy, with the quantity's sign; None when not known.
    """

    line: int
    sku: str
    thousandths: int
    unit: UnitOfMeasure
    cost: Money | None


@dataclass(frozen=True, slots=True)
class Effects:
    """All that one event does to stock, cash and ledger; each has its own key.

    The key is (event id, effect, line): the database holds each once, whoever writes it.

    :raises Unbalanced: if the postings do not sum to zero in each currency.
    """

    stock_moves: tuple[StockMove, ...] = ()
    cash_moves: tuple[CashMove, ...] = ()
    postings: tuple[Posting, ...] = ()

    def __post_init__(self) -> None:
        sums: dict[str, int] = {}
        for posting in self.postings:
            amount = posting.amount
            sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
        if any(sums.values()):
            raise Unbalanced([str(posting) for posting in self.postings])


NO_EFFECTS = Effects()
