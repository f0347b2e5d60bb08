"""`evertill entries apply` on a server's folder: once, by name and PIN, when it can be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from pos.cli import main
from pos.domain.event import EventKind, SealedEvent
from pos.server import apply as apply_module
from pos.server import tables
from pos.server.manager_log import problems_of_log
from pos.wire.messages import RegisterStateAnswer
from tests.builders import a_push
from tests.contract.test_branches import Copied
from tests.integration.server.beside_a_server import refused
from tests.integration.server.kept_entries import BY, a_fault, of, push, told, unreadable
from tests.servers import RegisterOverHttp, RunningServer, effects, rows


class TestEntriesApply:
    def test_writes_the_effects_once(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        with pytest.MonkeyPatch.context() as fault:
            a_fault(fault, EventKind.DRAWER_OPENED)
            till.journal.open()
            till.journal.open_drawer()
            till.journal.sell()
            assert push(till) == [3]
        assert rows(server, tables.drawer_opening) == 0

        (applied,) = told(capsys, server, "apply", "Till 1", 1, 3, *BY)
        before = effects(server)
        (again,) = told(capsys, server, "apply", "Till 1", 1, 3, *BY)

        assert (applied["outcome"], applied["kind"]) == ("applied", "drawer_opened")
        assert (again["outcome"], again["at"]) == ("done", applied["at"])
        assert rows(server, tables.drawer_opening) == 1
        assert effects(server) == before
        assert told(capsys, server, "list") == []
        assert push(till) == []
        assert till.get("/v1/register", RegisterStateAnswer).mark.quarantined == []
        (shown,) = told(capsys, server, "show", "Till 1", 1, 3)
        assert (shown["state"], shown["applied_at"]) == ("applied", applied["at"])

    def test_is_in_the_log_of_managers_once(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        with pytest.MonkeyPatch.context() as fault:
            a_fault(fault, EventKind.REGISTER_ENROLLED)
            push(till)

        for _ in range(2):
            told(capsys, server, "apply", "Till 1", 1, 1, *BY, "--reason", "updated")

        log = tables.manager_log.c
        with server.database.read() as db:
            (body,) = db.execute(select(log.body).where(log.kind == "entry_applied")).scalars()
            problems = problems_of_log(db, server.store_number, server.key.verifying_key)
        deed = msgspec.json.decode(body)
        assert (deed["actor"]["name"], deed["reason"]) == ("Mia", "updated")
        assert (deed["content"]["seq"], deed["content"]["name"]) == (1, "Till 1")
        assert deed["content"]["hash"] == till.journal.sealed[0].hash
        assert problems == []

    def test_of_a_damaged_signature_flags_it(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        till.journal.open()
        till.journal.sealed[1] = replace(till.journal.sealed[1], sig=b"damaged")
        till.journal.sell()
        assert till.send(till.journal.push()).status_code == 422  # once more, please
        assert push(till) == [2]

        (applied,) = told(capsys, server, "apply", "Till 1", 1, 2, *BY)

        assert applied["outcome"] == "applied"
        assert "its signature is damaged" in applied["reasons"][0]
        assert rows(server, tables.cash_session) == 1

    def test_into_a_closed_session_makes_a_supplement(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        with pytest.MonkeyPatch.context() as fault:
            fault.setattr(apply_module, "_apply_sale", lambda *_: {}["fault"])
            till.journal.open()
            till.journal.sell()
            assert push(till) == [3]
        till.journal.sell()
        till.journal.count()
        till.journal.close()
        push(till)

        (applied,) = told(capsys, server, "apply", "--all", *BY)

        assert applied["outcome"] == "applied"
        assert "its cash session was closed before" in applied["reasons"]
        z = tables.z_report.c
        with server.database.read() as db:
            versions = db.execute(
                select(z.origin, z.sales, z.gross, z.late_sales).order_by(z.version)
            ).all()
        assert versions == [("register", 1, 349, 0), ("late", 2, 698, 1)]
        assert rows(server, tables.late_entry) == 1

    def test_keeps_what_cannot_be_applied_with_its_new_reason(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        with pytest.MonkeyPatch.context() as fault:
            a_fault(fault, EventKind.CASH_MOVED)
            till.journal.open()
            till.journal.write(EventKind.CASH_MOVED, {"kind": "theft"})
            push(till)
        before = effects(server)

        assert main([*map(str, of(server, "apply", "Till 1", 1, 3, *BY))]) == 1

        text = capsys.readouterr().out
        assert "stays in quarantine" in text
        assert "its payload cannot be read" in text
        (kept,) = told(capsys, server, "list")
        assert "its payload cannot be read" in kept["reasons"][0]
        assert effects(server) == before

    def test_of_all_goes_by_the_order_of_the_journal(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        with pytest.MonkeyPatch.context() as fault:
            a_fault(fault, EventKind.CASH_SESSION_OPENED)
            till.journal.open()
            till.journal.open_drawer()
            till.journal.write("novelty", {})
            till.journal.count()
            assert push(till) == [2, 3, 4, 5]

        assert main([*map(str, of(server, "apply", "Till 1", "--all", *BY)), "--json"]) == 1

        found = msgspec.json.decode(capsys.readouterr().out)["entries"]
        assert [(one["seq"], one["outcome"]) for one in found] == [
            (2, "applied"),
            (3, "applied"),
            (4, "kept"),
            (5, "applied"),
        ]
        assert rows(server, tables.drawer_opening) == 1
        assert push(till) == [4]

    def test_in_the_branch_of_a_copied_register_writes_the_effects_there(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        copied = Copied(till)
        branch = copied.branch().branch
        with pytest.MonkeyPatch.context() as fault:
            a_fault(fault, EventKind.DRAWER_OPENED)
            copied.journal.open_drawer()
            ours = copied.journal.sealed[copied.common.seq :]
            assert till.push(a_push(ours, branch)).quarantined == [copied.common.seq + 3]

        (applied,) = told(capsys, server, "apply", "--all", *BY)

        assert (applied["series"], applied["outcome"]) == (branch, "applied")
        assert rows(server, tables.drawer_opening) == 1
        assert till.push(a_push(ours, branch)).quarantined == []

    def test_of_all_with_nothing_there_says_so(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([*map(str, of(server, "apply", "--all", *BY))]) == 0
        assert "nothing to apply" in capsys.readouterr().out

    def test_of_an_id_that_stays_taken_is_kept(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        taken = msgspec.json.decode(till.journal.sealed[0].body)["event_id"]
        till.journal.open()
        till.journal.write(EventKind.DRAWER_OPENED, {"reason": "x"}, event_id=taken)
        push(till)

        assert main([*map(str, of(server, "apply", "--all", *BY))]) == 1
        assert "its id stands for another entry already" in capsys.readouterr().out
        assert rows(server, tables.drawer_opening) == 0

    def test_of_a_text_that_stays_unreadable_is_kept(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        unreadable(till, b"{")
        till.journal.open()
        push(till)

        assert main([*map(str, of(server, "apply", "Till 1", 1, 2, *BY))]) == 1
        assert "cannot be read" in capsys.readouterr().out


class TestEntriesApplyIsRefused:
    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            ((), "Say which entry"),
            (("Till 1",), "Say which entry"),
            (("Till 1", 1), "Say which entry"),
            (("Till 1", 1, 2, "--all"), "not both"),
            (("Till 9", "--all"), "no register “Till 9”"),
            (("Till 1", 1, 9), "holds no entry 9"),
            (("Till 1", 1, 1), "not in quarantine: it was applied when it came"),
        ],
    )
    def test_without_a_place_that_waits(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
        arguments: tuple[object, ...],
        sentence: str,
    ) -> None:
        till.journal.write("novelty", {})
        push(till)

        assert sentence in refused(capsys, *of(server, "apply", *arguments, *BY))
        assert rows(server, tables.manager_log) == 0

    @pytest.mark.parametrize("number", ["0x1", str(2**70), "-1"])
    def test_under_a_number_that_is_none(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str], number: str
    ) -> None:
        assert main([*map(str, of(server, "apply", "Till 1", number, 1, *BY))]) == 2
        assert "Traceback" not in capsys.readouterr().err

    def test_of_what_nobody_vouches_for(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        forged = SealedEvent(till.journal.sealed[0].body, till.journal.sealed[0].hash, b"")
        assert till.send(a_push([forged])).status_code == 422

        assert "can never be applied" in refused(capsys, *of(server, "apply", "Till 1", 1, 1, *BY))

    @pytest.mark.parametrize(
        ("name", "pin", "sentence"),
        [
            ("Tom", "4711", "Tom (cashier) may not have entries in quarantine applied"),
            ("Nobody", "4711", "no operator “Nobody”"),
            ("Mia", "0000", "not Mia's PIN"),
        ],
    )
    def test_by_somebody_who_may_not(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        name: str,
        pin: str,
        sentence: str,
    ) -> None:
        monkeypatch.setenv("EVERTILL_PIN", pin)
        till.journal.write("novelty", {})
        push(till)

        assert sentence in refused(capsys, *of(server, "apply", "--all", "--by", name))
        assert push(till) == [2]

    def test_on_a_folder_that_is_no_servers(
        self, tmp_path: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for command in (("list",), ("show", "Till 1", "1", "1"), ("apply", "--all", *BY)):
            assert main(["entries", *command, "--data", str(tmp_path)]) == 1
            assert "Traceback" not in capsys.readouterr().err
