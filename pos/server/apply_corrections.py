"""Corrections of closed sessions by a manager at a register: where reports count them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from pos.domain.cash_session import BusinessDateInvalid, CashSessionId, CashSessionKind
from pos.domain.correction import ReportPlace, report_places, require_joining, require_redating
from pos.domain.event import Event
from pos.domain.permission import Right
from pos.server import tables
from pos.server.applying import Applying
from pos.server.corrections import corrections_of
from pos.server.database import insert_rows
from pos.server.recompute import NotApplicable, decoded
from pos.server.session_rows import HeldSession, held_sessions
from pos.wire.payloads import SessionJoinedPayload, SessionRedatedPayload

_redated = msgspec.json.Decoder(SessionRedatedPayload)
_joined = msgspec.json.Decoder(SessionJoinedPayload)


def redate_session(applying: Applying, event: Event) -> None:
    """Have reports count a closed session on another day.

    :raises NotApplicable, CorrectionInvalid: if it is not closed, or that is no other day.
    """
    payload, session = decoded(_redated, event), applying.own_session(event)
    day = date.fromisoformat(payload.business_date)
    place = _place_of(applying, session)
    require_redating(session.as_domain(applying.series.currency), place, day)
    days = applying.store.business_days(event.occurred_at)
    try:
        days.require_in_the_books(day)
    except BusinessDateInvalid as problem:
        applying.flag(event, [str(problem)])
    if day > days.today or (session.kind is CashSessionKind.DEFERRED and day == days.today):
        applying.flag(event, [f"{day} had not ended when the session was put on it"])
    _insert(applying, event, session, (day.isoformat(), None), payload.reason)


def join_session(applying: Applying, event: Event) -> None:
    """Have reports count a closed session with another one of the same kind and register.

    :raises NotApplicable, CorrectionInvalid: if the two cannot be one.
    """
    payload, session = decoded(_joined, event), applying.own_session(event)
    number, currency = applying.series.store_number, applying.series.currency
    into_id = UUID(payload.into)
    into = held_sessions(applying.db, number, [into_id.bytes]).get(into_id.bytes)
    if into is None or into.register_number != session.register_number:
        raise NotApplicable("the session it is joined into was never opened on this register")
    leader = _place_of(applying, into).shown_with
    require_joining(session.as_domain(currency), into.as_domain(currency), leader)
    _insert(applying, event, session, (None, into.id), payload.reason)


def _place_of(applying: Applying, session: HeldSession) -> ReportPlace:
    """Return the day that the session is counted on now, and the session it is shown with."""
    number = applying.series.store_number
    known = corrections_of(applying.db, number, session.register_number, applying.history)
    ids = {one.cash_session_id.bytes for one in known} | {session.id}
    ids |= {one.into.bytes for one in known if one.into is not None}
    held = held_sessions(applying.db, number, ids).values()
    dates = {CashSessionId(one.uuid): date.fromisoformat(one.business_date) for one in held}
    return report_places(dates, known)[CashSessionId(session.uuid)]


def _insert(
    applying: Applying,
    event: Event,
    session: HeldSession,
    place: tuple[str | None, bytes | None],
    reason: str,
) -> None:
    applying.flag_missing_right(event, Right.CORRECT_SESSION)
    row = (
        applying.series.store_number,
        applying.series.register_number,
        applying.series.series,
        event.seq,
        session.id,
        *place,
        reason,
        event.actor.bytes if event.actor else b"",
    )
    insert_rows(applying.db, tables.correction, [row])
