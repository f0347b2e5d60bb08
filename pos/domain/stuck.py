"""Stuck sessions: the doctor's rules, one per kind. A fresh session is never reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pos.domain.cash_session import CashSessionKind, CashSessionState
from pos.domain.reconciliation import Action


class Symptom(StrEnum):
    """Why a session needs attention."""

    NO_ACTIVITY = "no_activity"
    COUNT_LEFT_ALONE = "count_left_alone"
    LATE_UNSENT = "late_unsent"  # entries behind a manager's closing wait to be sent
    DISAGREEMENT = "disagreement"  # register and server say different things of it
    REGISTER_FENCED = "register_fenced"  # this register may end nothing any more
    OPEN_TWICE = "open_twice"  # its operator has another one open elsewhere: never stuck
    REGISTER_LOST = "register_lost"  # the server has not heard of its register for long


class Remedy(StrEnum):
    """What the doctor would do. None of them deletes anything or invents a count."""

    CLOSE_UNCOUNTED = "close_uncounted"
    LEAVE_COUNT = "leave_count"
    SEND = "send"
    FENCE = "fence"
    LOOK = "look"  # nothing can be done by rule: a person decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """How long without activity makes a session stuck. Source: the store's settings."""

    normal: timedelta  # after the end of its business date
    deferred: timedelta
    counting: timedelta
    register: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What the rules look at.

    `day_ends_at` is when the session's business date ends; `last_activity` when its newest
    entry was recorded; `register_heard_at` when its register last showed itself, None where
    that is not known (on the register itself).
    """

    kind: CashSessionKind
    state: CashSessionState
    day_ends_at: datetime
    last_activity: datetime
    late_unsent: int = 0
    action: Action = Action.NOTHING  # of the last definitive comparison with the server
    register_heard_at: datetime | None = None
    open_twice_since: datetime | None = None  # beside the operator's other normal session
    is_fenced: bool = False  # the register was taken out of use for good


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong, since when, and what would help."""

    symptom: Symptom
    since: datetime
    remedy: Remedy

    @property
    def is_stuck(self) -> bool:
        """Tell whether it is more than a session beside another one, which works as it should."""
        return self.symptom is not Symptom.OPEN_TWICE


def diagnose(facts: SessionFacts, now: datetime, limits: Thresholds) -> Diagnosis | None:
    """Return what is wrong with a session, the gravest first; None for a healthy one."""
    if facts.late_unsent:
        return Diagnosis(Symptom.LATE_UNSENT, facts.last_activity, Remedy.SEND)
    if facts.is_fenced and facts.state is not CashSessionState.CLOSED:
        return Diagnosis(Symptom.REGISTER_FENCED, facts.last_activity, Remedy.LOOK)
    if facts.action in {Action.ATTENTION, Action.RECOVER}:
        return Diagnosis(Symptom.DISAGREEMENT, facts.last_activity, Remedy.LOOK)
    if facts.state is CashSessionState.CLOSED:
        return None
    silent = _by_silence(facts, now, limits)
    if silent is None and facts.open_twice_since is not None:
        return Diagnosis(Symptom.OPEN_TWICE, facts.open_twice_since, Remedy.LOOK)
    return silent


def _by_silence(facts: SessionFacts, now: datetime, limits: Thresholds) -> Diagnosis | None:
    """Return what is wrong with an unclosed session of which nothing was heard for too long."""
    heard = facts.register_heard_at
    if heard is not None and now - heard >= limits.register:
        return Diagnosis(Symptom.REGISTER_LOST, heard, Remedy.FENCE)
    if _alone_for_too_long(facts, now, limits):
        return Diagnosis(Symptom.NO_ACTIVITY, facts.last_activity, Remedy.CLOSE_UNCOUNTED)
    if facts.state is CashSessionState.COUNTING and now - facts.last_activity >= limits.counting:
        return Diagnosis(Symptom.COUNT_LEFT_ALONE, facts.last_activity, Remedy.LEAVE_COUNT)
    return None


def _alone_for_too_long(facts: SessionFacts, now: datetime, limits: Thresholds) -> bool:
    """Tell whether nothing happened for longer than this kind of session may rest.

    Only differences are compared: a moment put forward by a limit may be beyond the last year.
    """
    if facts.kind is CashSessionKind.DEFERRED:
        return now - facts.last_activity >= limits.deferred
    return now - max(facts.last_activity, facts.day_ends_at) >= limits.normal
