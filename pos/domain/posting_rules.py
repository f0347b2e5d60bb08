"""Posting rules: which effects an event has. Source: docs/accounting.md.

One function per kind of event, run by the register when it writes the event, by the server
when it accepts it and by the verifier when it checks both.
"""

from __future__ import annotations

from collections.abc import Iterable

from pos.domain.cash_movement import CashMovement, MovementKind
from pos.domain.cash_session import CashSessionKind
from pos.domain.ledger import (
    NO_EFFECTS,
    Account,
    CashMove,
    CashMoveKind,
    Effects,
    Posting,
    StockMove,
)
from pos.domain.money import Money
from pos.domain.product import Product
from pos.domain.sale import Sale, SaleLine
from pos.domain.tender import TenderKind

Leg = tuple[Account, Money, str]

_TENDER_ACCOUNTS = {
    TenderKind.CARD: Account.CARD_CLEARING,
    TenderKind.COUPON: Account.COUPONS_RECEIVABLE,
    TenderKind.VOUCHER: Account.VOUCHERS_ISSUED,
}


_COUNTERPARTS = {
    MovementKind.PAID_IN: Account.PAID_IN,
    MovementKind.PAID_OUT: Account.PAID_OUT,
    MovementKind.DROP: Account.SAFE,
    MovementKind.LOAN: Account.SAFE,
}


def cash_account(kind: CashSessionKind) -> Account:
    """Return where the session's cash is: a deferred one never touches the drawer."""
    return Account.DEFERRED_CASH if kind is CashSessionKind.DEFERRED else Account.TILL


def effects_of_opening(opening_float: Money, kind: CashSessionKind) -> Effects:
    """Return the float's way from the safe into the till."""
    if not opening_float:
        return NO_EFFECTS
    moves = (CashMove(1, CashMoveKind.OPENING_FLOAT, opening_float),)
    legs = [(cash_account(kind), opening_float, ""), (Account.SAFE, -opening_float, "")]
    return _cash_effects(moves, legs, kind)


def effects_of_sale(sale: Sale, kind: CashSessionKind) -> Effects:
    """Return stock moves, cash moves and the journal entry of a completed sale.

    A training sale only has cash moves, so that counting the till can be practised.
    """
    if kind is CashSessionKind.TRAINING:
        return Effects(cash_moves=_cash_moves(sale))
    moves = tuple(move for line in sale.lines if (move := _stock_move(line)) is not None)
    return Effects(
        stock_moves=moves,
        cash_moves=_cash_moves(sale),
        postings=_postings([*_settlement(sale, kind), *_revenue(sale), *_cost_of_goods(moves)]),
    )


def effects_of_movement(movement: CashMovement, kind: CashSessionKind) -> Effects:
    """Return what paid-in, paid-out, drop or loan does to the till and its counterpart."""
    move = CashMove(1, movement.kind.cash_move, movement.signed)
    counterpart = _COUNTERPARTS[movement.kind]
    legs = [(cash_account(kind), movement.signed, ""), (counterpart, -movement.signed, "")]
    return _cash_effects((move,), legs, kind)


def effects_of_closing(*, counted: Money | None, expected: Money, kind: CashSessionKind) -> Effects:
    """Return the variance and the cash's way back to the safe.

    Without a count nothing is invented: the expected cash goes to the safe as it is.
    """
    if kind is CashSessionKind.TRAINING:
        return NO_EFFECTS
    found = expected if counted is None else counted
    account, over = cash_account(kind), found - expected
    return Effects(
        postings=_postings(
            [
                (account, over, "variance"),
                (Account.CASH_OVER_SHORT, -over, ""),
                (Account.SAFE, found, ""),
                (account, -found, "to the safe"),
            ]
        )
    )


def _cash_effects(
    moves: tuple[CashMove, ...], legs: Iterable[Leg], kind: CashSessionKind
) -> Effects:
    """Return cash moves with their postings; training practises with cash, but posts nothing."""
    if kind is CashSessionKind.TRAINING:
        return Effects(cash_moves=moves)
    return Effects(cash_moves=moves, postings=_postings(legs))


def _stock_move(line: SaleLine) -> StockMove | None:
    item = line.item
    if not isinstance(item, Product):
        return None
    cost = None if item.cost is None else -item.cost.extend(line.quantity)
    return StockMove(line.number, item.sku, -line.quantity.thousandths, line.quantity.unit, cost)


def _cash_moves(sale: Sale) -> tuple[CashMove, ...]:
    moves = []
    if sale.cash_tendered:
        moves.append(CashMove(1, CashMoveKind.TENDER, sale.cash_tendered))
    if sale.change_due:
        moves.append(CashMove(2, CashMoveKind.CHANGE, -sale.change_due))
    return tuple(moves)


def _settlement(sale: Sale, kind: CashSessionKind) -> Iterable[Leg]:
    yield (cash_account(kind), sale.cash_tendered - sale.change_due, "")
    for tender_kind, account in _TENDER_ACCOUNTS.items():
        amounts = (tender.amount.minor for tender in sale.tenders if tender.kind is tender_kind)
        yield (account, Money(sum(amounts), sale.currency), "")


def _revenue(sale: Sale) -> Iterable[Leg]:
    for row in sale.tax_summary:
        detail = f"{row.rate.category} {row.rate}"
        yield (Account.SALES, -row.net, detail)
        yield (Account.TAX_PAYABLE, -row.tax, detail)


def _cost_of_goods(moves: Iterable[StockMove]) -> Iterable[Leg]:
    for move in moves:
        if move.cost is not None:
            detail = f"{move.line} {move.sku}"
            yield (Account.COST_OF_GOODS_SOLD, -move.cost, detail)
            yield (Account.INVENTORY, move.cost, detail)


def _postings(legs: Iterable[Leg]) -> tuple[Posting, ...]:
    """Return the legs that carry an amount, numbered from 1."""
    carrying = (leg for leg in legs if leg[1])
    return tuple(
        Posting(line, account, amount, detail)
        for line, (account, amount, detail) in enumerate(carrying, start=1)
    )
