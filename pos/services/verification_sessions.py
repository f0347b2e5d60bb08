"""Cash sessions as the events tell them: states, figures, and the rows that must say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from pos.domain.cash_session import (
    CashSession,
    CashSessionId,
    CashSessionKind,
    OperatorId,
    variance,
)
from pos.domain.currency import currency
from pos.domain.event import Event
from pos.domain.ledger import Effects
from pos.domain.money import Money
from pos.domain.posting_rules import effects_of_closing, effects_of_opening
from pos.domain.problem import Problem
from pos.domain.report import SessionReport, ZReport
from pos.models.base import utc_text
from pos.models.cash_session import CashSessionRecord
from pos.services.verification_figures import RunningFigures
from pos.services.verification_findings import EventName, Findings
from pos.services.verification_rows import column_names, report_differences, stored_rows
from pos.wire.payloads import SessionClosedPayload, SessionOpenedPayload
from pos.wire.session_payload import closed_payload, z_report_from

_TABLE = CashSessionRecord.__tablename__
_SAID_WHEN_CLOSING = ("closed_at", "closed_by", "z_number", "state")
_NO_EVENT_SAYS = ("purpose",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTotal:
    """The completed sales of one cash session; `total` in minor units."""

    id: UUID
    business_date: date
    kind: str
    sales: int
    total: int


@dataclass(slots=True)
class KnownSession:
    """A cash session so far. Its figures are let go of when it closes."""

    value: CashSession
    opened: EventName
    figures: RunningFigures | None
    closed: EventName | None = None
    closing: dict[str, Any] = field(default_factory=dict)  # columns that closing sets
    sales: int = 0
    total: int = 0


@dataclass(slots=True)
class SessionsOfJournal:
    """Follows every cash session from event to event, and reports what cannot be."""

    register_id: UUID
    findings: Findings
    known: dict[UUID, KnownSession] = field(default_factory=dict)

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
        self.known[session.id] = KnownSession(session, name, figures)
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

    def require_open(self, known: KnownSession, name: EventName) -> None:
        try:
            known.value.require_open()
        except Problem as problem:
            self.findings.add(f"its cash session takes no sale: {problem}", name)

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
            known.value = known.value.closed()
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
        known.closed = name
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

    def compare_rows(self, db: Connection) -> None:
        """Report every row of `cash_session` that the events do not tell of, or otherwise."""
        waiting = dict(self.known)
        for row in stored_rows(db, CashSessionRecord, "id"):
            session_id = _uuid(row[0])
            known = None if session_id is None else waiting.pop(session_id, None)
            if known is None:
                self.findings.add(
                    f"the row {row[0]!r} is extra: no event opened it", None, _TABLE, "id"
                )
                continue
            wanted = self._row(known)
            when_closing, when_opening = (
                _SAID_WHEN_CLOSING,
                tuple(
                    name
                    for name in column_names(CashSessionRecord)
                    if name not in _SAID_WHEN_CLOSING
                ),
            )
            report_differences(
                self.findings,
                CashSessionRecord,
                row,
                wanted,
                known.opened,
                left_out=(*when_closing, *_NO_EVENT_SAYS),
            )
            report_differences(
                self.findings,
                CashSessionRecord,
                row,
                wanted,
                known.closed or known.opened,
                left_out=when_opening,
            )
        for known in waiting.values():
            self.findings.add(f"the row {known.value.id} is missing", known.opened, _TABLE)

    def totals(self) -> tuple[SessionTotal, ...]:
        """Return the sums of every session, in the order they were opened."""
        return tuple(
            SessionTotal(
                id=known.value.id,
                business_date=known.value.business_date,
                kind=known.value.kind.value,
                sales=known.sales,
                total=known.total,
            )
            for known in self.known.values()
        )

    def _row(self, known: KnownSession) -> tuple[Any, ...]:
        session = known.value
        wanted: dict[str, Any] = {
            "id": str(session.id),
            "register_id": str(self.register_id),
            "kind": session.kind.value,
            "business_date": session.business_date.isoformat(),
            "state": session.state.value,
            "currency": session.opening_float.currency,
            "opening_float": session.opening_float.minor,
            "opened_at": utc_text(session.opened_at),
            "opened_by": str(session.opened_by),
            **known.closing,
        }
        return tuple(wanted.get(name) for name in column_names(CashSessionRecord))


def _z_report(
    known: KnownSession,
    figures: RunningFigures,
    event: Event,
    payload: SessionClosedPayload,
    perpetual_total: int,
) -> ZReport:
    """Return the Z report that the events call for; only what was counted is taken as said."""
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
        ),
        declaration=claimed.declaration,
        variance=None if counted is None else variance(counted, cash.expected),
        closed_by=claimed.closed_by,
    )


def _differences(
    said: SessionClosedPayload, computed: SessionClosedPayload
) -> Iterator[tuple[str, object, object]]:
    for name in said.__struct_fields__:
        ours, theirs = getattr(computed, name), getattr(said, name)
        if msgspec.to_builtins(ours) != msgspec.to_builtins(theirs):
            yield name, theirs, ours


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
