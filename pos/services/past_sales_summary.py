"""What became of a sales file: figures for each business date, and what was refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pos.domain.currency import CurrencyCode
from pos.domain.money import Money


@dataclass(frozen=True, slots=True)
class RefusedTicket:
    """A ticket of which nothing was taken; `line` of the file is where it goes wrong."""

    ticket: str
    line: int
    reason: str


@dataclass(slots=True)
class DayOfImport:
    """What the file has for one business date, without refused tickets."""

    business_date: date
    tickets: int = 0
    lines: int = 0
    total: int = 0  # minor units
    added: int = 0
    already_there: int = 0
    z_number: int | None = None  # of the Z report that closed the date's session now
    left_open: bool = False  # a person opened the date's session, so a person closes it


@dataclass(slots=True)
class ImportSummary:
    """What became of a file.

    `tickets` and `lines` count all that the file holds, refused ones included; `days`, and
    so `total`, only what is in the journal now. `tickets` = added + already there + refused.
    """

    currency: CurrencyCode
    tickets: int = 0
    lines: int = 0
    days: dict[date, DayOfImport] = field(default_factory=dict)
    refused: list[RefusedTicket] = field(default_factory=list)
    commit_ns: list[int] = field(default_factory=list)  # of each sale added, in order

    @property
    def total(self) -> Money:
        return Money(sum(day.total for day in self.days.values()), self.currency)

    @property
    def added(self) -> int:
        return sum(day.added for day in self.days.values())

    @property
    def already_there(self) -> int:
        return sum(day.already_there for day in self.days.values())
