"""`evertill entries list` and `show` on a server's folder: what waits for a person."""

from __future__ import annotations

from dataclasses import replace

import httpx
import msgspec
import pytest

from pos.cli import main
from pos.domain.event import EventKind
from pos.wire.sale_payload import sale_payload
from tests.builders import a_push, a_sale
from tests.integration.server.beside_a_server import a_till, refused
from tests.integration.server.kept_entries import of, push, told, unreadable
from tests.servers import RegisterOverHttp, RunningServer


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


class TestTheFigure:
    def test_counts_what_is_in_quarantine_now(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        till.journal.write("novelty", {})
        push(till)

        assert "\nevertill_quarantined_entries 1\n" in http.get("/metrics").text
