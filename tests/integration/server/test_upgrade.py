"""Older databases of servers, brought to the newest schema with all that they hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from pos.server import tables
from pos.server.database import Database, open_sqlite
from pos.server.schema import alembic_config, upgrade

SESSION = """
INSERT INTO cash_session (store_id, cash_session_id, register_id, kind, business_date, state,
  opened_at, opened_by, opening_float, closed_at, closed_by)
VALUES (1, :id, 1, :kind, '2026-03-28', :state, :opened_at, :by, 10000, :closed_at, :closed_by)
"""
SALE = """
INSERT INTO sale (store_id, event_id, sale_id, register_id, cash_session_id, cash_session_kind,
  business_date, state, occurred_at, operator_id, line_count, discount, net, tax, total, change)
VALUES (1, :id, :id, 1, :session, 'normal', '2026-03-28', 'completed', 900, x'03', 1, 0, 323, 26,
  349, 51)
"""
Z_REPORT = """
INSERT INTO z_report (store_id, cash_session_id, event_id, z_number, sales, gross, expected,
  counted, variance, perpetual_total)
VALUES (1, :session, x'0e', 7, 3, 1047, 11047, 11000, -47, 99999)
"""


@pytest.fixture
def older(tmp_path: Path) -> Iterator[Database]:
    """Make a database of revision 0002 with two open sessions of one operator and a closed one."""
    database = open_sqlite(tmp_path / "server.db", create=True)
    with database.write() as db:
        config = alembic_config()
        config.attributes["connection"] = db
        command.upgrade(config, "0002")
        db.execute(
            text(
                "INSERT INTO store (id, uuid, name, currency, timezone, day_cut_off, price_mode, "
                "address, tax_registration, feed_position, created_at) VALUES (1, x'01', 'Shop', "
                "'USD', 'UTC', '00:00', 'tax_inclusive', '', '', 0, 0)"
            )
        )
        db.execute(
            text(
                "INSERT INTO register (store_id, register_id, uuid, name, created_at, "
                "perpetual_total, z_number) VALUES (1, 1, x'02', 'Till 1', 0, 349, 7)"
            )
        )
        for session_id, state, opened_at in ((b"a", "open", 500), (b"b", "counting", 400)):
            add_session(db, session_id, state, opened_at)
        add_session(db, b"c", "closed", 100, closed_at=300, closed_by=b"\x03")
        db.execute(text(SALE), {"id": b"s", "session": b"a"})
        db.execute(text(Z_REPORT), {"session": b"c"})
    yield database
    database.close()


def add_session(db: Any, session_id: bytes, state: str, opened_at: int, **closed: object) -> None:
    values = {"closed_at": None, "closed_by": None} | closed
    db.execute(
        text(SESSION),
        {"id": session_id, "kind": "normal", "state": state, "opened_at": opened_at, "by": b"\x03"}
        | values,
    )


class TestRevision0003:
    def test_keeps_sessions_and_says_how_they_were_closed(self, older: Database) -> None:
        upgrade(older)

        with older.read() as db:
            held = {row.cash_session_id: row for row in db.execute(select(tables.cash_session))}
        assert {one: row.state for one, row in held.items()} == {
            b"a": "open",
            b"b": "counting",
            b"c": "closed",
        }
        closed = held[b"c"]
        assert (closed.closed_how, closed.closed_at, closed.register_closed_at) == (
            "register",
            300,
            300,
        )
        assert [held[one].last_activity for one in (b"a", b"b", b"c")] == [900, 400, 300]
        assert {(row.series, row.responsible, row.opening_float) for row in held.values()} == {
            (1, b"\x03", 10_000)
        }

    def test_makes_a_z_report_the_first_of_its_versions(self, older: Database) -> None:
        upgrade(older)

        with older.read() as db:
            row = db.execute(select(tables.z_report)).one()
        assert (row.version, row.origin, row.made_at, row.z_number) == (1, "register", 300, 7)
        assert (row.sales, row.gross, row.expected, row.counted, row.variance) == (
            3,
            1_047,
            11_047,
            11_000,
            -47,
        )

    def test_gives_the_operator_the_slot_of_the_session_that_opened_first(
        self, older: Database
    ) -> None:
        upgrade(older)

        with older.read() as db:
            assert db.execute(select(tables.operator_slot)).all() == [(1, b"\x03", 1, b"b")]


class TestRevision0005:
    ENTRY = (
        "INSERT INTO journal_entry (store_id, register_id, series, seq, event_id, kind, body, "
        "hash, sig, received_at) VALUES (1, 1, 1, :seq, :id, 'novelty', :body, :hash, x'00', 500)"
    )

    def add_entry(self, database: Database, seq: int, event_id: bytes | None) -> None:
        row = {"seq": seq, "id": event_id, "body": f"body {seq}", "hash": f"{seq:064d}"}
        with database.write() as db:
            db.execute(text(self.ENTRY), row)

    def test_keeps_every_entry_and_lets_some_have_no_event_id(self, older: Database) -> None:
        for seq in (1, 2):
            self.add_entry(older, seq, bytes([seq]))

        upgrade(older)
        self.add_entry(older, 3, None)
        self.add_entry(older, 4, None)

        entry = tables.journal_entry.c
        with older.read() as db:
            held = db.execute(select(entry.seq, entry.event_id, entry.body).order_by(entry.seq))
            assert held.all() == [
                (1, b"\x01", "body 1"),
                (2, b"\x02", "body 2"),
                (3, None, "body 3"),
                (4, None, "body 4"),
            ]

    @pytest.mark.parametrize(
        "statement", ["UPDATE journal_entry SET seq = 9", "DELETE FROM journal_entry"]
    )
    def test_goes_on_refusing_changes_and_ids_that_are_taken(
        self, older: Database, statement: str
    ) -> None:
        self.add_entry(older, 1, b"\x01")
        upgrade(older)

        with pytest.raises(IntegrityError, match="never changes"), older.write() as db:
            db.exec_driver_sql(statement)
        with pytest.raises(IntegrityError, match="event_id"):
            self.add_entry(older, 2, b"\x01")
