"""The walk through the journal: every entry read, followed and compared with its rows."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection

from pos.domain.event import Event, EventInvalid, EventKind, SealedEvent, parse_event
from pos.models.journal import JournalRecord
from pos.services.identity import Identity
from pos.services.journal import journal_columns
from pos.services.replay import TABLES_OF_EVENTS, Replay
from pos.services.series_keys import load_series_keys
from pos.services.verification_chain import Chain
from pos.services.verification_findings import EventName, Findings
from pos.services.verification_rows import Row, RowsOfEvents, report_differences, stored_rows
from pos.services.verification_sessions import compare_sessions

_BODY, _HASH, _SIG = 8, 9, 10  # places among the journal's columns


class Walk:
    """Reads the journal once, in order, beside the tables that its events fill."""

    def __init__(self, db: Connection, identity: Identity, findings: Findings) -> None:
        self.findings = findings
        self.chain = Chain(identity, load_series_keys(db, findings))
        self.replay = Replay(findings)
        self.last: EventName | None = None
        self.entries = 0
        self._position = 0
        self._register_id = identity.register_id
        self._db = db
        self._tables = [RowsOfEvents(db, record, findings) for record in TABLES_OF_EVENTS]

    def run(self) -> Iterator[int]:
        """Take one entry after the other; yield how many are done."""
        for row in stored_rows(self._db, JournalRecord, "position"):
            self.entries += 1
            self._take(row)
            yield self.entries
        for column, sentence in self.chain.finish():
            self.findings.add(sentence, self.last, "journal", column)
        for table in self._tables:
            table.finish()
        compare_sessions(self._db, self.replay.sessions, self._register_id, self.findings)

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
        name = self.last = name_of(event)
        for column, sentence in self.chain.follow(event, body, row[_HASH], row[_SIG]):
            self.findings.add(sentence, name, "journal", column)
        self._compare_columns(row, event, body, name)
        expected = self.replay.take(event, self._position, name)
        if expected is None:
            self._pass_over(row)
            return
        for table in self._tables:
            table.compare(row[0], expected.get(table.record, []), name)

    def _compare_columns(self, row: Row, event: Event, body: bytes, name: EventName) -> None:
        """Report columns beside the body that do not say what it says."""
        self._position += 1
        said = journal_columns(event, SealedEvent(body, row[_HASH], row[_SIG]))
        report_differences(self.findings, JournalRecord, row, (self._position, *said), name)
        if isinstance(row[0], int):
            self._position = row[0]

    def _pass_over(self, row: Row) -> None:
        """Leave out the rows of an entry that says nothing: they are not extra, only unproven."""
        if isinstance(row[0], int):
            self._position = row[0]
            for table in self._tables:
                table.take(row[0])


def name_of(event: Event) -> EventName:
    """Return how a person finds the entry again."""
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
