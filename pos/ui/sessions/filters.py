"""Filter of the list of cash sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pos.domain.cash_session import CashSessionKind
from pos.domain.permission import SessionAction, right_for
from pos.services.operators import Operator
from pos.services.session_list import SessionSummary


class Standing(StrEnum):
    """Which sessions are wanted."""

    ALL = "all"
    OPEN = "open"
    ATTENTION = "attention"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFilter:
    """What is to be shown; None is no limit. The days are those that reports count."""

    kind: CashSessionKind | None = None
    standing: Standing = Standing.ALL
    first: date | None = None
    last: date | None = None

    @property
    def is_open_to_all(self) -> bool:
        """Tell whether nothing is left out."""
        return self == SessionFilter()

    def takes(self, summary: SessionSummary) -> bool:
        day = summary.place.business_date
        in_time = (self.first is None or self.first <= day) and (
            self.last is None or day <= self.last
        )
        is_of_kind = self.kind is None or summary.session.kind is self.kind
        return in_time and is_of_kind and self._stands(summary)

    def _stands(self, summary: SessionSummary) -> bool:
        match self.standing:
            case Standing.ALL:
                return True
            case Standing.OPEN:
                return not summary.session.is_closed
            case Standing.CLOSED:
                return summary.session.is_closed
            case Standing.ATTENTION:
                return summary.needs_attention


def readable_kinds(operator: Operator) -> tuple[CashSessionKind, ...]:
    """Return the kinds of session that the operator may read."""
    return tuple(
        kind for kind in CashSessionKind if operator.may(right_for(kind, SessionAction.READ))
    )


def readable(summaries: Iterable[SessionSummary], operator: Operator) -> tuple[SessionSummary, ...]:
    """Return the sessions that the operator may read."""
    kinds = readable_kinds(operator)
    return tuple(summary for summary in summaries if summary.session.kind in kinds)
