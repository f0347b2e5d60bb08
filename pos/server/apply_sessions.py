"""Cash sessions opened, counted, handed over and closed, as their events tell of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import msgspec

from pos.domain.cash_session import BusinessDateInvalid, CashSessionKind, CashSessionState
from pos.domain.currency import CurrencyCode
from pos.domain.event import Event, EventKind
from pos.domain.money import Money
from pos.domain.permission import SessionAction, right_for
from pos.domain.posting_rules import effects_of_closing, effects_of_opening
from pos.server import tables
from pos.server.applying import Applying, business_date_of, session_id_of
from pos.server.histories import closed_in
from pos.server.moments import microseconds
from pos.server.operator_slots import free_slot, take_slot
from pos.server.own_figures import OwnFigures, own_figures
from pos.server.recompute import NotApplicable, decoded, kind_of_session
from pos.server.register_commands import withdraw_close
from pos.server.session_rows import (
    ClosedHow,
    HeldSession,
    insert_session,
    sessions_where,
    unclosed,
)
from pos.server.z_disagreements import z_disagreements
from pos.server.z_reports import ZOrigin, ZVersion
from pos.wire.payloads import (
    SessionClosedPayload,
    SessionHandedOverPayload,
    SessionOpenedPayload,
)
from pos.wire.sale_payload import amount_text

_opened = msgspec.json.Decoder(SessionOpenedPayload)
_handed_over = msgspec.json.Decoder(SessionHandedOverPayload)
_closed = msgspec.json.Decoder(SessionClosedPayload)
_session = tables.cash_session.c
_NEXT_STATES = {
    EventKind.CASH_SESSION_COUNTING: CashSessionState.COUNTING,
    EventKind.CASH_SESSION_COUNT_LEFT: CashSessionState.OPEN,
}


def open_session(applying: Applying, event: Event) -> None:
    """Write a session that its register opened.

    :raises NotApplicable: if its id is taken, or what it says makes no session.
    """
    payload, kind = decoded(_opened, event), kind_of_session(event)
    session_id, actor = session_id_of(event), event.actor.bytes if event.actor else b""
    applying.require_currency(payload.currency)
    if session_id in applying.sessions:
        raise NotApplicable("its cash session is open or closed already")
    opening_float = Money(payload.opening_float, CurrencyCode(payload.currency))
    session = HeldSession(
        id=session_id,
        register_number=applying.series.register_number,
        series=applying.series.series,
        kind=kind,
        business_date=business_date_of(event),
        state=CashSessionState.OPEN,
        opened_at=microseconds(event.occurred_at),
        opened_by=actor,
        responsible=actor,
        opening_float=opening_float.minor,
        last_activity=applying.received_at,
        opened_seq=event.seq,
    )
    applying.flag(event, _questionable(applying, event, session))
    insert_session(applying.db, applying.series.store_number, session)
    applying.sessions[session_id] = session
    effects = effects_of_opening(opening_float, kind)
    applying.rows.add_effects(event.event_id.bytes, session_id, effects)
    applying.flag_missing_right(event, right_for(kind, SessionAction.OPEN))
    _take_slot(applying, event, session)


def step_session(applying: Applying, event: Event) -> None:
    """Write that the count began, or was left again; nothing if the session is closed here.

    :raises NotApplicable: if its register has closed it.
    """
    session = applying.own_session(event)
    if session.is_closed:
        _require_late(applying, session)
        with applying.late(event):
            return
    state = _NEXT_STATES[EventKind(event.kind)]
    applying.change(replace(session, state=state), state=state)


def hand_session_over(applying: Applying, event: Event) -> None:
    """Write who answers for the till from now on.

    :raises NotApplicable: if its register has closed it, or the event names nobody.
    """
    session, to = applying.own_session(event), UUID(decoded(_handed_over, event).to)
    if session.is_closed:
        _require_late(applying, session)
    with applying.late(event):
        after = replace(session, responsible=to.bytes)
        applying.change(after, responsible=after.responsible)
    if not session.is_closed:
        free_slot(applying.db, applying.series.store_number, session)
        _take_slot(applying, event, after)


def close_session(applying: Applying, event: Event) -> None:
    """Write a session's end with the register's Z report, compared with the server's own rows.

    Of a session that a manager closed here it becomes the last version of the Z report, and
    takes what cash came late to the safe. Of one that another copy of the register has closed it
    is a further version too: of all that both sold, with the cash of the drawer that was counted.

    :raises NotApplicable: if its register has closed it before.
    """
    payload, session = decoded(_closed, event), applying.own_session(event)
    if session.is_closed:
        _require_late(applying, session)
    own, is_other_drawer = (
        _figures_of_copy(applying, session),
        _is_closed_by_copy(applying, session),
    )
    applying.flag(event, _disagreements(applying, session, payload, own))
    with applying.late(event) as late:
        settled = 0 if late is None or late.closing is None else late.closing.expected
        _settle(applying, event, session, own, (payload.counted, 0 if is_other_drawer else settled))
        version = ZVersion(
            origin=ZOrigin.REGISTER,
            event_id=event.event_id.bytes,
            made_at=microseconds(event.occurred_at),
            figures=late.figures if is_other_drawer and late is not None else own,
            perpetual_total=payload.perpetual_total,
            z_number=payload.z_number,
            counted=payload.counted,
            expected=own.expected,
        )
        applying.keep_z(session, version)
    applying.z_number = max(applying.z_number, payload.z_number)
    _end(applying, event, session)


def _settle(
    applying: Applying,
    event: Event,
    session: HeldSession,
    own: OwnFigures,
    found: tuple[int | None, int],
) -> None:
    """Post the variance and the cash's way to the safe, but not what a closing here took there.

    `found` is what was counted, and the cash that was taken already.
    """
    counted, settled = found
    code = CurrencyCode(applying.series.currency)
    effects = effects_of_closing(
        counted=None if counted is None else Money(counted - settled, code),
        expected=Money(own.expected - settled, code),
        kind=session.kind,
    )
    applying.rows.add_effects(event.event_id.bytes, session.id, effects)


def _end(applying: Applying, event: Event, session: HeldSession) -> None:
    at, number = microseconds(event.occurred_at), applying.series.store_number
    if session.is_closed:
        applying.change(replace(session, register_closed_at=at), register_closed_at=at)
        withdraw_close(applying.db, number, session.uuid)
        return
    by = event.actor.bytes if event.actor else b""
    after = replace(
        session,
        state=CashSessionState.CLOSED,
        closed_at=at,
        closed_by=by,
        closed_how=ClosedHow.REGISTER,
        register_closed_at=at,
    )
    applying.change(
        after,
        state=after.state,
        closed_at=at,
        closed_by=by,
        closed_how=after.closed_how,
        register_closed_at=at,
    )
    free_slot(applying.db, number, session)


def _disagreements(
    applying: Applying, session: HeldSession, payload: SessionClosedPayload, own: OwnFigures
) -> Iterator[str]:
    code = CurrencyCode(applying.series.currency)
    yield from z_disagreements(payload, own, code)
    if session.state is CashSessionState.OPEN and payload.counted is not None:
        yield "the session was closed without being counted"
    if payload.cleared is not None and not session.is_closed:
        yield "it says that a manager closed the session here, which nobody did"
    if applying.history is not None:
        return  # what the register's copies gave together is in none of their numbers
    if payload.perpetual_total != applying.perpetual_total:
        claimed = amount_text(payload.perpetual_total, code)
        computed = amount_text(applying.perpetual_total, code)
        yield f"Z report: perpetual total differs, claimed {claimed}, computed {computed} {code}"
    if payload.z_number != applying.z_number + 1:
        yield f"Z report: its number is {payload.z_number} after {applying.z_number}"


def _questionable(applying: Applying, event: Event, session: HeldSession) -> Iterator[str]:
    """Return what is against opening the session: its date, or one that stands in its place."""
    days = applying.store.business_days(event.occurred_at)
    try:
        days.require(session.kind, date.fromisoformat(session.business_date))
    except BusinessDateInvalid as problem:
        yield str(problem)
    same_key = [
        _session.register_id == session.register_number,
        _session.kind == session.kind.value,
    ]
    if session.kind is CashSessionKind.DEFERRED:
        same_key.append(_session.business_date == session.business_date)
    standing = sessions_where(
        applying.db, *unclosed(applying.series.store_number), *same_key, limit=1
    )
    for other in standing:
        yield f"the {other.kind.value} session {other.uuid} of this register is still open"


def _take_slot(applying: Applying, event: Event, session: HeldSession) -> None:
    winner = take_slot(applying.db, applying.series.store_number, session)
    if winner is not None:
        name = applying.name_of(session.responsible)
        applying.flag(event, [f"{name} has a normal session open already: {UUID(bytes=winner)}"])


def _require_late(applying: Applying, session: HeldSession) -> None:
    if not session.awaits_register and not _is_closed_by_copy(applying, session):
        raise NotApplicable("its cash session is closed already")


def _figures_of_copy(applying: Applying, session: HeldSession) -> OwnFigures:
    """Add up what the copy of the register that wrote this did in the session."""
    applying.rows.insert(applying.db)
    return own_figures(applying.db, applying.series.store_number, session, applying.history)


def _is_closed_by_copy(applying: Applying, session: HeldSession) -> bool:
    """Tell whether only another copy of the register has closed the session."""
    if applying.history is None or not session.is_closed or session.awaits_register:
        return False
    number, register = applying.series.store_number, applying.series.register_number
    return not closed_in(applying.db, number, register, session.id, applying.history)
