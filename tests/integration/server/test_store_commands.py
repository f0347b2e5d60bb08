"""What a terminal changes of a store: its closed period, its settings, its people's rights."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from pos.cli import main
from pos.domain.cash_session import CashSessionKind
from pos.runtime.clock import SystemClock
from pos.server import tables
from pos.server.feeds import read_topic
from pos.server.stores import the_store
from pos.wire.messages import SettingMessage, StoreMessage
from tests.integration.server.beside_a_server import (
    person,
    refused,
    run,
)
from tests.servers import RegisterOverHttp, RunningServer, rows


class TestStoreClosePeriod:
    def close(self, server: RunningServer, through: object, **changes: str) -> list[object]:
        told = {"by": "Olga", "reason": "the year is done"} | changes
        options = [part for name, value in told.items() for part in (f"--{name}", value)]
        return ["store", "close-period", "--data", server.root, "--through", through, *options]

    def test_reaches_registers_and_the_log_and_may_be_moved_back(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(capsys, *self.close(server, "2025-12-31"))

        done = run(capsys, *self.close(server, "2025-11-30", reason="one more in December"))

        assert done == {"closed_through": "2025-11-30", "before": "2025-12-31", "by": "Olga"}
        with server.database.read() as db:
            (told,) = read_topic(db, server.store_number, "store")
            assert the_store(db).message.closed_through == date(2025, 11, 30)
            bodies = list(db.execute(select(tables.manager_log.c.body)).scalars())
        assert msgspec.json.decode(told, type=StoreMessage).closed_through == date(2025, 11, 30)
        assert [msgspec.json.decode(body)["reason"] for body in bodies] == [
            "the year is done",
            "one more in December",
        ]

    def test_is_refused_for_today_the_future_nonsense_and_anybody_but_owners(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        today = server.store.business_date(SystemClock().now())
        for through in (today, today + timedelta(days=400)):
            assert "has not" in refused(capsys, *self.close(server, through))
        assert "is not a date" in refused(capsys, *self.close(server, "31.12.2025"))
        assert "may not close a period" in refused(
            capsys, *self.close(server, "2025-12-31", by="Mia")
        )
        assert "Say why" in refused(capsys, *self.close(server, "2025-12-31", reason=""))

        assert rows(server, tables.manager_log) == 0

    def test_has_a_deferred_session_in_it_flagged(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(capsys, *self.close(server, till.journal.business_date - timedelta(days=2)))
        till.journal.kind = CashSessionKind.DEFERRED
        till.journal.business_date -= timedelta(days=2)
        till.journal.open()

        assert till.push(till.journal.push()).flagged == [2]


class TestOpenedOn:
    def test_is_told_to_registers(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        create = ["store", "create", "--name", "Shop", "--currency", "USD"]
        create += ["--timezone", "America/New_York", "--data", str(tmp_path / "new")]

        assert main([*create, "--opened-on", "soon"]) == 1
        assert "is not a date" in capsys.readouterr().err
        assert main([*create, "--opened-on", "2025-01-01"]) == 0


class TestStoreSet:
    def test_reaches_registers(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings = ["store", "set", "--data", server.root, "--name"]

        run(capsys, *settings, "variance_tolerance", "--value", "500")

        with server.database.read() as db:
            (told,) = read_topic(db, server.store_number, "setting")
        assert msgspec.json.decode(told, type=SettingMessage) == SettingMessage(
            name="variance_tolerance", value="500"
        )
        assert "whole number" in refused(capsys, *settings, "variance_tolerance", "--value", "5.0")
        assert "there are:" in refused(capsys, *settings, "tolerance", "--value", "5")


class TestOperatorRights:
    def test_are_granted_shown_and_revoked(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        right = ["--data", server.root, "--name", "tom", "--right", "open a deferred session"]

        given = run(capsys, "operator", "grant", *right)

        assert given["rights"] == ["open a deferred session"]
        assert person(server, "Tom").rights == ["open a deferred session"]
        assert main(["operator", "list", "--data", str(server.root)]) == 0
        assert "Tom (cashier), may open a deferred session" in capsys.readouterr().out
        assert run(capsys, "operator", "revoke", *right)["rights"] == []
        assert person(server, "Tom").rights == []

    def test_let_a_cashier_open_a_deferred_session_unflagged(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        right = ["--name", "Tom", "--right", "open a deferred session"]
        run(capsys, "operator", "grant", "--data", server.root, *right)
        till.journal.operator = person(server, "Tom").id
        till.journal.kind = CashSessionKind.DEFERRED
        till.journal.business_date -= timedelta(days=1)
        till.journal.open()

        assert till.push(till.journal.push()).flagged == []

    @pytest.mark.parametrize("right", ["", "sell", "close a period of the books", "everything"])
    def test_are_refused_unless_they_can_be_given(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str], right: str
    ) -> None:
        grant = ["operator", "grant", "--data", server.root, "--name", "Tom", "--right", right]

        assert "not a right that can be given" in refused(capsys, *grant)
