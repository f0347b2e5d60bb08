"""Replay: the journal followed event by event, and the rows that each event calls for.

Verification compares these rows with those that are there; rebuilding writes them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from pos.domain.cash_session import CashSessionId, CashSessionKind
from pos.domain.correction import Correction
from pos.domain.event import Event, EventKind
from pos.domain.ledger import NO_EFFECTS, Effects, Unbalanced
from pos.domain.posting_rules import effects_of_sale
from pos.domain.problem import Problem
from pos.domain.sale import Sale, SaleState
from pos.models.base import Base
from pos.models.cash_session import CashSessionCorrectionRecord
from pos.models.ledger import CashMoveRecord, PostingRecord, StockMoveRecord
from pos.models.sale import SaleLineRecord, SaleRecord, TenderRecord
from pos.services.cash_session_rows import effect_rows
from pos.services.journal import Appended
from pos.services.replay_sessions import KnownSession, SessionsOfJournal
from pos.services.sale_rows import line_rows, sale_row, tender_rows
from pos.services.verification_findings import EventName, Findings
from pos.wire.payloads import (
    CashMovedPayload,
    DrawerOpenedPayload,
    RegisterEnrolledPayload,
    SalePayload,
    SessionClosedPayload,
    SessionHandedOverPayload,
    SessionJoinedPayload,
    SessionOpenedPayload,
    SessionRedatedPayload,
    SessionStepPayload,
)
from pos.wire.sale_payload import disagreements, sale_from_payload

ExpectedRows = dict[type[Base], list[tuple[Any, ...]]]
P = TypeVar("P")

# The tables that events fill, each before those that point to its rows.
TABLES_OF_EVENTS: tuple[type[Base], ...] = (
    SaleRecord,
    SaleLineRecord,
    TenderRecord,
    StockMoveRecord,
    CashMoveRecord,
    PostingRecord,
    CashSessionCorrectionRecord,
)

# What a payload that somebody wrote by hand may raise when the domain reads it.
_CANNOT_BE_READ = (Problem, Unbalanced, ValueError, TypeError, LookupError, ArithmeticError)


@dataclass(slots=True)
class Counters:
    """The numbers that the journal has given so far; totals in minor units."""

    receipt_number: int = 0
    z_number: int = 0
    sales: int = 0
    perpetual_total: int = 0


class Replay:
    """Takes events in the order of the journal; what breaks a rule becomes a finding."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.sessions = SessionsOfJournal(findings)
        self.counters = Counters()
        self._readers: dict[str, Callable[[Event, int, EventName], ExpectedRows]] = {
            EventKind.SALE_COMPLETED: self._sale_completed,
            EventKind.SALE_VOIDED: self._sale_voided,
            EventKind.CASH_SESSION_OPENED: self._session_opened,
            EventKind.CASH_SESSION_COUNTING: self._session_step,
            EventKind.CASH_SESSION_COUNT_LEFT: self._session_step,
            EventKind.CASH_SESSION_CLOSED: self._session_closed,
            EventKind.CASH_SESSION_HANDED_OVER: self._handed_over,
            EventKind.CASH_SESSION_REDATED: self._redated,
            EventKind.CASH_SESSION_JOINED: self._joined,
            EventKind.CASH_MOVED: self._cash_moved,
            EventKind.DRAWER_OPENED: self._drawer_opened,
            EventKind.REGISTER_ENROLLED: self._register_enrolled,
        }

    def take(self, event: Event, position: int, name: EventName) -> ExpectedRows | None:
        """Return the rows that the event calls for, or None if it cannot be understood.

        `position` is the entry's place in the journal: the key of its rows.
        """
        reader = self._readers.get(event.kind)
        if reader is None:
            self.findings.add("its kind is unknown: update Evertill to check it", name)
            return None
        try:
            return reader(event, position, name)
        except _CANNOT_BE_READ as error:
            self.findings.add(f"its contents break a rule: {error}", name, "journal", "body")
            return None

    def _sale_completed(self, event: Event, position: int, name: EventName) -> ExpectedRows:
        payload = read_payload(event, SalePayload)
        sale = sale_from_payload(payload)
        self._compare_sale(payload, sale, name)
        self._count_receipt(payload, name)
        known = self.sessions.of(event, name)
        kind = CashSessionKind(event.cash_session_kind or "")
        effects = effects_of_sale(sale, kind)
        if known is not None:
            self.sessions.require_open(known, name, "sale")
            known.sales += 1
            known.total += sale.total.minor
            if known.figures is not None:
                known.figures.add_sale(sale)
                known.figures.add_cash(effects)
        if kind is not CashSessionKind.TRAINING:
            self.counters.sales += 1
            self.counters.perpetual_total += sale.total.minor
        return {
            SaleRecord: [sale_row(Appended(position, event), sale, payload)],
            SaleLineRecord: line_rows(position, sale, payload),
            TenderRecord: tender_rows(position, sale.tenders),
            **_effects(event, position, effects),
        }

    def _sale_voided(self, event: Event, _position: int, name: EventName) -> ExpectedRows:
        payload = read_payload(event, SalePayload)
        self._compare_sale(payload, sale_from_payload(payload, SaleState.VOIDED), name)
        self.sessions.of(event, name)
        return {}

    def _session_opened(self, event: Event, position: int, name: EventName) -> ExpectedRows:
        effects = self.sessions.open(event, name, read_payload(event, SessionOpenedPayload))
        return _effects(event, position, effects)

    def _session_step(self, event: Event, _position: int, name: EventName) -> ExpectedRows:
        read_payload(event, SessionStepPayload)
        known = self.sessions.of(event, name)
        if known is not None:
            to_counting = event.kind == EventKind.CASH_SESSION_COUNTING
            self.sessions.step(known, name, to_counting=to_counting)
        return {}

    def _session_closed(self, event: Event, position: int, name: EventName) -> ExpectedRows:
        payload = read_payload(event, SessionClosedPayload)
        if payload.z_number != self.counters.z_number + 1:
            self.findings.add(
                f"its Z number is {payload.z_number}, {self.counters.z_number + 1} was next", name
            )
        self.counters.z_number = payload.z_number
        known = self.sessions.of(event, name)
        effects = None
        if known is not None:
            total = self.counters.perpetual_total
            effects = self.sessions.close(known, event, name, payload, total)
        return _effects(event, position, effects or NO_EFFECTS)

    def _handed_over(self, event: Event, _position: int, name: EventName) -> ExpectedRows:
        payload = read_payload(event, SessionHandedOverPayload)
        known = self.sessions.of(event, name)
        if known is not None:
            self.sessions.hand_over(known, name, payload)
        return {}

    def _redated(self, event: Event, position: int, name: EventName) -> ExpectedRows:
        payload, known = read_payload(event, SessionRedatedPayload), self._required(event, name)
        correction = self.sessions.redate(known, name, payload)
        return _correction(position, correction, payload.reason)

    def _joined(self, event: Event, position: int, name: EventName) -> ExpectedRows:
        payload, known = read_payload(event, SessionJoinedPayload), self._required(event, name)
        correction = self.sessions.join(known, name, payload)
        return _correction(position, correction, payload.reason)

    def _cash_moved(self, event: Event, position: int, name: EventName) -> ExpectedRows:
        payload, known = read_payload(event, CashMovedPayload), self._required(event, name)
        return _effects(event, position, self.sessions.move_cash(known, name, payload))

    def _drawer_opened(self, event: Event, _position: int, name: EventName) -> ExpectedRows:
        read_payload(event, DrawerOpenedPayload)
        self.sessions.open_drawer(self._required(event, name), name)
        return {}

    def _register_enrolled(self, event: Event, _position: int, _name: EventName) -> ExpectedRows:
        read_payload(event, RegisterEnrolledPayload)
        return {}

    def _required(self, event: Event, name: EventName) -> KnownSession:
        """Return the event's session, without which it calls for no rows at all."""
        known = self.sessions.of(event, name)
        if known is None:
            raise ValueError("it stands for nothing without its cash session")
        return known

    def _compare_sale(self, payload: SalePayload, sale: Sale, name: EventName) -> None:
        for sentence in disagreements(payload, sale):
            self.findings.add(f"it was not computed by the rules: {sentence}", name, "journal")

    def _count_receipt(self, payload: SalePayload, name: EventName) -> None:
        following = self.counters.receipt_number + 1
        if payload.receipt_number != following:
            self.findings.add(
                f"its receipt number is {payload.receipt_number}, {following} was next", name
            )
        self.counters.receipt_number = payload.receipt_number or following


def read_payload(event: Event, kind: type[P]) -> P:
    """Return what the event says.

    :raises msgspec.DecodeError: if it says something else than its kind should.
    """
    return msgspec.json.decode(event.payload, type=kind)


def _effects(event: Event, position: int, effects: Effects) -> ExpectedRows:
    if event.cash_session_id is None:
        return {}
    rows = effect_rows(position, CashSessionId(event.cash_session_id), effects)
    return {
        StockMoveRecord: rows.stock_moves,
        CashMoveRecord: rows.cash_moves,
        PostingRecord: rows.postings,
    }


def _correction(position: int, correction: Correction, reason: str) -> ExpectedRows:
    day, into = correction.business_date, correction.into
    row = (
        position,
        str(correction.cash_session_id),
        None if day is None else day.isoformat(),
        None if into is None else str(into),
        reason,
    )
    return {CashSessionCorrectionRecord: [row]}
