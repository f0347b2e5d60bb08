"""Invariants of the server (numbers as in docs/reliability.md), looked at when it was touched."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from pos.simulation.chain import Chain
from pos.simulation.told import require

ZReports = dict[tuple[int, bytes, int], tuple[Any, ...]]


@dataclass
class ServerWatch:
    """What the server was seen to hold before: none of it may change or fall."""

    z_reports: ZReports = field(default_factory=dict)
    marks: dict[tuple[int, int, int], int] = field(default_factory=dict)

    def forget(self) -> None:
        """Begin anew: the server was set back."""
        self.z_reports, self.marks = {}, {}


def check_server(chain: Chain, watch: ServerWatch | None = None) -> int:
    """Check what the server holds of all tills; return how many claims were checked."""
    with chain.database.read() as db:
        _open_ones_are_distinct(db)
        _every_entry_is_in_its_place(db)
        _effects_are_those_of_their_events(db)
        for number, query, sentence in _NEVER:
            require(number, not (found := db.exec_driver_sql(query).all()), f"{sentence}: {found}")
        if watch is not None:
            _nothing_changes(db, watch)
    return len(_NEVER) + 6


def _open_ones_are_distinct(db: Connection) -> None:
    keys = Counter(
        (row.store_id, row.register_id, row.kind, _date_that_counts(row))
        for row in db.exec_driver_sql(_OPEN).all()
    )
    copied = {tuple(row) for row in db.exec_driver_sql(_COPIED).all()}  # two devices, two drawers
    twice = [key for key, count in keys.items() if count > 1 and key[:2] not in copied]
    require(20, not twice, f"open more than once: {twice}")
    slots = db.exec_driver_sql("SELECT store_id, operator_id FROM operator_slot").all()
    require(20, len(slots) == len(set(slots)), "an operator has two slots")


def _date_that_counts(row: Any) -> str:
    return str(row.business_date) if row.kind == "deferred" else ""


def _every_entry_is_in_its_place(db: Connection) -> None:
    """Check that each series is whole up to its mark, and nothing is behind it."""
    held = {tuple(row[:3]): tuple(row[3:]) for row in db.exec_driver_sql(_HELD).all()}
    begins = {tuple(row[:3]): row[3] for row in db.exec_driver_sql(_BRANCHES).all()}
    for store, register, series, high_water, head_hash in db.exec_driver_sql(_MARKS).all():
        after = begins.get((store, register, series), 0)
        count, first, last = held.get((store, register, series), (0, after + 1, after))
        is_whole = (first, last, count) == (after + 1, high_water, high_water - after)
        require(3, is_whole, f"series {series} of {register}: {count} to {last}, {high_water}")
        row = db.exec_driver_sql(_HASH, (store, register, series, high_water)).scalar()
        require(7, row is None or row == head_hash, f"the mark of {register} names another entry")


def _effects_are_those_of_their_events(db: Connection) -> None:
    """Check that what is applied was applied once and whole, and the rest is in quarantine."""
    for row in db.exec_driver_sql(_EFFECTS).all():
        where = f"{row.kind} {row.seq} of series {row.series} of {row.register_id}"
        is_counted = row.kind == "sale_completed" and not row.quarantined
        require(17, row.sales == int(is_counted), f"{where} has {row.sales} sales")
        if is_counted:
            require(17, row.lines == row.line_count, f"{where} has {row.lines} lines")
            require(17, row.moves <= _TILL_AND_CHANGE, f"{where} has {row.moves} movements of cash")


def _nothing_changes(db: Connection, watch: ServerWatch) -> None:
    rows = db.exec_driver_sql("SELECT * FROM z_report").mappings().all()
    now: ZReports = {
        (row["store_id"], bytes(row["cash_session_id"]), row["version"]): tuple(row.values())
        for row in rows
    }
    for key, figures in watch.z_reports.items():
        require(25, now.get(key) == figures, f"a Z report on the server changed: {key}")
    watch.z_reports = now
    marks = {tuple(row[:3]): row[3] for row in db.exec_driver_sql(_MARKS).all()}
    for series, mark in watch.marks.items():
        require(6, marks.get(series, 0) >= mark, f"the mark of {series} fell below {mark}")
    watch.marks = marks


_TILL_AND_CHANGE = 2
_OPEN = (
    "SELECT store_id, register_id, kind, business_date FROM cash_session WHERE state <> 'closed'"
)
_HELD = (
    "SELECT store_id, register_id, series, count(*), min(seq), max(seq) FROM journal_entry "
    "GROUP BY store_id, register_id, series"
)
_MARKS = "SELECT store_id, register_id, series, high_water, head_hash FROM series"
_BRANCHES = "SELECT store_id, register_id, series, after FROM series_origin WHERE after IS NOT NULL"
_COPIED = "SELECT store_id, register_id FROM series_origin WHERE after IS NOT NULL"
_HASH = (
    "SELECT hash FROM journal_entry WHERE store_id = ? AND register_id = ? AND series = ? "
    "AND seq = ?"
)
_EFFECTS = (
    "SELECT entry.register_id, entry.series, entry.seq, entry.kind, sale.line_count, "
    "EXISTS (SELECT 1 FROM quarantine AS held WHERE held.store_id = entry.store_id "
    "AND held.register_id = entry.register_id AND held.series = entry.series "
    "AND held.seq = entry.seq AND held.body IS NULL) AS quarantined, "
    "(SELECT count(*) FROM sale WHERE sale.store_id = entry.store_id "
    "AND sale.event_id = entry.event_id AND sale.state = 'completed') AS sales, "
    "(SELECT count(*) FROM sale_line AS line WHERE line.store_id = entry.store_id "
    "AND line.event_id = entry.event_id) AS lines, "
    "(SELECT count(*) FROM cash_move AS move WHERE move.store_id = entry.store_id "
    "AND move.event_id = entry.event_id) AS moves "
    "FROM journal_entry AS entry LEFT JOIN sale USING (store_id, event_id) "
    "WHERE entry.kind LIKE 'sale%'"
)
_NEVER = (
    (
        24,
        "SELECT entry.seq, entry.kind FROM sale JOIN cash_session AS held "
        "ON held.cash_session_id = sale.cash_session_id AND held.store_id = sale.store_id "
        "JOIN journal_entry AS entry ON entry.event_id = sale.event_id "
        "WHERE held.closed_how IN ('manager', 'fence') "
        "AND (entry.series, entry.seq) > (held.series, held.held_seq) "
        "AND NOT EXISTS (SELECT 1 FROM late_entry WHERE late_entry.store_id = entry.store_id "
        "AND late_entry.register_id = entry.register_id "
        "AND late_entry.series = entry.series AND late_entry.seq = entry.seq)",
        "behind a manager's closing or a fence, not marked late",
    ),
    (
        9,
        "SELECT hex(event_id) FROM posting GROUP BY store_id, event_id HAVING sum(amount) <> 0",
        "postings do not sum to zero",
    ),
    (
        10,
        "SELECT hex(sale.event_id) FROM sale WHERE state = 'completed' AND total + change <> "
        "(SELECT sum(amount) FROM tender WHERE tender.store_id = sale.store_id "
        "AND tender.event_id = sale.event_id)",
        "tenders are not total and change",
    ),
    (
        10,
        "SELECT hex(sale.event_id) FROM sale WHERE (net, tax) <> (SELECT sum(net), sum(tax) "
        "FROM sale_line AS line WHERE line.store_id = sale.store_id "
        "AND line.event_id = sale.event_id)",
        "lines are not net and tax",
    ),
    (
        35,
        "SELECT hex(sale.event_id) FROM sale JOIN cash_session AS held USING (cash_session_id) "
        "WHERE held.store_id <> sale.store_id OR held.register_id <> sale.register_id",
        "a sale in another store's or register's session",
    ),
    (
        17,
        "SELECT hex(event_id) FROM posting WHERE NOT EXISTS (SELECT 1 FROM journal_entry AS entry "
        "WHERE entry.store_id = posting.store_id AND entry.event_id = posting.event_id) "
        "AND NOT EXISTS (SELECT 1 FROM manager_log WHERE manager_log.id = posting.event_id)",
        "postings of no event",
    ),
)
