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

    def _require_counting(self) -> None:
        if self.state is not CashSessionState.COUNTING:
            raise SessionNotCounting("This cash session is not being counted.")


def require_business_date(kind: CashSessionKind, business_date: date, today: date) -> None:
    """Refuse a business date that does not fit the kind of session.

    A normal or training session belongs to today, a deferred one to a day before it.

    :raises BusinessDateInvalid: if the date breaks that rule.
    """
    if kind is CashSessionKind.DEFERRED:
        if business_date >= today:
            raise BusinessDateInvalid(
                f"A deferred session is for a day before today; {business_date} is not."
            )
    elif business_date != today:
        raise BusinessDateInvalid(
            f"A {kind.value} session is for today ({today}); for {business_date} open a deferred "
            "session."
        )


def variance(counted: Money, expected: Money) -> Money:
    """Return counted minus expected cash: positive is over, negative is short."""
    return counted - expected
