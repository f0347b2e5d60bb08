"""Canaries of money: amounts, taxes, drawers and totals that come out wrong."""

from __future__ import annotations

from pos.simulation.canaries.canary import Canary, Mistake

_POSTING_RULES = "pos.domain.posting_rules"

OF_MONEY = (
    Canary(
        "card_in_the_drawer",
        "Card takings are counted into the cash that is expected in the drawer.",
        (12, 22),
        (
            Mistake(
                f"{_POSTING_RULES}:_cash_moves",
                "    if sale.cash_tendered:\n"
                "        moves.append(CashMove(1, CashMoveKind.TENDER, sale.cash_tendered))",
                "    if sale.tendered:\n"
                "        moves.append(CashMove(1, CashMoveKind.TENDER, sale.tendered))",
            ),
        ),
    ),
    Canary(
        "change_stays_in_the_drawer",
        "The change given back is not taken from the cash that is expected in the drawer.",
        (12, 22),
        (
            Mistake(
                f"{_POSTING_RULES}:_cash_moves",
                "    if sale.change_due:",
                "    if sale.change_due and not sale.cash_tendered:",
            ),
        ),
    ),
    Canary(
        "deferred_cash_in_the_drawer",
        "Sales typed in afterwards are posted to the drawer that stands open.",
        (22,),
        (
            Mistake(
                f"{_POSTING_RULES}:cash_account",
                "Account.DEFERRED_CASH if kind is CashSessionKind.DEFERRED else Account.TILL",
                "Account.TILL",
            ),
        ),
    ),
    Canary(
        "training_counts",
        "Sales made for practice are counted into the register's perpetual total.",
        (18,),
        (
            Mistake(
                "pos.services.checkout:Checkout._record",
                "counts = session.kind is not CashSessionKind.TRAINING",
                "counts = True",
            ),
        ),
    ),
    Canary(
        "perpetual_total_reset",
        "The perpetual total begins anew with every Z report.",
        (18,),
        (
            Mistake(
                "pos.services.session_books:SessionBooks.close",
                "replace(state, z_number=z_report.number)",
                "replace(state, z_number=z_report.number, perpetual_total=0)",
            ),
        ),
    ),
    Canary(
        "tax_rounded_down",
        "Tax contained in a price is rounded down instead of to the nearest.",
        (11,),
        (
            Mistake(
                "pos.domain.tax:split_tax_inclusive",
                "net = divide_half_up(gross.minor * denominator, denominator + numerator)",
                "net = -(-gross.minor * denominator // (denominator + numerator))",
            ),
        ),
    ),
    Canary(
        "tax_per_piece",
        "Tax put on top of a price is left out where it is less than one whole minor unit.",
        (11,),
        (
            Mistake(
                "pos.domain.tax:add_tax",
                "tax = divide_half_up(net.minor * numerator, denominator)",
                "tax = net.minor * numerator // denominator",
            ),
        ),
    ),
    Canary(
        "money_in_float",
        "Price times quantity is computed in binary fractions and cut off.",
        (10, 11, 33),
        (
            Mistake(
                "pos.domain.unit_price:UnitPrice.extend",
                "divide_half_up(product, _BILLIONTHS[exponent(self.currency)])",
                "int(float(self.amount) * float(quantity.amount) * 10 ** exponent(self.currency))",
            ),
        ),
    ),
    Canary(
        "server_splits_in_float",
        "The server keeps each line's tax as it comes out of a division of binary fractions.",
        (10, 17),
        (
            Mistake(
                "pos.server.effect_rows:_line_rows",
                "            line.taxed.tax.minor,",
                "            int(line.total.minor - line.total.minor / (1 + float(rate.rate))),",
            ),
        ),
    ),
    Canary(
        "variance_the_wrong_way",
        "A drawer that is over is posted as one that is short.",
        (9, 22),
        (
            Mistake(
                f"{_POSTING_RULES}:effects_of_closing",
                "account, over = cash_account(kind), found - expected",
                "account, over = cash_account(kind), expected - found",
            ),
        ),
    ),
    Canary(
        "drop_counted_as_loan",
        "Cash that goes to the safe is added to the drawer.",
        (12, 22),
        (
            Mistake(
                "pos.domain.cash_movement:CashMovement.signed",
                "self.amount if self.kind.is_into_till else -self.amount",
                "-self.amount if self.kind is MovementKind.PAID_OUT else self.amount",
            ),
        ),
    ),
)
