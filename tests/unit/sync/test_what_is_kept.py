"""What is kept of the server's words for the next start, and for the next version."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pos.sync.sync_rows import Told, read_told, write_told
from pos.sync.transport import NoReply
from pos.wire.messages import SettingMessage
from tests.fakes_server import FakeServer, a_change
from tests.fakes_sync import ExchangeInTest, an_exchange

POINTS = SettingMessage(name="points", value="3")
PASSED_OVER_BY = "SELECT passed_over_by FROM sync_state"


class TestATopicOfANewerServer:
    def test_is_asked_for_again_by_the_next_version(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server = FakeServer(
            feed=[a_change("setting", "points", POINTS), a_change("promotion", "SPRING", POINTS)]
        )
        first = an_exchange(tmp_path, server=server)
        first.engine.cycle()
        assert first.value(PASSED_OVER_BY) != ""
        first.engine.cycle()
        assert server.asked("/v1/feed/snapshot") == 1
        first.database.close()

        monkeypatch.setattr("pos.sync.pull.__version__", "99.0")
        monkeypatch.setattr("pos.sync.snapshot.__version__", "99.0")
        monkeypatch.setattr("pos.sync.feed_topics._TOPICS", _with_promotions())
        updated = an_exchange(tmp_path, server=server)
        updated.engine.cycle()

        assert server.asked("/v1/feed/snapshot") == 2
        assert updated.value(PASSED_OVER_BY) == ""
        assert updated.value("SELECT value FROM setting WHERE name = 'SPRING'") == "taken"
        updated.engine.cycle()
        assert server.asked("/v1/feed/snapshot") == 2
        updated.database.close()

    def test_that_comes_later_is_remembered_as_well(self, exchange: ExchangeInTest) -> None:
        exchange.engine.cycle()
        assert exchange.value(PASSED_OVER_BY) == ""
        exchange.server.feed.append(a_change("promotion", "SPRING", POINTS))

        exchange.engine.cycle()

        assert exchange.value(PASSED_OVER_BY) != ""


class TestWhatTheServerTold:
    def test_of_single_entries_and_the_time_is_shown_after_a_start(
        self, exchange: ExchangeInTest, tmp_path: Path
    ) -> None:
        exchange.server.quarantined = [2]
        exchange.sell(3)
        exchange.clock.advance(timedelta(minutes=3))
        exchange.engine.cycle()
        skew = exchange.opened.status.clock_skew
        exchange.database.close()

        again = an_exchange(tmp_path, server=exchange.server)

        assert again.opened.status.quarantined == (2,)
        assert again.opened.status.clock_skew == skew == timedelta(minutes=3)
        again.database.close()

    def test_of_differing_sums_outlives_a_start_without_a_network(
        self, exchange: ExchangeInTest, tmp_path: Path
    ) -> None:
        exchange.local.run(lambda db: write_told(db, Told(flagged=(5,))))
        exchange.database.close()

        again = an_exchange(tmp_path, server=exchange.server)
        again.server.answer_next("/v1/register", NoReply("the line is down"))
        again.engine.cycle()

        assert again.engine.status.flagged == (5,)
        assert again.local.run(read_told).flagged == (5,)
        again.database.close()

    def test_is_read_as_it_was_written(self, exchange: ExchangeInTest) -> None:
        told = Told(quarantined=(3, 17), flagged=(5,), clock_skew=timedelta(seconds=-90))

        exchange.local.run(lambda db: write_told(db, told))

        assert exchange.local.run(read_told) == told

    def test_is_no_longer_than_a_screen_can_hold(self, exchange: ExchangeInTest) -> None:
        told = Told(quarantined=tuple(range(5_000)))

        exchange.local.run(lambda db: write_told(db, told))

        assert exchange.local.run(read_told).quarantined == tuple(range(4_000, 5_000))


def _with_promotions() -> dict[str, object]:
    from pos.sync.feed_topics import _TOPICS

    def put(db: object, key: str, _content: object) -> None:
        db.exec_driver_sql("INSERT INTO setting VALUES (?, 'taken')", (key,))  # type: ignore[attr-defined]

    return {**_TOPICS, "promotion": (put, put)}
