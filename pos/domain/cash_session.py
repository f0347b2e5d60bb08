"""Cash session: the period of responsibility for one till, from float to counted drawer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NewType
from uuid import UUID

from pos.domain.problem import Problem

if TYPE_CHECKING:  # the window shows a kind of session before anybody counts
    from pos.domain.money import Money

CashSessionId = NewType("CashSessionId", UUID)
OperatorId = NewType("OperatorId", UUID)


class SessionNotOpen(Problem):
    """Something was to happen in a session that is being counted or is closed."""


class SessionNotCounting(Problem):
    """A session was to be closed that is not being counted."""


class BusinessDateInvalid(Problem):
    """The business date does not fit the kind of session."""


class CashSessionKind(StrEnum):
    """What the session is for; a column of its own, never guessed from dates."""

    NORMAL = "normal"
    DEFERRED = "deferred"
    TRAINING = "training"


class CashSessionState(StrEnum):
    OPEN = "open"
    COUNTING = "counting"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CashSession:
    """One till's session. Kind, business date, opener and float never change."""

    id: CashSessionId
    kind: CashSessionKind
    business_date: date
    opened_at: datetime
    opened_by: OperatorId
    opening_float: Money
    state: CashSessionState = CashSessionState.OPEN
    taken_over_by: OperatorId | None = None

    @property
    def responsible(self) -> OperatorId:
        """Return who answers for the till: who took it over last, else who opened it."""
        return self.taken_over_by or self.opened_by

    @property
    def is_closed(self) -> bool:
        return self.state is CashSessionState.CLOSED

    def require_open(self) -> None:
        """Refuse anything but a session that sells.

        :raises SessionNotOpen: if the session is being counted or is closed.
        """
        if self.state is CashSessionState.COUNTING:
            raise SessionNotOpen("Counting has begun: go back to selling first.")
        if self.state is CashSessionState.CLOSED:
            raise SessionNotOpen("This cash session is closed: open a new one.")

    def counting(self) -> CashSession:
        """Begin the count; counting again is allowed and changes nothing."""
        if self.state is CashSessionState.COUNTING:
            return self
        self.require_open()
        return replace(self, state=CashSessionState.COUNTING)

    def selling_again(self) -> CashSession:
        """Leave the count and go back to selling.

        :raises SessionNotCounting: if the session is not being counted.
        """
        self._require_counting()
        return replace(self, state=CashSessionState.OPEN)

    def closed(self) -> CashSession:
        """Close after the count. A variance never prevents it.

        :raises SessionNotCounting: if the session is not being counted.
        """
        self._require_counting()
        return replace(self, state=CashSessionState.CLOSED)

    def closed_uncounted(self) -> CashSession:
        """Close without a count, from selling or from counting; nothing is invented.

        :raises SessionNotOpen: if the session is closed already.
        """
        if self.is_closed:
            self.require_open()
        return replace(self, state=CashSessionState.CLOSED)

    def handed_over(self, to: OperatorId) -> CashSession:
        """Have somebody else answer for the till.

        :raises SessionNotOpen: if the session is closed.
        """
        if self.is_closed:
            self.require_open()
        return replace(self, taken_over_by=to)

    def _require_counting(self) -> None:
        if self.state is not CashSessionState.COUNTING:
            raise SessionNotCounting("This cash session is not being counted.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDays:
    """Which business dates the store's books take: today's, and open days of the past."""

    today: date
    opened_on: date | None = None  # the store's first day, where one is set
    closed_through: date | None = None  # the last day of the closed period

    def require(self, kind: CashSessionKind, business_date: date) -> None:
        """Refuse a business date that does not fit the kind of session.

        A normal or training session belongs to today; a deferred one to a day before it that
        is not before the store's first one, nor in a closed period.

        :raises BusinessDateInvalid: if the date breaks that rule.
        """
        if kind is CashSessionKind.DEFERRED:
            self.require_past(business_date)
        elif business_date != self.today:
            raise BusinessDateInvalid(
                f"A {kind.value} session is for today ({self.today}); for {business_date} open a "
                "deferred session."
            )

    def require_past(self, business_date: date) -> None:
        """Refuse a date that is not an open day of the past.

        :raises BusinessDateInvalid: if it is today or later, before the first day, or closed.
        """
        if business_date >= self.today:
            raise BusinessDateInvalid(
                f"A deferred session is for a day before today; {business_date} is not."
            )
        self.require_in_the_books(business_date)

    def require_in_the_books(self, business_date: date) -> None:
        """Refuse a date before the store's first day or in a closed period.

        :raises BusinessDateInvalid: if it is one.
        """
        if self.opened_on is not None and business_date < self.opened_on:
            raise BusinessDateInvalid(
                f"The store opened on {self.opened_on}; {business_date} is before that. Check the "
                "year."
            )
        if self.closed_through is not None and business_date <= self.closed_through:
            raise BusinessDateInvalid(
                f"The books are closed through {self.closed_through}; {business_date} can take no "
                "more sales. Ask the owner."
            )


def variance(counted: Money, expected: Money) -> Money:
    """Return counted minus expected cash: positive is over, negative is short."""
    return counted - expected
