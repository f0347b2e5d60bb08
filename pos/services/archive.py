"""Archive of a register: all series of its journal, for an auditor (docs/archive.md)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from pos.domain.chain import ChainHead
from pos.domain.event import event_hash
from pos.domain.problem import Problem
from pos.models.database import Database
from pos.models.rows import all_rows
from pos.runtime.archive_file import WriteLine, new_archive_file
from pos.services.identity import Identity, load_store
from pos.services.series_keys import load_series_keys
from pos.services.verification_findings import Findings
from pos.wire.archive import (
    ArchivedEntry,
    ArchivedHead,
    ArchivedSeries,
    ArchivedStore,
    ArchiveEnd,
    ArchiveOpening,
    archived_head,
    archived_key,
    continued_by,
    line_of,
)
from pos.wire.payloads import ContinuedPayload

_ROWS_AT_ONCE = 500

Progress = Callable[[int, int], None]
"""Is told how many entries are written, and how many there are."""


class EntryDamaged(Problem):
    def __init__(self, series: int, seq: object) -> None:
        super().__init__(
            f"Entry {seq} of series {series} is damaged and cannot be written into an archive: "
            "`evertill verify` tells more. Nothing was written."
        )


@dataclass(frozen=True, slots=True)
class RegisterArchives:
    """Writes archives. It reads the journal as it is; whether that is sound the verifier says."""

    database: Database
    identity: Identity

    def write(self, path: Path, on_progress: Progress = lambda done, whole: None) -> int:
        """Write the register's journal into the new file `path`; return how many entries.

        :raises ArchiveExists: if something is there already.
        :raises CannotWrite: if the disk refuses; then nothing is there.
        :raises EntryDamaged: if a row of the journal is no entry at all.
        """
        with new_archive_file(path) as write, self.database.begin() as db:
            series = _series(db, self.identity)
            write(line_of(self._opening(db, series)))
            written = _Written(write, _count(db), on_progress)
            heads = [written.take(db, one) for one in series]
            write(line_of(ArchiveEnd(entries=written.entries, heads=heads)))
        return written.entries

    def _opening(self, db: Connection, series: list[ArchivedSeries]) -> ArchiveOpening:
        store = load_store(db)
        return ArchiveOpening(
            source="register",
            store=ArchivedStore(id=store.id, name=store.name, currency=store.currency),
            series=series,
        )


@dataclass(slots=True)
class _Written:
    """Entries written so far."""

    write: WriteLine
    whole: int
    on_progress: Progress
    entries: int = 0

    def take(self, db: Connection, series: ArchivedSeries) -> ArchivedHead:
        """Write a series; return the head that it comes to."""
        head = ChainHead()
        for entry in _entries(db, series):
            self.write(line_of(entry))
            head = ChainHead(entry.seq, event_hash(entry.body.encode()))
            self.entries += 1
            self.on_progress(self.entries, self.whole)
        return archived_head(series, head)


def _series(db: Connection, identity: Identity) -> list[ArchivedSeries]:
    """Return all series in their order, the one that has no entry yet too."""
    older = load_series_keys(db, Findings())
    numbers = {number for (number,) in all_rows(db, "SELECT DISTINCT series FROM journal")}
    numbers |= {number for (number,) in all_rows(db, "SELECT series FROM register_state")}
    return [
        ArchivedSeries(
            register=identity.register_id,
            register_name=identity.register_name,
            series=number,
            keys=[archived_key(older.get(number) or identity.key.verifying_key)],
            continues=_continues(db, number),
        )
        for number in sorted(numbers)
    ]


def _continues(db: Connection, series: int) -> ContinuedPayload | None:
    rows = all_rows(db, _FIRST, series)
    return continued_by(rows[0][0]) if rows else None


def _entries(db: Connection, series: ArchivedSeries) -> Iterator[ArchivedEntry]:
    position = 0
    while rows := all_rows(db, _NEXT, series.series, position, _ROWS_AT_ONCE):
        for place, seq, body, sig in rows:
            if not (isinstance(seq, int) and isinstance(body, str) and isinstance(sig, bytes)):
                raise EntryDamaged(series.series, seq)
            yield ArchivedEntry(
                register=series.register,
                series=series.series,
                seq=seq,
                body=body,
                sig=b64encode(sig).decode(),
            )
            position = place


def _count(db: Connection) -> int:
    rows = all_rows(db, "SELECT count(*) FROM journal")
    return int(rows[0][0])


_FIRST = "SELECT body FROM journal WHERE series = ? ORDER BY seq LIMIT 1"
_NEXT = (
    "SELECT position, seq, body, sig FROM journal WHERE series = ? AND position > ? "
    "ORDER BY position LIMIT ?"
)
