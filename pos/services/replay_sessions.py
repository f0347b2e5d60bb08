"""Cash sessions as the events tell them: states, figures and the rows they call for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any
from uuid import UUID

import msgspec

from pos.domain.cash_movement import MovementKind, cash_movement
from pos.domain.cash_session import (
    CashSession,
    CashSessionId,
    CashSessionKind,
    OperatorId,
    variance,
)
from pos.domain.correction import (
    Correction,
    ReportPlace,
    report_places,
    require_joining,
    require_redating,
)
from pos.domain.currency import currency
from pos.domain.event import Event
from pos.domain.ledger import Effects
from pos.domain.money import Money
from pos.domain.posting_rules import effects_of_closing, effects_of_movement, effects_of_opening
from pos.domain.problem import Problem
from pos.domain.report import SessionReport, ZReport
from pos.models.base import utc_text
from pos.services.verification_figures import RunningFigures
from pos.services.verification_findings import EventName, Findings
from pos.wire.payloads import (
    CashMovedPayload,
    SessionClosedPayload,
    SessionHandedOverPayload,
    SessionJoinedPayload,
    SessionOpenedPayload,
    SessionRedatedPayload,
)
from pos.wire.session_payload import closed_payload, z_report_from


@dataclass(slots=True)
class KnownSession:
    """A cash session so far. Its figures are let go of when it closes."""

    value: CashSession
    opened: EventName
    figures: RunningFigures | None
    last: EventName  # the newest event that changed its row
    closed: EventName | None = None
    closing: dict[str, Any] = field(default_factory=dict)  # columns that closing sets
    sales: int = 0
    total: int = 0

    def columns(self, register_id: UUID) -> dict[str, Any]:
        """Return the columns of its row that events tell of, in stored values."""
        session, taker = self.value, self.value.taken_over_by
        return {
            "id": str(session.id),
            "register_id": str(register_id),
            "kind": session.kind.value,
            "business_date": session.business_date.isoformat(),
            "state": session.state.value,
            "currency": session.opening_float.currency,
            "opening_float": session.opening_float.minor,
            "opened_at": utc_text(session.opened_at),
            "opened_by": str(session.opened_by),
            "responsible": None if taker is None else str(taker),
            **self.closing,
        }


@dataclass(slots=True)
class SessionsOfJournal:
    """Follows every cash session from event to event, and reports what cannot be."""

    findings: Findings
    known: dict[UUID, KnownSession] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)

    def open(self, event: Event, name: EventName, payload: SessionOpenedPayload) -> Effects:
        """Take a session up; return the effects that opening it has."""
        code = currency(payload.currency)
        opening_float = Money(payload.opening_float, code)
        kind = CashSessionKind(event.cash_session_kind or "")
        if event.cash_session_id is None or event.business_date is None or event.actor is None:
            raise ValueError("an opening names its cash session, business date and operator")
        session = CashSession(
            id=CashSessionId(event.cash_session_id),
            kind=kind,
            business_date=event.business_date,
            opened_at=event.occurred_at.astimezone(UTC),
            opened_by=OperatorId(event.actor),
            opening_float=opening_float,
        )
        if session.id in self.known:
            self.findings.add("its cash session was opened before", name)
        effects = effects_of_opening(opening_float, kind)
        figures = RunningFigures(code)
        figures.add_cash(effects)
        self.known[session.id] = KnownSession(session, name, figures, name)
        return effects

    def of(self, event: Event, name: EventName) -> KnownSession | None:
        """Return the event's session, after reporting what the event says otherwise of it."""
        known = None if event.cash_session_id is None else self.known.get(event.cash_session_id)
        if known is None:
            self.findings.add("its cash session was never opened", name)
            return None
        said = (event.cash_session_kind, event.business_date)
        if said != (known.value.kind.value, known.value.business_date):
            self.findings.add("it names another kind or business date than its session", name)
        return known

    def step(self, known: KnownSession, name: EventName, *, to_counting: bool) -> None:
        """Follow a step into or out of the count."""
        try:
            known.value = known.value.counting() if to_counting else known.value.selling_again()
        except Problem as problem:
            self.findings.add(f"it cannot follow: {problem}", name)
        known.last = name

    def require_open(self, known: KnownSession, name: EventName, what: str) -> None:
        try:
            known.value.require_open()
        except Problem as problem:
            self.findings.add(f"its cash session takes no {what}: {problem}", name)

    def move_cash(self, known: KnownSession, name: EventName, payload: CashMovedPayload) -> Effects:
        """Follow cash into or out of the till; return the effects that it has."""
        self.require_open(known, name, "movement of cash")
        amount = Money(payload.amount, currency(payload.currency))
        movement = cash_movement(MovementKind(payload.kind), amount, payload.reason)
        if movement.reason != payload.reason:
            self.findings.add("its reason is not as a reason is kept", name)
        effects = effects_of_movement(movement, known.value.kind)
        if known.figures is not None:
            known.figures.add_movement(movement)
            known.figures.add_cash(effects)
        return effects

    def open_drawer(self, known: KnownSession, name: EventName) -> None:
        """Count an opening of the drawer without a document."""
        self.require_open(known, name, "opening of the drawer")
        if known.figures is not None:
            known.figures.drawer_openings += 1

    def hand_over(
        self, known: KnownSession, name: EventName, payload: SessionHandedOverPayload
    ) -> None:
        """Follow the till into other hands."""
        try:
            known.value = known.value.handed_over(OperatorId(UUID(payload.to)))
        except Problem as problem:
            self.findings.add(f"it cannot follow: {problem}", name)
        known.last = name

    def redate(
        self, known: KnownSession, name: EventName, payload: SessionRedatedPayload
    ) -> Correction:
        """Follow a closed session to the day that reports count it on from now on."""
        day = date.fromisoformat(payload.business_date)
        try:
            require_redating(known.value, self.places()[known.value.id], day)
        except Problem as problem:
            self.findings.add(f"it cannot follow: {problem}", name)
        return self._correct(Correction(cash_session_id=known.value.id, business_date=day))

    def join(
        self, known: KnownSession, name: EventName, payload: SessionJoinedPayload
    ) -> Correction:
        """Follow a closed session into the one that reports show it with from now on."""
        into = self.known.get(UUID(payload.into))
        if into is None:
            raise ValueError(f"it joins a session into {payload.into}, which was never opened")
        try:
            leader = self.places()[into.value.id].shown_with
            require_joining(known.value, into.value, leader)
        except Problem as problem:
            self.findings.add(f"it cannot follow: {problem}", name)
        return self._correct(Correction(cash_session_id=known.value.id, into=into.value.id))

    def close(
        self,
        known: KnownSession,
        event: Event,
        name: EventName,
        payload: SessionClosedPayload,
        perpetual_total: int,
    ) -> Effects | None:
        """Close a session and compare its Z report with the events before it.

        Return the effects that closing has, or None if it was closed before.
        """
        if known.figures is None:
            self.findings.add("its cash session was closed before", name)
            return None
        try:
            counted = payload.counted is not None
            known.value = known.value.closed() if counted else known.value.closed_uncounted()
        except Problem as problem:
            self.findings.add(f"it cannot follow: {problem}", name)
        z_report = _z_report(known, known.figures, event, payload, perpetual_total)
        for field_name, said, computed in _differences(payload, closed_payload(z_report)):
            self.findings.add(
                f"its Z report says {said!r}, the events before it give {computed!r}",
                name,
                "journal",
                f"body {field_name}",
            )
        known.closed = known.last = name
        known.closing = {
            "state": "closed",
            "closed_at": utc_text(event.occurred_at),
            "closed_by": str(event.actor),
            "z_number": payload.z_number,
        }
        known.figures = None
        return effects_of_closing(
            counted=z_report.declaration.counted,
            expected=z_report.report.cash.expected,
            kind=known.value.kind,
        )

    def _correct(self, correction: Correction) -> Correction:
        self.corrections.append(correction)
        return correction

    def places(self) -> dict[CashSessionId, ReportPlace]:
        """Return where each session is counted; corrections are rare, so it is made each time."""
        dates = {known.value.id: known.value.business_date for known in self.known.values()}
        return report_places(dates, self.corrections)


