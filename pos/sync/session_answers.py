"""Session answers: what a signed answer says of cash sessions, as values of the domain."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pos.domain.canonical import INTEGER_MAX
from pos.domain.cash_session import CashSessionId, CashSessionKind, OperatorId
from pos.domain.clean_text import TextInvalid, clean_text
from pos.domain.reconciliation import ServerState
from pos.domain.server_session import AlsoOpen, HalfAnAnswer, ServerSession
from pos.wire.messages import OtherSessionMessage, SessionStateMessage, StuckSessionMessage

logger = logging.getLogger(__name__)

REASON_LENGTH_MAX = 500
_NOT_SHOWN = "(what was written cannot be shown)"
_CLOSED_HOW = {
    "register": ServerState.CLOSED_BY_REGISTER,
    "manager": ServerState.CLOSED_BY_MANAGER,
    "fence": ServerState.CLOSED_BY_MANAGER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckSession:
    """A session of the store that needs attention, on whichever register.

    `symptom` is a word of `pos.domain.stuck.Symptom`, or one of a newer server.
    """

    id: CashSessionId
    register_name: str
    kind: CashSessionKind
    business_date: date
    symptom: str
    since: datetime


def read_sessions(
    messages: Collection[SessionStateMessage], own_series: Collection[int]
) -> tuple[ServerSession, ...]:
    """Return what is said whole; the rest is passed over, as if nothing had been said.

    `own_series` are the series that this register's journal knows.
    """
    found = []
    for message in messages:
        try:
            found.append(read_session(message, own_series))
        except (HalfAnAnswer, ValueError) as error:
            logger.warning("answer passed over: session=%s: %s", message.id, error)
    return tuple(found)


def read_session(message: SessionStateMessage, own_series: Collection[int]) -> ServerSession:
    """Return what is said of one session.

    :raises HalfAnAnswer, ValueError: if it does not say what it must.
    """
    return ServerSession(
        id=CashSessionId(message.id),
        state=_state(message, own_series),
        kind=CashSessionKind(message.kind) if message.kind else None,
        business_date=message.business_date,
        opened_at=_aware(message.opened_at),
        operator=_operator(message.operator),
        closed_by=None if message.closed_by is None else _shown(message.closed_by),
        closed_by_id=_operator(message.closed_by_id),
        closed_at=_aware(message.closed_at),
        reason=None if message.reason is None else _shown(message.reason),
        held_seq=_number(message.held_seq),
        series=_number(message.series),
        also_open=None if message.also_open is None else _also_open(message.also_open),
    )


def read_stuck(messages: Collection[StuckSessionMessage]) -> tuple[StuckSession, ...]:
    """Return the store's stuck sessions; one of a kind that is unknown here is passed over."""
    kinds = {kind.value for kind in CashSessionKind}
    return tuple(
        StuckSession(
            id=CashSessionId(message.id),
            register_name=_shown(message.register_name),
            kind=CashSessionKind(message.kind),
            business_date=message.business_date,
            symptom=_shown(message.symptom),
            since=message.since,
        )
        for message in messages
        if message.kind in kinds and message.since.tzinfo is not None
    )


def _state(message: SessionStateMessage, own_series: Collection[int]) -> ServerState:
    if message.series is not None and message.series not in own_series:
        return ServerState.OTHER_SERIES
    match message.state:
        case "absent":
            return ServerState.ABSENT
        case "open":
            return ServerState.OPEN
        case "closed" if message.closed_how in _CLOSED_HOW:
            return _CLOSED_HOW[message.closed_how]
    raise HalfAnAnswer(f"“{message.state[:20]}” is no state, or it does not say how it was closed")


def _also_open(message: OtherSessionMessage) -> AlsoOpen | None:
    opened_at = _aware(message.opened_at)
    assert opened_at is not None
    return AlsoOpen(
        id=CashSessionId(message.id),
        register_name=_shown(message.register_name),
        opened_at=opened_at,
    )


def _operator(found: UUID | None) -> OperatorId | None:
    return None if found is None else OperatorId(found)


def _number(found: int | None) -> int | None:
    if found is not None and not 0 <= found <= INTEGER_MAX:
        raise HalfAnAnswer("a number in it can be none of an entry")
    return found


def _aware(moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise HalfAnAnswer("a moment in it has no time zone")
    return moment


def _shown(text: str) -> str:
    """Return a text from the network fit for a screen and a Z report."""
    try:
        return clean_text(text, what="it", longest=REASON_LENGTH_MAX)
    except TextInvalid:
        return _NOT_SHOWN
