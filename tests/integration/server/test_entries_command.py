"""`evertill entries` on a server's folder: what waits for a person, and having it applied."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select

from pos.cli import main
from pos.domain.chain import ChainHead
from pos.domain.event import EventKind, SealedEvent, event_hash
from pos.domain.signature import Purpose
from pos.server import apply as apply_module
from pos.server import tables
from pos.server.manager_log import problems_of_log
from pos.wire.messages import RegisterStateAnswer
from pos.wire.sale_payload import sale_payload
from tests.builders import a_push, a_sale
from tests.integration.server.beside_a_server import a_till, refused, run
from tests.servers import RegisterOverHttp, RunningServer, effects, rows

BY = ("--by", "Mia")


def a_fault(monkeypatch: pytest.MonkeyPatch, kind: EventKind) -> None:
    """Break the program: entries of a kind cannot be applied until it is mended."""

    def fail(*_: object) -> None:
        raise KeyError("fault")

    monkeypatch.setitem(apply_module._APPLIERS, kind, fail)


def unreadable(till: RegisterOverHttp, body: bytes) -> None:
    digest = event_hash(body)
    sig = till.key.sign(Purpose.EVENT, bytes.fromhex(digest))
    till.journal.head = ChainHead(till.journal.head.seq + 1, digest)
    till.journal.sealed.append(SealedEvent(body, digest, sig))


def push(till: RegisterOverHttp) -> list[int]:
    return till.push(till.journal.push()).quarantined


def of(server: RunningServer, *arguments: object) -> list[object]:
    command, *rest = arguments
    return ["entries", command, *rest, "--data", server.root]


def told(
    capsys: pytest.CaptureFixture[str], server: RunningServer, *arguments: object
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run(capsys, *of(server, *arguments))["entries"]
    return found


class TestEntriesList:
    def test_says_that_nothing_waits(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        till.journal.open()
        push(till)

        assert told(capsys, server, "list") == []
        assert main([*map(str, of(server, "list"))]) == 0
        assert "No entry is in quarantine" in capsys.readouterr().out

    def test_names_place_reason_and_since_when(
        self,
        server: RunningServer,
        http: httpx.Client,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        till.journal.open()
        till.journal.write("loyalty_granted", {"points": 3})
        wrong = msgspec.structs.replace(sale_payload(a_sale(till.id)), total=1, receipt_number=1)
        till.journal.write(EventKind.SALE_COMPLETED, wrong)
        push(till)
        other = a_till(server, http, "Till 2")
        assert other.send(a_push([replace(other.journal.sealed[0], sig=b"")])).status_code == 422

        held, flagged, forgery = told(capsys, server, "list")

        assert (held["register"], held["series"], held["seq"]) == ("Till 1", 1, 3)
        assert (held["state"], held["kind"]) == ("quarantined", "loyalty_granted")
        assert held["since"] == server.clock.now().isoformat()
        assert (flagged["seq"], flagged["state"]) == (4, "flagged")
        assert "1" in flagged["reasons"][0]
        assert (forgery["register"], forgery["state"]) == ("Till 2", "refused")
        assert [one["seq"] for one in told(capsys, server, "list", "--register", "till 1")] == [
            3,
            4,
        ]
        assert main([*map(str, of(server, "list"))]) == 0
        text = capsys.readouterr().out
        assert "Till 1, series 1, entry 3  loyalty_granted  in quarantine" in text
        assert "evertill entries apply" in text

    def test_shows_no_more_than_a_person_can_read(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        for _ in range(205):
            till.journal.write("novelty", {})
        push(till)

        assert main([*map(str, of(server, "list"))]) == 0
        assert "5 more; --json shows all of them." in capsys.readouterr().out

    def test_of_a_register_that_is_not_there_is_refused(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert "no register “Till 9”" in refused(
            capsys, *of(server, "list", "--register", "Till 9")
        )


class TestEntriesShow:
    def test_lays_the_text_out(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        till.journal.write("loyalty_granted", {"points": 3})
        push(till)

        assert main([*map(str, of(server, "show", "Till 1", 1, 2))]) == 0

        text = capsys.readouterr().out
        assert '"points": 3' in text
        assert "in quarantine" in text
        (one,) = told(capsys, server, "show", "Till 1", 1, 2)
        assert one["content"]["payload"] == {"points": 3}
        assert one["text"].encode() == till.journal.sealed[1].body

    def test_lets_nothing_paint_the_screen(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        unreadable(till, "\x1b[31m\u202eno JSON\r".encode())
        till.journal.open()
        push(till)

        assert main([*map(str, of(server, "show", "Till 1", 1, 2))]) == 0

        text = capsys.readouterr().out
        assert "Its text is no JSON" in text
        assert "\\u001b[31m\\u202eno JSON\\u000d" in text
        assert told(capsys, server, "show", "Till 1", 1, 2)[0]["content"] is None

    def test_of_an_entry_that_was_applied_says_so(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        push(till)

        (one,) = told(capsys, server, "show", "Till 1", 1, 1)

        assert (one["state"], one["reasons"], one["applied_at"]) == ("applied", [], None)

    def test_of_what_was_refused_shows_it_beside_the_entry(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        head = till.journal.head
        till.journal.open()
        push(till)
        till.journal.head = head
        assert till.send(a_push([till.journal.open()])).status_code == 409

        states = [one["state"] for one in told(capsys, server, "show", "Till 1", 1, 2)]

        assert states == ["applied", "refused"]

    @pytest.mark.parametrize(
        ("place", "sentence"),
        [
            (("Till 1", 1, 9), "holds 1 to 1"),
            (("Till 1", 2, 1), "holds none yet"),
            (("Nobody's", 1, 1), "no register “Nobody's”"),
        ],
    )
    def test_of_nothing_is_refused(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        capsys: pytest.CaptureFixture[str],
        place: tuple[object, ...],
        sentence: str,
    ) -> None:
        push(till)

        assert sentence in refused(capsys, *of(server, "show", *place))


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


class TestTheFigure:
    def test_counts_what_is_in_quarantine_now(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        till.journal.write("novelty", {})
        push(till)

        assert "\nevertill_quarantined_entries 1\n" in http.get("/metrics").text
