"""Tenders: what a customer offers in settlement of a sale."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos.domain.money import Money
from pos.domain.problem import Problem


class TenderInvalid(Problem):
    """A tender of nothing, or one that would give back what is not cash."""


class TenderKind(StrEnum):
    """Means of settlement. Only cash gives change."""

    CASH = "cash"
    CARD = "card"
    COUPON = "coupon"
    VOUCHER = "voucher"


@dataclass(frozen=True, slots=True)
class Tender:
    """One means and the amount offered with it, always more than zero."""

    kind: TenderKind
    amount: Money

    def __post_init__(self) -> None:
        if self.amount.minor <= 0:
            raise TenderInvalid("A tender must be more than zero.")
