"""Correction: where reports count a closed session, after a manager put it right.

The session itself keeps the business date it opened with; only reports follow a correction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pos.domain.cash_session import CashSession, CashSessionId
from pos.domain.problem import Problem


class CorrectionInvalid(Problem):
    """The session cannot be put on that day, or into that session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Either a new report date, or the session that this one is counted with; the last holds.

    :raises ValueError: if it is both or neither.
    """

    cash_session_id: CashSessionId
    business_date: date | None = None
    into: CashSessionId | None = None

    def __post_init__(self) -> None:
        if (self.business_date is None) is (self.into is None):
            raise ValueError("a correction is either a date or a joining")


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """The day that reports count a session on, and the session it is shown with."""

    business_date: date
    shown_with: CashSessionId


def report_places(
    dates: Mapping[CashSessionId, date], corrections: Iterable[Correction]
) -> dict[CashSessionId, ReportPlace]:
    """Return where each session is counted, after all corrections in their order.

    `dates` holds the business date that each session opened with. A joined session goes where
    the one it was joined into goes, wherever that is moved later; moving a joined session to a
    day of its own ends the joining.

    :raises KeyError: if `dates` lacks a session that one of the others was joined into.
    """
    own = dict(dates)
    into: dict[CashSessionId, CashSessionId] = {}
    for correction in corrections:
        session_id = correction.cash_session_id
        into.pop(session_id, None)
        if correction.into is not None:
            into[session_id] = correction.into
        if correction.business_date is not None:
            own[session_id] = correction.business_date
    places = {}
    for session_id in dates:
        leader = _leader(session_id, into)
        places[session_id] = ReportPlace(own[leader], leader)
    return places


def require_redating(session: CashSession, place: ReportPlace, business_date: date) -> None:
    """Refuse to move a session that is not closed, or to where it is counted now.

    A joined session may be put on the very day it is counted on: that ends the joining.

    :raises CorrectionInvalid: if it is so.
    """
    _require_closed(session)
    if place == ReportPlace(business_date, session.id):
        raise CorrectionInvalid(
            f"The session is counted on {business_date} already: choose the day it belongs to."
        )


def require_joining(session: CashSession, into: CashSession, leader_of_into: CashSessionId) -> None:
    """Refuse to join what cannot be one: open sessions, different kinds, a session with itself.

    `leader_of_into` is the session that `into` is counted with now.

    :raises CorrectionInvalid: if they cannot be joined.
    """
    _require_closed(session)
    _require_closed(into)
    if session.kind is not into.kind:
        raise CorrectionInvalid(
            f"A {session.kind.value} session cannot be joined into a {into.kind.value} one."
        )
    if session.id in {into.id, leader_of_into}:
        raise CorrectionInvalid(
            "These two sessions are one already, or the same: choose another to join it into."
        )


def _require_closed(session: CashSession) -> None:
    if not session.is_closed:
        raise CorrectionInvalid(
            f"The {session.kind.value} session for {session.business_date} is not closed: close "
            "it first, then correct it."
        )


def _leader(
    session_id: CashSessionId, into: Mapping[CashSessionId, CashSessionId]
) -> CashSessionId:
    """Follow the joinings to their end; a circle cannot be written, and is left when it closes."""
    leader, seen = session_id, {session_id}
    while (following := into.get(leader)) is not None and following not in seen:
        seen.add(following)
        leader = following
    return leader
