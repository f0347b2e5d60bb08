"""Chapter: all that the story screen shows of one cash session, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pos.domain.cash_session import BusinessDays, CashSessionKind
from pos.domain.permission import Right, SessionAction, right_for
from pos.services.operators import Operator
from pos.services.session_list import SessionSummary
from pos.services.session_story import StoryStep
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate
from pos.ui.sessions.words import kind_name
from pos.ui.widgets.calendar.month import EARLIEST, CalendarDays, DayMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One session with its steps; `others` are all sessions of this register."""

    summary: SessionSummary
    steps: tuple[StoryStep, ...]
    others: tuple[SessionSummary, ...]
    known_days: BusinessDays
    operator: Operator

    @property
    def why_not_resume(self) -> str:
        """Return why the session cannot be resumed; empty if it can."""
        known = self.summary.session
        if known.is_closed:
            return translate("Story", "It is closed: nothing is sold in it any more.")
        if not self.operator.may(right_for(known.kind, SessionAction.RESUME)):
            return translate("Story", "Your role does not allow this: ask a manager.")
        return ""

    @property
    def why_not_correct(self) -> str:
        """Return why the session cannot be corrected; empty if it can."""
        known = self.summary.session
        if not self.operator.may(Right.CORRECT_SESSION):
            return translate("Story", "Your role does not allow this: ask a manager.")
        if known.kind is CashSessionKind.TRAINING:
            return translate("Story", "Training is in no report: there is nothing to correct.")
        if not known.is_closed:
            return translate("Story", "Close it first: only closed sessions are corrected.")
        return ""

    @property
    def why_not_join(self) -> str:
        """Return why the session cannot be joined into another; empty if it can."""
        if not self.why_not_correct and not self.partners:
            return translate("Story", "There is no other closed session of its kind.")
        return self.why_not_correct

    @property
    def partners(self) -> tuple[SessionSummary, ...]:
        """Return what it can be joined into: closed, of its kind, and not one with it already."""
        own = self.summary.session
        return tuple(
            other
            for other in self.others
            if other.session.is_closed
            and other.session.kind is own.kind
            and other.place.shown_with != own.id
            and other.session.id != self.summary.place.shown_with
            and other.session.id != own.id
        )

    @property
    def days(self) -> CalendarDays:
        """Return the days that the session may be put on."""
        known, last = self.known_days, self.known_days.today
        if self.summary.session.kind is CashSessionKind.DEFERRED:
            last -= timedelta(days=1)
        first = known.opened_on or EARLIEST
        if known.closed_through is not None:
            first = max(first, known.closed_through + timedelta(days=1))
        marks = dict.fromkeys(
            (
                other.place.business_date
                for other in self.others
                if other.session.kind is not CashSessionKind.TRAINING
            ),
            DayMark.CLOSED,
        )
        return CalendarDays(first=first, last=last, marks=marks)

    @property
    def own_day(self) -> date | None:
        """Return the day it opened with, if a correction put it elsewhere."""
        known, place = self.summary.session, self.summary.place
        moved = place.business_date != known.business_date or place.shown_with != known.id
        return known.business_date if moved else None


def short_name(summary: SessionSummary, formats: Formats) -> str:
    """Return what a session is called in a sentence: kind, day and Z number."""
    known = summary.session
    parts = [kind_name(known.kind), formats.dated(known.business_date)]
    if summary.z_number is not None:
        parts.append(translate("Story", "Z {number}", number=formats.ordinal(summary.z_number)))
    return formats.phrase(" · ".join(own_direction(part) for part in parts))
