"""What the cashier was told: the reference that the server's rows are compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Cents = int


@dataclass
class Told:
    """Sales that the screen said are done, by receipt number; and what a kill left open.

    A till killed between the last key and the screen's word has either recorded the sale or kept
    its ticket. The next start shows which: an empty ticket means that the sale is recorded.
    """

    sales: dict[int, Cents] = field(default_factory=dict)
    told_twice: list[int] = field(default_factory=list)
    done_unseen: int = 0  # recorded, though nobody was told
    not_done: int = 0  # the ticket was there again
    closed: int = 0
    _in_doubt: bool = False

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take one line of the cashier's."""
        match said:
            case {"paying": _}:
                self._in_doubt = True
            case {"sold": number, "cents": cents}:
                self._in_doubt = False
                if number in self.sales:
                    self.told_twice.append(number)
                self.sales[number] = cents
            case {"left": lines} if self._in_doubt:
                self._in_doubt = False
                self.done_unseen += lines == 0
                self.not_done += lines != 0
            case {"closed": _}:
                self.closed += 1

    @property
    def in_doubt(self) -> int:
        """Return 1 if nobody has looked yet what became of the last ticket, else 0."""
        return int(self._in_doubt)


@dataclass(frozen=True, slots=True)
class Compared:
    """What was told beside what the server holds. Zero wherever it should be."""

    told: int
    on_server: int
    lost: list[int]  # receipt numbers that were told and are not there
    doubled: list[int]  # receipt numbers that are there more than once
    never_rung_up: int  # sales there that were neither told nor left open by a kill
    cents_differing: Cents

    @property
    def is_equal(self) -> bool:
        return not (self.lost or self.doubled or self.never_rung_up or self.cents_differing)


def compare(told: Told, on_server: list[tuple[int, Cents]]) -> Compared:
    """Compare with the completed sales of the server: receipt number and total each."""
    numbers = [number for number, _ in on_server]
    totals = dict(on_server)
    untold = [number for number in numbers if number not in told.sales]
    missing = told.done_unseen - len(untold)
    return Compared(
        told=len(told.sales),
        on_server=len(on_server),
        # A recorded sale that nobody was told of has no number here, but it must be there.
        lost=[number for number in told.sales if number not in totals] + [0] * max(missing, 0),
        doubled=sorted({number for number in numbers if numbers.count(number) > 1})
        + told.told_twice,
        never_rung_up=max(len(untold) - told.done_unseen - told.in_doubt, 0),
        cents_differing=sum(
            abs(totals[number] - cents) for number, cents in told.sales.items() if number in totals
        ),
    )
