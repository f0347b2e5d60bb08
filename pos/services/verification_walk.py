"""The walk through the journal: every entry read, followed and compared with its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from pos.domain.cash_session import CashSessionId, CashSessionKind
from pos.domain.event import Event, EventInvalid, EventKind, parse_event
from pos.domain.ledger import NO_EFFECTS, Effects, Unbalanced
from pos.domain.posting_rules import effects_of_sale
from pos.domain.problem import Problem
from pos.domain.sale import Sale, SaleState
from pos.models.base import Base, utc_text
from pos.models.journal import JournalRecord
from pos.models.ledger import CashMoveRecord, PostingRecord, StockMoveRecord
from pos.models.sale import SaleLineRecord, SaleRecord, TenderRecord
from pos.services.cash_session_rows import effect_rows
from pos.services.identity import Identity
from pos.services.journal import Appended
from pos.services.sale_rows import line_rows, sale_row, tender_rows
from pos.services.verification_chain import Chain
from pos.services.verification_findings import EventName, Findings
from pos.services.verification_rows import (
    TABLES_OF_EVENTS,
    Row,
    RowsOfEvents,
    report_differences,
    stored_rows,
)
from pos.services.verification_sessions import SessionsOfJournal
from pos.wire.payloads import (
    RegisterEnrolledPayload,
    SalePayload,
    SessionClosedPayload,
    SessionOpenedPayload,
    SessionStepPayload,
)
from pos.wire.sale_payload import disagreements, sale_from_payload

ExpectedRows = dict[type[Base], list[tuple[Any, ...]]]
P = TypeVar("P")

# What a payload that somebody wrote by hand may raise when the domain reads it.
_CANNOT_BE_READ = (Problem, Unbalanced, ValueError, TypeError, LookupError, ArithmeticError)
_BODY, _HASH, _SIG = 8, 9, 10  # places among the journal's columns


@dataclass(slots=True)
class Counters:
    """The numbers that the journal has given so far; totals in minor units."""

    entries: int = 0
    position: int = 0
    receipt_number: int = 0
    z_number: int = 0
    sales: int = 0
    perpetual_total: int = 0


class Walk:
    """Reads the journal once, in order, beside the tables that its events fill."""

    def __init__(self, db: Connection, identity: Identity, findings: Findings) -> None:
        self.findings = findings
        self.chain = Chain(identity, identity.key.verifying_key)
        self.sessions = SessionsOfJournal(identity.register_id, findings)
        self.counters = Counters()
        self.last: EventName | None = None
        self._db = db
        self._tables = [RowsOfEvents(db, record, findings) for record in TABLES_OF_EVENTS]
        self._readers: dict[str, Callable[[Event, EventName], ExpectedRows]] = {
            EventKind.SALE_COMPLETED: self._sale_completed,
            EventKind.SALE_VOIDED: self._sale_voided,
            EventKind.CASH_SESSION_OPENED: self._session_opened,
            EventKind.CASH_SESSION_COUNTING: self._session_step,
            EventKind.CASH_SESSION_COUNT_LEFT: self._session_step,
            EventKind.CASH_SESSION_CLOSED: self._session_closed,
            EventKind.REGISTER_ENROLLED: self._register_enrolled,
        }

    def entries(self) -> Iterator[int]:
        """Take one entry after the other; yield how many are done."""
        for row in stored_rows(self._db, JournalRecord, "position"):
            self.counters.entries += 1
            self._take(row)
            yield self.counters.entries
        for table in self._tables:
            table.finish()
        self.sessions.compare_rows(self._db)

    def _take(self, row: Row) -> None:
        name = _name_of_row(row)
        self.last = name
        try:
            body = row[_BODY].encode()
            event = parse_event(body)
        except (AttributeError, UnicodeError, EventInvalid) as error:
            self.findings.add(f"it cannot be read: {error}", name, "journal", "body")
            self._pass_over(row)
            return
        name = self.last = _name_of_event(event)
        for column, sentence in self.chain.follow(event, body, row[_HASH], row[_SIG]):
            self.findings.add(sentence, name, "journal", column)
        self._compare_columns(row, event, name)
        expected = self._expected(event, name)
        if expected is None:
            self._pass_over(row)
            return
        for table in self._tables:
            table.compare(row[0], expected.get(table.record, []), name)

    def _compare_columns(self, row: Row, event: Event, name: EventName) -> None:
        """Report columns beside the body that do not say what it says."""
        self.counters.position += 1
        wanted = (
            self.counters.position,
            event.series,
            event.seq,
            str(event.event_id),
            event.kind,
            _text(event.cash_session_id),
            None if event.business_date is None else event.business_date.isoformat(),
            utc_text(event.recorded_at),
            *row[_BODY:],
        )
        report_differences(self.findings, JournalRecord, row, wanted, name)
        if isinstance(row[0], int):
            self.counters.position = row[0]

    def _expected(self, event: Event, name: EventName) -> ExpectedRows | None:
        """Return the rows that the event calls for, or None if it cannot be understood."""
        reader = self._readers.get(event.kind)
        if reader is None:
            self.findings.add("its kind is unknown: update Evertill to check it", name)
            return None
        try:
            return reader(event, name)
        except _CANNOT_BE_READ as error:
            self.findings.add(f"its contents break a rule: {error}", name, "journal", "body")
            return None

    def _sale_completed(self, event: Event, name: EventName) -> ExpectedRows:
        payload = _payload(event, SalePayload)
        sale = sale_from_payload(payload)
        self._compare_sale(payload, sale, name)
        self._count_receipt(payload, name)
        known = self.sessions.of(event, name)
        kind = CashSessionKind(event.cash_session_kind or "")
        effects = effects_of_sale(sale, kind)
        if known is not None:
            self.sessions.require_open(known, name)
            known.sales += 1
            known.total += sale.total.minor
            if known.figures is not None:
                known.figures.add_sale(sale)
                known.figures.add_cash(effects)
        if kind is not CashSessionKind.TRAINING:
            self.counters.sales += 1
            self.counters.perpetual_total += sale.total.minor
        position = self.counters.position
        return {
            SaleRecord: [sale_row(Appended(position, event), sale, payload)],
            SaleLineRecord: line_rows(position, sale, payload),
            TenderRecord: tender_rows(position, sale.tenders),
            **self._effects(event, effects),
        }

    def _sale_voided(self, event: Event, name: EventName) -> ExpectedRows:
        payload = _payload(event, SalePayload)
        self._compare_sale(payload, sale_from_payload(payload, SaleState.VOIDED), name)
        self.sessions.of(event, name)
        return {}

    def _session_opened(self, event: Event, name: EventName) -> ExpectedRows:
        effects = self.sessions.open(event, name, _payload(event, SessionOpenedPayload))
        return self._effects(event, effects)

    def _session_step(self, event: Event, name: EventName) -> ExpectedRows:
        _payload(event, SessionStepPayload)
        known = self.sessions.of(event, name)
        if known is not None:
            to_counting = event.kind == EventKind.CASH_SESSION_COUNTING
            self.sessions.step(known, name, to_counting=to_counting)
        return {}

    def _session_closed(self, event: Event, name: EventName) -> ExpectedRows:
        payload = _payload(event, SessionClosedPayload)
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
        return self._effects(event, effects or NO_EFFECTS)

    def _register_enrolled(self, event: Event, name: EventName) -> ExpectedRows:
        _payload(event, RegisterEnrolledPayload)
        return {}

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

    def _effects(self, event: Event, effects: Effects) -> ExpectedRows:
        if event.cash_session_id is None:
            return {}
        session_id = CashSessionId(event.cash_session_id)
        rows = effect_rows(self.counters.position, session_id, effects)
        return {
            StockMoveRecord: rows.stock_moves,
            CashMoveRecord: rows.cash_moves,
            PostingRecord: rows.postings,
        }

    def _pass_over(self, row: Row) -> None:
        """Leave out the rows of an entry that says nothing: they are not extra, only unproven."""
        if isinstance(row[0], int):
            self.counters.position = row[0]
            for table in self._tables:
                table.take(row[0])


def _payload(event: Event, kind: type[P]) -> P:
    return msgspec.json.decode(event.payload, type=kind)


def _name_of_event(event: Event) -> EventName:
    receipt_number = None
    if event.kind == EventKind.SALE_COMPLETED:
        try:
            receipt_number = msgspec.json.decode(event.payload, type=_Numbered).receipt_number
        except msgspec.DecodeError:
            receipt_number = None
    return EventName(
        series=event.series,
        seq=event.seq,
        kind=event.kind,
        event_id=str(event.event_id),
        receipt_number=receipt_number,
    )


class _Numbered(msgspec.Struct):
    receipt_number: int | None = None


def _name_of_row(row: Row) -> EventName:
    _, series, seq, event_id, kind, *_ = row
    return EventName(
        series=series if isinstance(series, int) else None,
        seq=seq if isinstance(seq, int) else None,
        kind=str(kind),
        event_id=str(event_id),
    )


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
