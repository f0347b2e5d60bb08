"""`evertill sessions` on a server's folder: the list, closing, the doctor."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from pos.cli import main
from pos.server import tables
from pos.server.manager_log import problems_of_log
from pos.wire.codec import encode
from pos.wire.messages import PresenceRequest
from tests.integration.server.beside_a_server import (
    a_stuck_session,
    a_till,
    an_open_session,
    person,
    refused,
    run,
)
from tests.servers import RegisterOverHttp, RunningServer, rows


class TestSessionsList:
    def test_shows_every_register_with_what_a_manager_wants_to_know(
        self,
        server: RunningServer,
        http: httpx.Client,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        session_id = an_open_session(till)
        other = a_till(server, http, "Till 2")
        other.journal.operator = person(server, "Tom").id
        other.journal.open()
        other.journal.close_uncounted()
        other.push(other.journal.push())
        http.post(
            "/v1/presence",
            content=encode(PresenceRequest(operator=None, unsent=4, program_version="0.3.0")),
            headers={**till.headers, "Content-Type": "application/json"},
        )

        first, second = run(capsys, "sessions", "list", "--data", server.root)

        assert (first["id"], first["register"], first["state"]) == (
            str(session_id),
            "Till 1",
            "open",
        )
        assert (first["kind"], first["operator"], first["unsent"]) == ("normal", "Mia", 4)
        assert first["business_date"] == till.journal.business_date.isoformat()
        assert (first["needs_attention"], first["late"]) == (False, 0)
        assert (second["state"], second["operator"], second["unsent"]) == ("closed", "Tom", None)
        assert second["closed_how"] == "register"

    def test_is_a_table_for_people(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        session_id = a_stuck_session(till)

        assert main(["sessions", "list", "--data", str(server.root)]) == 0

        shown = capsys.readouterr().out
        assert str(session_id) in shown
        assert "Till 1" in shown
        assert "needs attention" in shown

    def test_of_a_new_server_says_that_there_is_none(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["sessions", "list", "--data", str(server.root)]) == 0
        assert "no cash session yet" in capsys.readouterr().out
        assert run(capsys, "sessions", "list", "--data", server.root) == []


class TestOneOperatorOnTwoRegisters:
    def test_is_shown_at_the_session_that_came_second(
        self,
        server: RunningServer,
        http: httpx.Client,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        first = str(an_open_session(till))
        server.clock.advance(timedelta(minutes=5))
        second = str(an_open_session(a_till(server, http, "Till 2")))

        listed = {one["id"]: one for one in run(capsys, "sessions", "list", "--data", server.root)}

        assert (listed[first]["also_open"], listed[first]["needs_attention"]) == (None, False)
        other = listed[second]["also_open"]
        assert (other["id"], other["register"]) == (first, "Till 1")
        assert other["opened_at"] == listed[first]["opened_at"]
        assert listed[second]["needs_attention"]
        assert listed[second]["symptom"] == "open_twice"
        assert main(["sessions", "list", "--data", str(server.root)]) == 0
        assert "needs attention: also open on Till 1" in capsys.readouterr().out

    def test_is_shown_by_the_doctor_and_never_repaired(
        self,
        server: RunningServer,
        http: httpx.Client,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        an_open_session(till)
        second = str(an_open_session(a_till(server, http, "Till 2")))
        doctor = ["sessions", "doctor", "--data", server.root]

        told = run(capsys, *doctor)

        assert told["stuck"] == []
        assert [one["id"] for one in told["attention"]] == [second]
        assert main([*map(str, doctor)]) == 0
        assert "Mia has another normal session open on Till 1" in capsys.readouterr().out
        done = run(capsys, *doctor, "--apply", "--operator", "Mia", "--reason", "look")
        assert (done["repaired"], done["backup"]) == ([], None)
        assert rows(server, tables.manager_log) == 0


class TestSessionsClose:
    def close(self, server: RunningServer, session_id: object, **changes: str) -> list[object]:
        told = {"by": "Mia", "reason": "typed twice"} | changes
        options = [part for name, value in told.items() for part in (f"--{name}", value)]
        return ["sessions", "close", session_id, "--data", server.root, *options]

    def test_closes_while_the_server_serves(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        session_id = an_open_session(till)

        done = run(capsys, *self.close(server, session_id))

        assert (done["id"], done["closed_by"], done["reason"]) == (
            str(session_id),
            "Mia",
            "typed twice",
        )
        assert (done["sales"], done["total"], done["expected"]) == (1, "3.49", "103.49")
        assert (done["counted"], done["variance"], done["held_seq"]) == (None, None, 3)
        (listed,) = run(capsys, "sessions", "list", "--data", server.root)
        assert (listed["state"], listed["closed_how"]) == ("closed", "manager")

    def test_takes_the_beginning_of_an_id(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        session_id = an_open_session(till)

        assert run(capsys, *self.close(server, str(session_id)[:13]))["id"] == str(session_id)

    def test_counts_late_entries_in_the_list_afterwards(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(capsys, *self.close(server, an_open_session(till)))
        till.journal.sell()
        till.journal.sell()
        till.journal.close_uncounted()
        till.push(till.journal.push())

        (listed,) = run(capsys, "sessions", "list", "--data", server.root)

        assert listed["late"] == 2

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"by": "Tom"}, "Tom (cashier) may not close a register's cash session"),
            ({"by": "Eve"}, "no operator “Eve” in this store; known: Mia, Olga, Tom"),
            ({"reason": " "}, "Say why"),
            ({"reason": ""}, "Say why"),
            ({"reason": "x" * 201}, "at most 200 characters"),
        ],
    )
    def test_is_refused_with_a_sentence(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
        changes: dict[str, str],
        sentence: str,
    ) -> None:
        session_id = an_open_session(till)

        assert sentence in refused(capsys, *self.close(server, session_id, **changes))

        assert rows(server, tables.manager_log) == rows(server, tables.z_report) == 0

    @pytest.mark.parametrize("typed", ["", "mine", "0192f0c0", f"{UUID(int=7)}", "../../etc"])
    def test_of_an_id_that_is_none_says_where_they_are_shown(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str], typed: str
    ) -> None:
        assert "`evertill sessions list` shows" in refused(capsys, *self.close(server, typed))

    def test_a_second_time_says_who_did_it(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        session_id = an_open_session(till)
        run(capsys, *self.close(server, session_id))

        assert "closed already, by Mia" in refused(capsys, *self.close(server, session_id))

    def test_asks_for_the_right_pin(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        session_id = an_open_session(till)
        for pin, sentence in (
            ("0000", "not Mia's PIN"),
            ("x", "4 to 12 digits"),
            ("", "is needed"),
        ):
            monkeypatch.setenv("EVERTILL_PIN", pin)
            assert sentence in refused(capsys, *self.close(server, session_id))

        assert rows(server, tables.manager_log) == 0


class TestSessionsDoctor:
    def test_never_reports_a_healthy_session(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        an_open_session(till)

        found = run(capsys, "sessions", "doctor", "--data", server.root)

        assert found == {"stuck": [], "copied_registers": []}

    def test_says_what_why_since_when_and_what_it_would_do(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        session_id = a_stuck_session(till)

        (stuck,) = run(capsys, "sessions", "doctor", "--data", server.root)["stuck"]

        assert (stuck["id"], stuck["symptom"], stuck["register"]) == (
            str(session_id),
            "no_activity",
            "Till 1",
        )
        assert stuck["why"].startswith("Its business date ended on")
        assert "not counted" in stuck["would"]
        assert stuck["totals"] == {
            "expected": "103.49",
            "variance": None,
            "z_number": None,
            "ledger": {"safe": "103.49", "till": "-103.49"},
        }
        assert rows(server, tables.z_report) == 0
        assert main(["sessions", "doctor", "--data", str(server.root)]) == 0
        assert "Would be done: Close it as not counted" in capsys.readouterr().out

    def test_closes_behind_a_proved_backup_and_touches_no_healthy_session(
        self,
        server: RunningServer,
        http: httpx.Client,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        stuck_id = a_stuck_session(till)
        other = a_till(server, http, "Till 2")
        other.journal.operator = person(server, "Tom").id
        healthy_id = an_open_session(other)

        done = run(
            capsys,
            "sessions",
            "doctor",
            "--data",
            server.root,
            "--apply",
            "--operator",
            "Mia",
            "--reason",
            "the shop was closed",
        )

        assert done["stuck"] == []
        assert done["repaired"] == [
            {"id": str(stuck_id), "done": "close_uncounted", "z_number": None}
        ]
        assert Path(done["backup"]).is_file()
        assert str(stuck_id) in done["undo"]
        listed = run(capsys, "sessions", "list", "--data", server.root)
        assert {one["id"]: one["state"] for one in listed} == {
            str(healthy_id): "open",
            str(stuck_id): "closed",
        }
        with server.database.read() as db:
            assert problems_of_log(db, server.store_number, server.key.verifying_key) == []

    def test_with_nothing_to_do_changes_nothing(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        an_open_session(till)

        done = run(
            capsys, "sessions", "doctor", "--data", server.root, "--apply", "--operator", "Mia"
        )

        assert done == {"stuck": [], "repaired": [], "backup": None, "undo": None}
        assert rows(server, tables.manager_log) == 0

    def test_is_refused_to_a_cashier_and_without_a_reason(
        self, server: RunningServer, till: RegisterOverHttp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        a_stuck_session(till)
        doctor = ["sessions", "doctor", "--data", server.root, "--apply", "--operator"]

        assert "may not repair stuck" in refused(capsys, *doctor, "Tom", "--reason", "because")
        assert "Say why" in refused(capsys, *doctor, "Mia")

        assert rows(server, tables.z_report) == 0
        assert not os.path.lexists(server.root / "backups")
