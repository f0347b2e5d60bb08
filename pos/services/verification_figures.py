"""Figures of a cash session, added up from its events alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos.domain.cash_movement import CashMovement, MovementKind
from pos.domain.currency import CurrencyCode
from pos.domain.ledger import CashMoveKind, Effects
from pos.domain.money import Money
from pos.domain.report import CashFigures, MovementTotal, SalesFigures, TenderTotal
from pos.domain.sale import Sale
from pos.domain.tax import TaxRate, TaxSummaryRow
from pos.domain.tender import TenderKind


@dataclass(slots=True)
class RunningFigures:
    """Sums so far, in minor units: bounded however many sales there are."""

    currency: CurrencyCode
    sales: int = 0
    lines: int = 0
    gross: int = 0
    discount: int = 0
    change: int = 0
    tax: dict[TaxRate, tuple[int, int]] = field(default_factory=dict)  # net, tax
    tenders: dict[TenderKind, tuple[int, int]] = field(default_factory=dict)  # count, amount
    cash: dict[CashMoveKind, int] = field(default_factory=dict)
    movements: dict[MovementKind, tuple[int, int]] = field(default_factory=dict)  # count, amount
    drawer_openings: int = 0

    def add_sale(self, sale: Sale) -> None:
        self.sales += 1
        self.lines += len(sale.lines)
        self.gross += sale.total.minor
        self.discount += sale.discount_total.minor
        self.change += sale.change_due.minor
        for row in sale.tax_summary:
            net, tax = self.tax.get(row.rate, (0, 0))
            self.tax[row.rate] = (net + row.net.minor, tax + row.tax.minor)
        for tender in sale.tenders:
            count, amount = self.tenders.get(tender.kind, (0, 0))
            self.tenders[tender.kind] = (count + 1, amount + tender.amount.minor)

    def add_movement(self, movement: CashMovement) -> None:
        count, amount = self.movements.get(movement.kind, (0, 0))
        self.movements[movement.kind] = (count + 1, amount + movement.signed.minor)

    def add_cash(self, effects: Effects) -> None:
        for move in effects.cash_moves:
            self.cash[move.kind] = self.cash.get(move.kind, 0) + move.amount.minor

    def sales_figures(self) -> SalesFigures:
        return SalesFigures(
            currency=self.currency,
            sales=self.sales,
            lines=self.lines,
            gross=self._money(self.gross),
            discount=self._money(self.discount),
            tax=tuple(
                TaxSummaryRow(rate, self._money(net), self._money(tax))
                for rate, (net, tax) in sorted(
                    self.tax.items(), key=lambda item: (item[0].category, item[0].rate)
                )
            ),
            tenders=tuple(self._tender(kind) for kind in TenderKind if kind in self.tenders),
        )

    def cash_figures(self) -> CashFigures:
        return CashFigures(
            opening_float=self._money(self.cash.get(CashMoveKind.OPENING_FLOAT, 0)),
            tendered=self._money(self.cash.get(CashMoveKind.TENDER, 0)),
            change=self._money(-self.cash.get(CashMoveKind.CHANGE, 0)),
            expected=self._money(sum(self.cash.values())),
            movements=tuple(
                MovementTotal(kind, count, self._money(amount))
                for kind in MovementKind
                for count, amount in [self.movements.get(kind, (0, 0))]
                if count
            ),
        )

    def _tender(self, kind: TenderKind) -> TenderTotal:
        count, amount = self.tenders[kind]
        given_back = self.change if kind is TenderKind.CASH else 0
        return TenderTotal(kind, count, self._money(amount - given_back))

    def _money(self, minor: int) -> Money:
        return Money(minor, self.currency)
