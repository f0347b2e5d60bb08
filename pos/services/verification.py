"""Verification: the register's journal proved from its first entry, and every row with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from pos.domain.chain import ChainHead
from pos.domain.currency import CurrencyCode
from pos.domain.money import Money
from pos.domain.problem import Problem
from pos.models.database import Database
from pos.models.guards import changed_guards
from pos.models.journal import RegisterStateRecord
from pos.services.identity import Identity, load_store
from pos.services.verification_findings import EventName, Finding, Findings
from pos.services.verification_rows import column_names, report_differences, stored_rows
from pos.services.verification_sessions import SessionTotal, totals_of
from pos.services.verification_walk import Walk

logger = logging.getLogger(__name__)

_PAGES_NAMED = 5

Progress = Callable[[int, int], None]
"""Is told how many entries are done, and how many there are."""


class DatabaseDamaged(Problem):
    """Parts of the file cannot be read, so nothing can be said about what they held."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The database file is damaged ({reason}): it cannot be verified. Nothing was "
            "changed; save a copy of the folder and restore a backup."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What the journal proves: `sales` and `total` are all sales but those of training.

    `findings` is empty when everything is as it was written; there may be more than were
    kept, `findings_count` tells.
    """

    entries: int
    sales: int
    total: Money
    head: ChainHead
    sessions: tuple[SessionTotal, ...]
    findings: tuple[Finding, ...]
    findings_count: int

    @property
    def is_sound(self) -> bool:
        return self.findings_count == 0


@dataclass(frozen=True, slots=True)
class Verification:
    """Reads everything, changes nothing, and holds one entry with its rows in memory."""

    database: Database
    identity: Identity

    def verify(self, on_progress: Progress = lambda done, entries: None) -> Verified:
        """Check the chain, every row it calls for, and every number and total.

        :raises DatabaseDamaged: if the file itself cannot be read to its end.
        """
        findings = Findings()
        with self.database.begin() as db, _any_text(db), _damage_told():
            _require_whole_file(db)
            for table, sentence in changed_guards(db):
                findings.add(sentence, None, table)
            currency = load_store(db).currency
            entries = db.exec_driver_sql("SELECT count(*) FROM journal").scalar_one()
            walk = Walk(db, self.identity, findings)
            for done in walk.run():
                on_progress(done, entries)
            _compare_state(db, walk)
            _compare_acknowledged(db, walk)
        logger.info("verified: entries=%s findings=%s", walk.entries, findings.count)
        return _result(walk, currency)


def _result(walk: Walk, currency: CurrencyCode) -> Verified:
    counters = walk.replay.counters
    return Verified(
        entries=walk.entries,
        sales=counters.sales,
        total=Money(counters.perpetual_total, currency),
        head=walk.chain.head(),
        sessions=totals_of(walk.replay.sessions),
        findings=tuple(walk.findings.kept),
        findings_count=walk.findings.count,
    )


def _compare_state(db: Connection, walk: Walk) -> None:
    """Compare the row that says where the journal stands with where it stands."""
    head, counters = walk.chain.head(), walk.replay.counters
    rows = list(stored_rows(db, RegisterStateRecord, "id"))
    table = RegisterStateRecord.__tablename__
    if len(rows) != 1:
        walk.findings.add(f"it has {len(rows)} rows instead of one", walk.last, table)
        return
    wanted = {
        "id": 1,
        "series": walk.chain.last_series or rows[0][1],
        "seq": head.seq,
        "head_hash": head.hash,
        "receipt_number": counters.receipt_number,
        "z_number": counters.z_number,
        "sales": counters.sales,
        "perpetual_total": counters.perpetual_total,
    }
    stored = dict(zip(column_names(RegisterStateRecord), rows[0], strict=True))
    row = tuple({**stored, **wanted}.values())  # no event tells of a freeze: it is as it is
    report_differences(walk.findings, RegisterStateRecord, rows[0], row, walk.last)


def _compare_acknowledged(db: Connection, walk: Walk) -> None:
    """Report entries that the server confirmed and that are gone or others now."""
    row = db.exec_driver_sql(_ACKNOWLEDGED).one_or_none()
    if row is None or row[1] == 0:
        return
    series, seq, confirmed, found = row
    name = EventName(series=series, seq=seq)
    if found is None:
        walk.findings.add(
            f"the server confirmed entry {seq}, but the journal ends before it", name, "sync_state"
        )
    elif found != confirmed:
        walk.findings.add(f"the server confirmed another entry {seq}", name, "sync_state")


def _require_whole_file(db: Connection) -> None:
    """Check the cipher's seal of every page, also of those that no entry is in."""
    pages = [str(row[0]) for row in db.exec_driver_sql("PRAGMA cipher_integrity_check")]
    if pages:
        named = "; ".join(pages[:_PAGES_NAMED])
        raise DatabaseDamaged(named if len(pages) <= _PAGES_NAMED else f"{named}; and more")


@contextmanager
def _any_text(db: Connection) -> Iterator[None]:
    """Read text that is no UTF-8 as something that equals nothing, instead of failing."""
    driver = db.connection.driver_connection
    assert driver is not None
    before = driver.text_factory
    driver.text_factory = lambda raw: raw.decode("utf-8", "backslashreplace")
    try:
        yield
    finally:
        driver.text_factory = before


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise DatabaseDamaged(str(error.orig)) from error


_ACKNOWLEDGED = (
    "SELECT acknowledged_series, acknowledged_seq, acknowledged_hash, hash FROM sync_state "
    "LEFT JOIN journal ON series = acknowledged_series AND seq = acknowledged_seq"
)
