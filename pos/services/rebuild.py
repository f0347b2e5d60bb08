"""Rebuilding: entries that the server holds written behind the journal, with all their rows."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from pos.domain.chain import ChainHead, is_signed
from pos.domain.event import Event, EventInvalid, EventKind, SealedEvent, parse_event
from pos.domain.problem import Problem
from pos.domain.signature import VerifyingKey
from pos.models.cash_session import CashSessionRecord
from pos.models.journal import JournalRecord
from pos.models.rows import RowRefused, all_rows, execute, insert_row, insert_rows
from pos.services.identity import Identity
from pos.services.journal import journal_columns
from pos.services.replay import TABLES_OF_EVENTS, Replay, read_payload
from pos.services.replay_sessions import KnownSession
from pos.services.series_keys import insert_series_keys, load_series_keys
from pos.services.verification_chain import Chain
from pos.services.verification_findings import Findings
from pos.services.verification_rows import column_names
from pos.services.verification_walk import name_of
from pos.wire.payloads import SalePayload

logger = logging.getLogger(__name__)

ROWS_AT_ONCE = 500
PURPOSE = "till"  # a rebuilt session belongs to people, whoever opened it
_TICKET_SETTLED = {EventKind.SALE_COMPLETED, EventKind.SALE_VOIDED}


class EntryRefused(Problem):
    """An entry is not what this register wrote, or does not follow; nothing of it was written."""

    def __init__(self, seq: int, reason: str) -> None:
        super().__init__(
            f"Entry {seq} that the server sent is refused: {reason}. Nothing of it was written; "
            "tell whoever looks after the server."
        )


class JournalUnreadable(Problem):
    def __init__(self, seq: int, reason: str) -> None:
        super().__init__(
            f"Entry {seq} of this register's own journal cannot be read ({reason}), so nothing "
            "can be put behind it: run `evertill verify`, and replace this register."
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of the journal: where the next one follows."""

    series: int
    seq: int
    hash: str


