"""Recovery: what a register that is behind takes from its server, and what it refuses."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pos.domain.event import GENESIS_HASH
from pos.domain.handshake import Freeze, Verdict
from pos.services.identity import load_identity
from pos.services.journal import NumbersFrozen
from pos.services.verification import Verification, Verified
from pos.sync import recovery
from pos.wire.messages import EntryMessage, JournalPage, SeriesKeyMessage
from tests.builders import JournalWriter, as_entry
from tests.fakes import Crashed, FakeCrashPoints
from tests.fakes_server import DEVICE_KEY, FakeServer, a_refusal, a_reply
from tests.fakes_sync import ExchangeInTest, an_exchange
from tests.keys import new_signing_key
from tests.registers import MIA, usd

PATH = "/v1/journal"
HELD = 6


@pytest.fixture
def server(tmp_path: Path) -> FakeServer:
    """A server that holds a closed session of three sales."""
    (tmp_path / "first").mkdir()
    first = an_exchange(tmp_path / "first")
    writer = first.writer
    for step in (writer.open, writer.sell, writer.sell, writer.sell, writer.count, writer.close):
        step()
        first._append(writer.sealed[-1])
    first.engine.cycle()
    first.database.close()
    assert len(first.server.entries) == HELD
    return first.server


@pytest.fixture
def behind(tmp_path: Path, server: FakeServer) -> Iterator[ExchangeInTest]:
    """The same register, set back to the day it was enrolled."""
    (tmp_path / "behind").mkdir()
    exchange = an_exchange(tmp_path / "behind", server=server)
    yield exchange
    exchange.database.close()


def verified(exchange: ExchangeInTest) -> Verified:
    identity = exchange.local.run(lambda db: load_identity(db, DEVICE_KEY))
    return Verification(exchange.database, identity).verify()


def entries(exchange: ExchangeInTest) -> int:
    return int(exchange.value("SELECT count(*) FROM journal"))


def frozen(exchange: ExchangeInTest) -> str:
    return str(exchange.value("SELECT frozen FROM register_state"))


def open_a_till(exchange: ExchangeInTest) -> None:
    exchange.cash_sessions.open_normal(MIA, usd("0.00"))


class TestARegisterThatWasSetBack:
    def test_gets_its_journal_back_and_is_as_it_was_written(self, behind: ExchangeInTest) -> None:
        result = behind.engine.cycle()

        proved = verified(behind)
        assert (result.problem, result.verdict, result.waiting) == (None, Verdict.NORMAL, 0)
        assert (proved.findings, proved.entries, proved.sales) == ((), HELD, 3)
        assert proved.head.hash == behind.server.hashes[-1]
        assert frozen(behind) == ""

    def test_goes_on_at_the_next_numbers(self, behind: ExchangeInTest) -> None:
        behind.engine.cycle()

        open_a_till(behind)

        row = behind.rows("SELECT seq, receipt_number, z_number, sales FROM register_state")
        assert row == [(HELD + 1, 3, 1, 3)]
        assert behind.engine.cycle().pushed == 1
        assert verified(behind).findings == ()

    def test_gives_no_number_before(self, behind: ExchangeInTest) -> None:
        behind.server.answer_next(PATH, a_reply(EntryMessage(body="", sig="")))

        behind.engine.cycle()

        assert frozen(behind) == Freeze.REGISTER_BEHIND
        with pytest.raises(NumbersFrozen, match="evertill sync run"):
            open_a_till(behind)

    def test_tells_how_far_it_is(self, behind: ExchangeInTest) -> None:
        told: list[tuple[int, int]] = []

        behind.engine.cycle(lambda done, total: told.append((done, total)))

        assert told[0] == (HELD, HELD)

    def test_gets_it_in_pages(
        self, behind: ExchangeInTest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recovery, "ENTRIES_PER_PAGE", 2)

        behind.engine.cycle()

        assert behind.crash_points.reached.count("recovery.after_commit") == 3
        assert verified(behind).findings == ()

    @pytest.mark.parametrize("place", ["recovery.before_commit", "recovery.after_commit"])
    def test_that_is_killed_gets_there_at_the_next_start(
        self, tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch, place: str
    ) -> None:
        monkeypatch.setattr(recovery, "ENTRIES_PER_PAGE", 2)
        (tmp_path / "killed").mkdir()
        exchange = an_exchange(tmp_path / "killed", server=server, points=FakeCrashPoints(place, 2))
        with pytest.raises(Crashed):
            exchange.engine.cycle()
        exchange.database.close()

        again = an_exchange(tmp_path / "killed", server=server)
        result = again.engine.cycle()

        assert (result.verdict, verified(again).findings) == (Verdict.NORMAL, ())
        again.database.close()


class TestAPageThatSomebodyTamperedWith:
    @pytest.mark.parametrize(
        "change",
        [
            lambda page: {"entries": page.entries[:-1]},
            lambda page: {"entries": page.entries[1:]},
            lambda page: {"entries": [*page.entries[:-1], other(page.entries[-1], body="{}")]},
            lambda page: {"entries": [*page.entries[:-1], other(page.entries[-1], sig="")]},
            lambda page: {"entries": [page.entries[1], page.entries[0], *page.entries[2:]]},
            lambda page: {"keys": []},
            lambda page: {"keys": [other(page.keys[0], key_id="00")]},
            lambda page: {"keys": [another_key()]},
            lambda page: {"more": not page.more},
            lambda page: {"sig": ""},
            lambda page: {"sig": page.mark.sig},
            *(
                lambda page, name=name, value=value: {"mark": other(page.mark, **{name: value})}
                for name, value in {
                    "epoch": MIA.id,
                    "register": MIA.id,
                    "series": 2,
                    "high_water": HELD - 1,
                    "head_hash": "9" * 64,
                    "quarantined": [1],
                    "flagged": [1],
                    "sig": "",
                }.items()
            ),
        ],
    )
    def test_is_refused_and_writes_nothing(
        self, behind: ExchangeInTest, change: Callable[[JournalPage], dict[str, Any]]
    ) -> None:
        page = behind.server.page()
        behind.server.answer_next(PATH, a_reply(other(page, **change(page))))

        result = behind.engine.cycle()

        assert "not signed by the server" in str(result.problem)
        assert (entries(behind), frozen(behind)) == (0, Freeze.REGISTER_BEHIND)

    @pytest.mark.parametrize("series", [2, 7])
    def test_may_be_of_another_series(self, behind: ExchangeInTest, series: int) -> None:
        mark = behind.server.mark(series=series)
        behind.server.answer_next(PATH, a_reply(behind.server.page(mark=mark)))

        result = behind.engine.cycle()

        assert "another series" in str(result.problem)
        assert entries(behind) == 0

    def test_may_be_of_another_register(self, behind: ExchangeInTest) -> None:
        mark = behind.server.mark(register=MIA.id)
        behind.server.answer_next(PATH, a_reply(behind.server.page(mark=mark)))

        result = behind.engine.cycle()

        assert "another register" in str(result.problem)
        assert entries(behind) == 0

    def test_may_hold_nothing_of_what_it_says(self, behind: ExchangeInTest) -> None:
        behind.server.answer_next(PATH, a_reply(behind.server.page(entries=[])))

        result = behind.engine.cycle()

        assert "does not send what it says" in str(result.problem)
        assert frozen(behind) == Freeze.REGISTER_BEHIND


class TestAnEntryThatThisRegisterDidNotWrite:
    """Though the server signed the page: it is not trusted with our own entries either."""

    @pytest.mark.parametrize(
        ("writer", "sentence"),
        [
            ({"key": new_signing_key()}, "names another key"),
            ({"store": MIA.id}, "another store or register"),
            ({"register": MIA.id}, "another store or register"),
        ],
    )
    def test_is_refused_with_the_whole_page(
        self, behind: ExchangeInTest, writer: dict[str, Any], sentence: str
    ) -> None:
        forger = JournalWriter(**{"key": DEVICE_KEY, **writer})
        forged = [as_entry(forger.open()), as_entry(forger.sell())]
        behind.server.answer_next(PATH, a_reply(behind.server.page(entries=forged)))

        result = behind.engine.cycle()

        assert sentence in str(result.problem)
        assert (entries(behind), frozen(behind)) == (0, Freeze.REGISTER_BEHIND)

    @pytest.mark.parametrize("at", range(HELD))
    def test_is_refused_when_one_digit_is_another(self, behind: ExchangeInTest, at: int) -> None:
        page = behind.server.page()
        body = page.entries[at].body.replace('"monotonic_us":', '"monotonic_us":1', 1)
        changed = [*page.entries[:at], other(page.entries[at], body=body), *page.entries[at + 1 :]]
        behind.server.answer_next(PATH, a_reply(behind.server.page(entries=changed)))

        result = behind.engine.cycle()

        assert f"Entry {at + 1} that the server sent is refused" in str(result.problem)
        assert entries(behind) == 0


class TestAnEntryWhoseSignatureIsDamaged:
    """The server took it because the next entry proves it; so does the register."""

    def damage(self, server: FakeServer, *numbers: int) -> None:
        for number in numbers:
            server.entries[number - 1] = other(server.entries[number - 1], sig="AAAA")

    @pytest.mark.parametrize("page", [2, 3, 500])
    def test_is_taken_where_those_behind_it_vouch_for_it(
        self, behind: ExchangeInTest, monkeypatch: pytest.MonkeyPatch, page: int
    ) -> None:
        monkeypatch.setattr(recovery, "ENTRIES_PER_PAGE", page)
        self.damage(behind.server, 2, 4)

        result = behind.engine.cycle()

        assert (result.problem, result.verdict, entries(behind)) == (None, Verdict.NORMAL, HELD)
        found = verified(behind).findings
        assert [(one.event.seq, one.column) for one in found if one.event] == [
            (2, "sig"),
            (4, "sig"),
        ]

    def test_is_refused_at_the_end(self, behind: ExchangeInTest) -> None:
        self.damage(behind.server, HELD)

        result = behind.engine.cycle()

        assert f"Entry {HELD} that the server sent is refused: its signature" in str(result.problem)
        assert entries(behind) == 0

    def test_is_refused_where_those_behind_it_are_of_another_history(
        self, behind: ExchangeInTest
    ) -> None:
        self.damage(behind.server, 2)
        forged = other(behind.server.entries[2], body="{}")
        behind.server.entries[2] = forged

        result = behind.engine.cycle()

        assert "Entry 2 that the server sent is refused" in str(result.problem)
        assert entries(behind) == 0


class TestTwoHistories:
    def test_write_nothing_and_stay_frozen(self, behind: ExchangeInTest) -> None:
        open_a_till(behind)  # before anybody asked the server
        before = behind.rows("SELECT * FROM journal")

        result = behind.engine.cycle()

        assert (result.verdict, frozen(behind)) == (Verdict.FORK, Freeze.FORK)
        assert behind.rows("SELECT * FROM journal") == before
        with pytest.raises(NumbersFrozen, match="evertill register replace"):
            behind.cash_sessions.open_training(MIA, usd("0.00"))

    def test_are_not_pulled_again(self, behind: ExchangeInTest) -> None:
        open_a_till(behind)
        behind.engine.cycle()
        asked = behind.server.asked(PATH)

        result = behind.engine.cycle()

        assert (result.verdict, frozen(behind)) == (Verdict.FORK, Freeze.FORK)
        compared = behind.server.requests[-behind.server.asked(PATH) + asked :]
        assert all(one.query["limit"] == "1" for one in compared if one.path == PATH)
        assert "another history" in behind.engine.status.last_answer


def other(message: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(message, **changes)


def another_key() -> SeriesKeyMessage:
    key = new_signing_key().verifying_key
    return SeriesKeyMessage(key_id=key.key_id, public_key=b64encode(key.der).decode())


class TestADeviceThatWasReplaced:
    def told(self, exchange: ExchangeInTest, **changes: Any) -> None:
        """Refuse it the next token, twice: the first refusal is asked about again."""
        mark = exchange.server.mark(series=2, high_water=0, head_hash=GENESIS_HASH)
        refusal = a_refusal(403, "replaced", other(mark, **changes))
        exchange.server.answer_next("/v1/tokens", refusal, refusal)

    def test_gives_no_number_once_the_server_has_proved_it(self, exchange: ExchangeInTest) -> None:
        self.told(exchange)

        result = exchange.engine.cycle()

        assert (result.problem, result.verdict) == ("It says replaced.", Verdict.UNKNOWN)
        assert frozen(exchange) == Freeze.REPLACED
        with pytest.raises(NumbersFrozen, match="sell there"):
            open_a_till(exchange)

    @pytest.mark.parametrize(
        "changes", [{"sig": ""}, {"series": 3}, {"register": MIA.id}, {"high_water": 1}]
    )
    def test_sells_on_where_it_has_not(
        self, exchange: ExchangeInTest, changes: dict[str, Any]
    ) -> None:
        self.told(exchange, **changes)

        exchange.engine.cycle()

        assert frozen(exchange) == ""
        open_a_till(exchange)

    def test_sells_on_where_its_own_series_is_the_newest(self, exchange: ExchangeInTest) -> None:
        refusal = a_refusal(403, "replaced", exchange.server.mark())
        exchange.server.answer_next("/v1/tokens", refusal, refusal)

        exchange.engine.cycle()

        assert frozen(exchange) == ""
