"""Outcome: what a count came to, and how the other tenders compare."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.cash_session import CashSessionKind, variance
from pos.domain.money import Money, zero
from pos.domain.report import DeclaredTender, SessionReport
from pos.domain.tender import TenderKind

OTHER_TENDERS = tuple(kind for kind in TenderKind if kind is not TenderKind.CASH)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one means of payment beside what was sold with it.

    `found` None means that nobody looked.
    """

    kind: TenderKind
    expected: Money
    found: Money | None

    @property
    def difference(self) -> Money | None:
        """Return found less expected: positive is over."""
        return None if self.found is None else variance(self.found, self.expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the count came to. `variance` is counted less expected: positive is over."""

    kind: CashSessionKind
    expected: Money
    counted: Money
    variance: Money
    earlier: tuple[Money, ...]  # totals counted before, the first one first
    comment_needed: bool
    tenders: tuple[Found, ...] = ()


def compared(report: SessionReport, declared: tuple[DeclaredTender, ...]) -> tuple[Found, ...]:
    """Return the other tenders that were sold with or found, in the order of their enum."""
    found = {tender.kind: tender.amount for tender in declared}
    sold = {tender.kind: tender.amount for tender in report.sales.tenders}
    nothing = zero(report.cash.expected.currency)
    return tuple(
        Found(kind, sold.get(kind, nothing), found.get(kind))
        for kind in OTHER_TENDERS
        if kind in sold or kind in found
    )