class Rebuild:
    """Goes on where the journal ends. Works inside the caller's database transactions.

    First the journal that is here has to be read to its end, so that what follows is counted,
    numbered and added up from there.
    """

    def __init__(self, db: Connection, identity: Identity) -> None:
        self._findings = Findings()
        self._replay = Replay(self._findings)
        self._chain = Chain(identity, load_series_keys(db, self._findings))
        self._identity = identity
        self._position = 0

    @property
    def head(self) -> Head:
        """Return the last entry read or written so far."""
        head: ChainHead = self._chain.head()
        return Head(self._chain.last_series, head.seq, head.hash)

    def read_on(self, db: Connection) -> bool:
        """Read the next entries that are here already; tell whether there were any.

        :raises JournalUnreadable: if one of them is damaged.
        """
        rows = all_rows(db, _NEXT, self._position, ROWS_AT_ONCE)
        for position, seq, body, digest in rows:
            try:
                event = parse_event(body.encode())
            except (AttributeError, UnicodeError, EventInvalid) as error:
                raise JournalUnreadable(seq, str(error)) from error
            name = name_of(event)
            if self._replay.take(event, position, name) is None:
                self._count_unread(name.receipt_number)
            self._chain.resume(event.series, ChainHead(event.seq, digest))
            self._position = position
        return bool(rows)

    def begin_series(self, db: Connection, series: int, key: VerifyingKey) -> None:
        """Take a key for an older series, which another device of this register wrote."""
        insert_series_keys(db, {series: key})
        self._chain.older[series] = key

    def take(self, db: Connection, entries: Sequence[SealedEvent]) -> None:
        """Write entries and all their rows; all of them, or none when this raises.

        After it has raised, this value is of no more use.

        :raises EntryRefused: naming the first entry that is not genuine or does not follow.
        """
        for at, sealed in enumerate(entries):
            event = self._genuine(entries, at)
            try:
                self._write(db, event, sealed)
            except RowRefused as error:
                raise EntryRefused(event.seq, f"the database refuses it ({error})") from error
        self._move_state(db)

    def finish(self) -> None:
        """Log what did not follow the rules; `evertill verify` names each of it."""
        if self._findings.count:
            logger.warning("rebuilt with findings: count=%s", self._findings.count)

    def _genuine(self, entries: Sequence[SealedEvent], at: int) -> Event:
        sealed, seq = entries[at], self.head.seq + 1
        try:
            event = parse_event(sealed.body)
        except EventInvalid as error:
            raise EntryRefused(seq, f"it cannot be read: {error}") from error
        for column, sentence in self._chain.follow(event, sealed.body, sealed.hash, sealed.sig):
            if column != "sig" or not self._is_vouched(event.series, entries[at:]):
                raise EntryRefused(event.seq, sentence)
        return event

    def _is_vouched(self, series: int, entries: Sequence[SealedEvent]) -> bool:
        """Tell whether one of those behind the first entry is signed and leads back to it."""
        key = self._chain.key(series)
        for before, behind in pairwise(entries):
            try:
                if parse_event(behind.body).prev_hash != before.hash:
                    return False
            except EventInvalid:
                return False
            if is_signed(behind, key):
                return True
        return False

    def _write(self, db: Connection, event: Event, sealed: SealedEvent) -> None:
        position = insert_row(db, JournalRecord, (None, *journal_columns(event, sealed)))
        name = name_of(event)
        rows = self._replay.take(event, position, name)
        if rows is None:
            self._count_unread(name.receipt_number)
            return
        self._write_session(db, event)
        for record in TABLES_OF_EVENTS:
            insert_rows(db, record, rows.get(record, []))
        if event.kind in _TICKET_SETTLED:
            sale_id = read_payload(event, SalePayload).sale_id
            execute(db, "DELETE FROM ticket WHERE id = ?", sale_id)

    def _count_unread(self, receipt_number: int | None) -> None:
        """Keep a number that stands on paper from being given again."""
        counters = self._replay.counters
        counters.receipt_number = max(counters.receipt_number, receipt_number or 0)

    def _write_session(self, db: Connection, event: Event) -> None:
        known = self._known(event)
        if known is None or event.kind in _TICKET_SETTLED:
            return
        said: dict[str, Any] = known.columns(self._identity.register_id)
        if event.kind == EventKind.CASH_SESSION_OPENED:
            made = {**said, "purpose": PURPOSE}
            row = tuple(made.get(name) for name in column_names(CashSessionRecord))
            insert_row(db, CashSessionRecord, row)
        elif event.kind in _CHANGES_SESSION:
            execute(db, _UPDATE_SESSION, *(said.get(name) for name in _CHANGING), said["id"])

    def _known(self, event: Event) -> KnownSession | None:
        if event.cash_session_id is None:
            return None
        return self._replay.sessions.known.get(event.cash_session_id)

    def _move_state(self, db: Connection) -> None:
        counters, head = self._replay.counters, self.head
        execute(
            db,
            _MOVE,
            head.series,
            head.seq,
            head.hash,
            counters.receipt_number,
            counters.z_number,
            counters.sales,
            counters.perpetual_total,
        )


_CHANGES_SESSION = {
    EventKind.CASH_SESSION_COUNTING,
    EventKind.CASH_SESSION_COUNT_LEFT,
    EventKind.CASH_SESSION_HANDED_OVER,
    EventKind.CASH_SESSION_CLOSED,
}
_CHANGING = ("state", "closed_at", "closed_by", "z_number", "responsible")
_UPDATE_SESSION = (
    "UPDATE cash_session SET state = ?, closed_at = ?, closed_by = ?, z_number = ?, "
    "responsible = ? WHERE id = ?"
)
_NEXT = "SELECT position, seq, body, hash FROM journal WHERE position > ? ORDER BY position LIMIT ?"
_MOVE = (
    "UPDATE register_state SET series = ?, seq = ?, head_hash = ?, receipt_number = ?, "
    "z_number = ?, sales = ?, perpetual_total = ?"
)
