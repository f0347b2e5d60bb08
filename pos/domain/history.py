"""History: the series that one register's journal runs through, also where a copy of it went on.

Two copies of one register write different entries under the same numbers. The first one to send
keeps the series; what the other wrote goes into a *branch*, a series of its own on the server, and
behind that the other copy begins its next series (docs/adr/0013-branches.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a series goes on from.

    `after` is the last entry of `continues` that belongs to this history too, None for all of it:
    it is set of a branch, and of a branch only. It is 0 of a branch behind a series of another
    name, all of which belongs to this history as well. `written_as` is the series that its entries
    name, `next` the one that goes on behind a branch, 0 if this is none.
    """

    series: int
    continues: int
    after: int | None
    written_as: int
    next: int = 0

    @property
    def is_branch(self) -> bool:
        return self.after is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The entries of a series that are part of a history: behind `after`, up to `through`.

    `through` None is to its end.
    """

    series: int
    written_as: int
    after: int = 0
    through: int | None = None

    def holds(self, seq: int) -> bool:
        """Tell whether the entry with this number is one of them."""
        return seq > self.after and (self.through is None or seq <= self.through)


History = tuple[Stretch, ...]
"""Stretches in the order in which they were written."""


def history_of(series: int, origins: Mapping[int, Origin]) -> History:
    """Return all that was written before and in a series, the oldest first.

    A series of which no origin is known continues the one before it.
    """
    found: list[Stretch] = []
    passed: set[int] = set()
    through: int | None = None
    while series > 0 and series not in passed:
        passed.add(series)
        origin = origins.get(series) or _plain(series)
        found.append(
            Stretch(
                series=series,
                written_as=origin.written_as,
                after=origin.after or 0,
                through=through,
            )
        )
        before = origins.get(origin.continues) or _plain(origin.continues)
        through = origin.after if before.written_as == origin.written_as else None
        series = origin.continues
    return tuple(reversed(found))


def is_part_of(history: History, series: int, seq: int) -> bool:
    """Tell whether an entry of a series, by its number, is part of a history."""
    return any(one.series == series and one.holds(seq) for one in history)


def _plain(series: int) -> Origin:
    return Origin(series=series, continues=series - 1, after=None, written_as=series)
