"""`evertill enrol` and `evertill sync` on real folders against a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from pos.cli import main
from pos.cli.register_folder import register_at
from pos.server.feeds import put
from pos.sync.sync_rows import Told, write_told
from pos.wire.codec import encode
from pos.wire.messages import ProductMessage
from tests.servers import RunningServer, a_running_server

NOWHERE = "http://127.0.0.1:1"
MILK = ProductMessage(
    sku="MILK", name="Fresh Milk", unit="each", price="1.29", tax_category="reduced"
)


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERTILL_PASSPHRASE", "correct horse")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with a_running_server(tmp_path / "server") as running:
        with running.database.write() as db:
            put(db, running.store_number, "product", {"MILK": encode(MILK)})
        yield running


def enrol(root: Path, url: str, code: str, *more: str) -> int:
    return main(["enrol", "--data", str(root), "--server", url, "--code", code, *more])


class TestEnrol:
    def test_makes_a_register_with_its_catalogue(
        self, tmp_path: Path, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert enrol(tmp_path / "till", server.url, server.code()) == 0

        shown = capsys.readouterr()
        assert "Till 1 of Corner Shop is enrolled" in shown.out
        assert "1 products are ready for sale" in shown.out
        assert shown.err == ""

    def test_tells_programs_what_came_of_it(
        self, tmp_path: Path, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for name, more, products in (("Till 1", (), 1), ("Till 2", ("--no-pull",), None)):
            folder = tmp_path / name
            assert enrol(folder, server.url, server.code(name), "--json", *more) == 0

            told = json.loads(capsys.readouterr().out)

            assert UUID(told.pop("register"))
            assert told == {
                "name": name,
                "store": "Corner Shop",
                "series": 1,
                "data": str(folder),
                "products": products,
                "problem": None,
            }

    @pytest.mark.parametrize(
        ("url", "code", "told"),
        [
            (NOWHERE, "ABCD-EFGH-JKMN", "nothing listens there"),
            ("http://shop.example", "ABCD-EFGH-JKMN", "use https"),
            (NOWHERE, "1234", "not a one-time code"),
        ],
    )
    def test_ends_in_a_sentence_when_it_cannot_be(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str, code: str, told: str
    ) -> None:
        assert enrol(tmp_path / "till", url, code) == 1

        shown = capsys.readouterr().err
        assert told in shown
        assert "Traceback" not in shown

    def test_is_refused_for_a_folder_that_is_enrolled(
        self, tmp_path: Path, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        enrol(tmp_path / "till", server.url, server.code(), "--no-pull")

        assert enrol(tmp_path / "till", server.url, server.code("Till 2")) == 1
        assert "is enrolled already" in capsys.readouterr().err


class TestSync:
    def test_run_tells_what_was_exchanged(
        self, tmp_path: Path, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        enrol(tmp_path / "till", server.url, server.code(), "--no-pull")
        capsys.readouterr()

        assert main(["sync", "run", "--data", str(tmp_path / "till"), "--json"]) == 0

        told = json.loads(capsys.readouterr().out)
        assert told.pop("pulled") > 0
        assert isinstance(told.pop("clock_skew_seconds"), int)
        assert told == {
            "reached": True,
            "pushed": 0,
            "waiting": 0,
            "oldest_waiting": None,
            "quarantined": 0,
            "quarantined_entries": [],
            "flagged_entries": [],
            "copied_at": None,
            "verdict": "normal",
            "last_answer": "The server has confirmed entry 0.",
            "problem": None,
            "batch": 100,
            "entries_per_minute": None,
            "cleared": [],
        }

    def test_run_is_1_while_the_server_is_away(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with a_running_server(tmp_path / "server") as server:
            enrol(tmp_path / "till", server.url, server.code(), "--no-pull")
        capsys.readouterr()

        assert main(["sync", "run", "--data", str(tmp_path / "till"), "--json"]) == 1

        shown = capsys.readouterr()
        told = json.loads(shown.out)
        assert (told["verdict"], told["reached"]) == ("unknown", False)
        assert "nothing listens there" in told["problem"]
        assert "nothing listens there" in shown.err

    def test_status_asks_nobody(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with a_running_server(tmp_path / "server") as server:
            enrol(tmp_path / "till", server.url, server.code(), "--no-pull")
        capsys.readouterr()

        assert main(["sync", "status", "--data", str(tmp_path / "till"), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["waiting"], told["acknowledged"], told["verdict"]) == (0, 0, "unknown")
        assert main(["sync", "status", "--data", str(tmp_path / "till")]) == 0
        assert "Waiting: 0" in capsys.readouterr().out

    def test_status_is_1_while_something_waits_or_is_set_aside(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with a_running_server(tmp_path / "server") as server:
            enrol(tmp_path / "till", server.url, server.code(), "--no-pull")
        told = Told(quarantined=(17, 19), flagged=(5,), clock_skew=timedelta(minutes=-3))
        with register_at(tmp_path / "till") as register, register.database.begin() as db:
            write_told(db, told)
        capsys.readouterr()

        assert main(["sync", "status", "--data", str(tmp_path / "till"), "--json"]) == 1
        found = json.loads(capsys.readouterr().out)
        assert main(["sync", "status", "--data", str(tmp_path / "till")]) == 1
        shown = capsys.readouterr().out

        assert (found["quarantined_entries"], found["flagged_entries"]) == ([17, 19], [5])
        assert found["clock_skew_seconds"] == -180
        assert "In quarantine: entries 17, 19." in shown
        assert "evertill entries list" in shown
        assert "Flagged: entries 5." in shown
        assert "Clock: 3 minutes behind the server's" in shown

    def test_of_a_folder_that_is_none_ends_in_a_sentence(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["sync", "run", "--data", str(tmp_path / "nothing")]) == 1
        assert "evertill enrol" in capsys.readouterr().err
