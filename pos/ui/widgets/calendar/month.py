"""Month: which days a calendar page holds, which may be chosen, and where the keys lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

DAYS_OF_WEEK = 7
WEEKS = 6
EARLIEST = date(1900, 1, 1)  # where nothing else says how far back one may go


class DayMark(StrEnum):
    """What stands in the books of a day already."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDays:
    """The days that may be chosen, `first` and `last` among them, and what some are marked with.

    `first` after `last` means that none may be.
    """

    last: date
    first: date = EARLIEST
    marks: Mapping[date, DayMark] = field(default_factory=dict)

    @property
    def are_none(self) -> bool:
        return self.first > self.last

    def holds(self, day: date) -> bool:
        """Tell whether the day may be chosen."""
        return self.first <= day <= self.last

    def nearest(self, day: date) -> date:
        """Return the day, or the nearest one to it that may be chosen."""
        return max(self.first, min(day, self.last))


def first_of(day: date) -> date:
    """Return the first day of the day's month."""
    return day.replace(day=1)


def month_later(day: date, months: int) -> date:
    """Return the same day some months later, negative: earlier; the last of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year = min(max(index // 12, date.min.year), date.max.year)
    return _in_month(year, index % 12 + 1, day.day)


def page_of(day: date, first_weekday: int) -> tuple[date, ...]:
    """Return the 42 days of the page with the day's month, by weeks.

    `first_weekday` is the ISO number of the day that weeks begin with: Monday is 1.
    """
    first = first_of(day)
    begin = first - timedelta(days=(first.isoweekday() - first_weekday) % DAYS_OF_WEEK)
    return tuple(begin + timedelta(days=at) for at in range(DAYS_OF_WEEK * WEEKS))


def _in_month(year: int, month: int, wanted: int) -> date:
    for day in range(wanted, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, min(wanted, 27))
