"""What a terminal changes of a store: its closed period, its settings, its people's rights."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from pos.cli import main
from pos.domain.cash_session import CashSessionKind
from pos.runtime.clock import SystemClock
from pos.server import tables
from pos.server.feeds import read_topic
from pos.server.manager_log import problems_of_log
from pos.server.operators import put_operator
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
    def setting(self, server: RunningServer, value: str, *more: str) -> list[object]:
        named = ["--name", "variance_tolerance", "--value", value]
        return ["store", "set", "--data", server.root, *named, *more]

    def test_reaches_registers_and_the_log(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(capsys, *self.setting(server, "700", "--by", "Mia"))

        run(capsys, *self.setting(server, "600", "--by", "Olga", "--reason", "too many comments"))

        with server.database.read() as db:
            (told,) = read_topic(db, server.store_number, "setting")
        assert msgspec.json.decode(told, type=SettingMessage) == SettingMessage(
            name="variance_tolerance", value="600"
        )
        entries = logged(server)
        assert [(one["kind"], one["actor"]["name"], one["reason"]) for one in entries] == [
            ("setting_changed", "Mia", ""),
            ("setting_changed", "Olga", "too many comments"),
        ]
        assert [one["content"]["before"] for one in entries] == ["500", "700"]
        with server.database.read() as db:
            assert problems_of_log(db, server.store_number, server.key.verifying_key) == []

    def test_is_refused_for_what_is_no_setting_and_who_is_not_in_charge(
        self,
        server: RunningServer,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        assert "whole number" in refused(capsys, *self.setting(server, "5.0", "--by", "Mia"))
        unknown = ["store", "set", "--data", server.root, "--name", "tolerance", "--value", "5"]
        assert "there are:" in refused(capsys, *unknown, "--by", "Mia")
        assert main([*map(str, self.setting(server, "600"))]) == 2
        assert "--by" in capsys.readouterr().err
        assert "may not change a setting" in refused(
            capsys, *self.setting(server, "600", "--by", "Tom")
        )
        assert "no operator" in refused(capsys, *self.setting(server, "600", "--by", "Ann"))
        monkeypatch.setenv("EVERTILL_PIN", "0000")
        assert "not Mia's PIN" in refused(capsys, *self.setting(server, "600", "--by", "Mia"))
        monkeypatch.delenv("EVERTILL_PIN")
        assert "EVERTILL_PIN" in refused(capsys, *self.setting(server, "600", "--by", "Mia"))

        assert rows(server, tables.manager_log) == 0
        with server.database.read() as db:
            assert read_topic(db, server.store_number, "setting") == []

    def test_says_how_a_new_store_gets_its_first_owner(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EVERTILL_PIN", "4711")
        monkeypatch.setenv("EVERTILL_PASSPHRASE", "correct horse battery staple")
        root = tmp_path / "new"
        create = ["store", "create", "--name", "Shop", "--currency", "USD", "--data", root]
        run(capsys, *create, "--timezone", "America/New_York")
        settings = ["store", "set", "--name", "variance_tolerance", "--value", "5", "--data", root]
        right = ["operator", "grant", "--name", "Tom", "--right", "import past sales"]
        for command in (settings, [*right, "--data", root]):
            assert "operator add" in refused(capsys, *command, "--by", "Olga")

        run(capsys, "operator", "add", "--name", "Olga", "--role", "owner", "--data", root)

        assert run(capsys, *settings, "--by", "Olga") == {
            "name": "variance_tolerance",
            "value": "5",
        }


class TestOperatorRights:
    DEFERRED = "open a deferred session"

    def right(self, server: RunningServer, by: str = "Mia") -> list[object]:
        named = ["--name", "tom", "--right", self.DEFERRED]
        return ["--data", server.root, *named, "--by", by, "--reason", "for May"]

    def a_deferred_session(self, server: RunningServer, till: RegisterOverHttp) -> None:
        """Have Tom open one at his till, by the computer's time; nothing is sent yet."""
        server.clock.set(SystemClock().now())
        till.journal.operator = person(server, "Tom").id
        till.journal.kind = CashSessionKind.DEFERRED
        till.journal.business_date -= timedelta(days=1)
        till.journal.open()

    def test_are_granted_shown_revoked_and_logged(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        given = run(capsys, "operator", "grant", *self.right(server))

        assert given["rights"] == [self.DEFERRED]
        assert person(server, "Tom").rights == [self.DEFERRED]
        assert main(["operator", "list", "--data", str(server.root)]) == 0
        assert "Tom (cashier), may open a deferred session" in capsys.readouterr().out
        assert run(capsys, "operator", "revoke", *self.right(server, "Olga"))["rights"] == []
        assert person(server, "Tom").rights == []
        told = [(one["kind"], one["actor"]["name"], one["reason"]) for one in logged(server)]
        assert told == [("right_granted", "Mia", "for May"), ("right_revoked", "Olga", "for May")]
        assert [one["content"]["was_held"] for one in logged(server)] == [False, True]

    def test_are_not_given_by_whoever_is_not_in_charge(
        self,
        server: RunningServer,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        for command in ("grant", "revoke"):
            assert main(["operator", command, *map(str, self.right(server)[:-4])]) == 2
            assert "--by" in capsys.readouterr().err
            by_tom = self.right(server, "Tom")
            assert "may not give rights" in refused(capsys, "operator", command, *by_tom)
        monkeypatch.setenv("EVERTILL_PIN", "0000")
        assert "not Mia's PIN" in refused(capsys, "operator", "grant", *self.right(server))

        assert person(server, "Tom").rights == []
        assert logged(server) == []

    def test_let_a_cashier_open_a_deferred_session_unflagged(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(capsys, "operator", "grant", *self.right(server))
        self.a_deferred_session(server, till)

        assert till.push(till.journal.push()).flagged == []

    def test_are_judged_as_they_were_when_the_session_was_opened(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(capsys, "operator", "grant", *self.right(server))
        self.a_deferred_session(server, till)
        run(capsys, "operator", "revoke", *self.right(server))

        assert till.push(till.journal.push()).flagged == []

        self.a_deferred_session(server, till)
        run(capsys, "operator", "grant", *self.right(server))

        assert till.push(till.journal.push()).flagged == [3]

    def test_without_an_entry_before_are_what_the_first_one_after_found(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with server.database.write() as db:  # given before the log kept it
            tom = msgspec.structs.replace(person(server, "Tom"), rights=[self.DEFERRED])
            put_operator(db, server.store_number, tom)
        self.a_deferred_session(server, till)
        run(capsys, "operator", "revoke", *self.right(server))

        assert till.push(till.journal.push()).flagged == []

    @pytest.mark.parametrize("right", ["", "sell", "close a period of the books", "everything"])
    def test_are_refused_unless_they_can_be_given(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str], right: str
    ) -> None:
        grant = ["operator", "grant", "--data", server.root, "--name", "Tom", "--right", right]

        assert "not a right that can be given" in refused(capsys, *grant, "--by", "Mia")


def logged(server: RunningServer) -> list[dict[str, Any]]:
    """Return the entries of the log of managers."""
    query = select(tables.manager_log.c.body).order_by(tables.manager_log.c.seq)
    with server.database.read() as db:
        return [msgspec.json.decode(body) for body in db.execute(query).scalars()]