def _z_report(
    known: KnownSession,
    figures: RunningFigures,
    event: Event,
    payload: SessionClosedPayload,
    perpetual_total: int,
) -> ZReport:
    """Return the Z report that the events call for; what people found and said is taken as said."""
    if event.actor is None:
        raise ValueError("a closing names its operator")
    claimed = z_report_from(
        payload,
        session=known.value,
        closed_at=event.occurred_at,
        closed_by=OperatorId(event.actor),
    )
    cash, counted = figures.cash_figures(), claimed.declaration.counted
    return ZReport(
        number=payload.z_number,
        report=SessionReport(
            session=known.value,
            sales=figures.sales_figures(),
            cash=cash,
            made_at=event.occurred_at,
            perpetual_total=Money(perpetual_total, figures.currency),
            drawer_openings=figures.drawer_openings,
        ),
        declaration=claimed.declaration,
        variance=None if counted is None else variance(counted, cash.expected),
        closed_by=claimed.closed_by,
        clearing=claimed.clearing,
    )


def _differences(
    said: SessionClosedPayload, computed: SessionClosedPayload
) -> Iterator[tuple[str, object, object]]:
    for name in said.__struct_fields__:
        ours, theirs = getattr(computed, name), getattr(said, name)
        if msgspec.to_builtins(ours) != msgspec.to_builtins(theirs):
            yield name, theirs, ours
