"""Sync, without widgets: what waits and what the server said, in words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from pos.domain.handshake import Verdict
from pos.sync.status import Contact, SyncStatus
from pos.sync.tempo import PaceNow
from pos.ui.formatting import plain
from pos.ui.sync_screen.presenter import SyncPicture, SyncPresenter, verdict_words

NOON = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
ONLINE = SyncStatus(contact=Contact.ONLINE, since=NOON, verdict=Verdict.NORMAL, answered_at=NOON)


@dataclass
class FakeView:
    pictures: list[SyncPicture] = field(default_factory=list)

    def show_picture(self, picture: SyncPicture) -> None:
        self.pictures.append(picture)

    @property
    def words(self) -> str:
        picture = self.pictures[-1]
        facts = [f"{fact.name}: {fact.text}" for fact in picture.facts]
        return plain("\n".join([picture.headline, picture.explanation, *facts]))


class SyncInTest:
    def __init__(self, english) -> None:
        self.view, self.status, self.tries = FakeView(), None, 0
        self.presenter = SyncPresenter(
            self.view,
            status=lambda: self.status,
            try_now=self._try,
            formats=lambda: english,
            now=lambda: NOON,
        )

    def show(self, status: SyncStatus | None) -> str:
        self.status = status
        self.presenter.show()
        return self.view.words

    def _try(self) -> None:
        self.tries += 1


@pytest.fixture
def sync(english) -> SyncInTest:
    return SyncInTest(english)


class TestSyncPicture:
    def test_says_that_nothing_was_asked_before_the_first_status(self, sync) -> None:
        assert "has not been asked yet" in sync.show(None)

    def test_says_since_when_it_is_online_and_that_nothing_waits(self, sync) -> None:
        words = sync.show(ONLINE)

        assert "Online since Sat 28 Mar 12:00" in words
        assert "Nothing: the server holds everything." in words
        assert "In step with the server." in words

    def test_says_what_waits_and_what_is_in_the_way(self, sync) -> None:
        words = sync.show(
            SyncStatus(
                contact=Contact.OFFLINE,
                since=NOON,
                waiting=12,
                oldest_waiting=NOON,
                problem="The server does not answer.",
            )
        )

        assert "Offline since" in words
        assert "12 entries, the oldest of Sat 28 Mar 12:00" in words
        assert "In the way now: The server does not answer." in words
        assert "Sell on" in words

    def test_marks_what_was_set_aside(self, sync) -> None:
        words = sync.show(replace(ONLINE, quarantined=(4, 7), flagged=(9,)))

        assert "2 entries are kept there and could not be booked: 4, 7." in words
        assert "1 entry is booked, but the server computes another amount: 9." in words
        assert "evertill entries list" in words
        assert any(fact.needs_attention for fact in sync.view.pictures[-1].facts)

    def test_names_no_more_entries_than_can_be_read(self, sync) -> None:
        words = sync.show(replace(ONLINE, quarantined=tuple(range(1, 100))))

        assert "11, 12 and 87 more" in words
        assert "13" not in words

    @pytest.mark.parametrize(
        ("seconds", "words"),
        [
            (150, "2 min ahead of"),
            (-3600, "60 min behind"),
            (119, "Right, compared"),
            (-119, "Right, compared"),
        ],
    )
    def test_tells_the_clock_skew(self, sync, seconds, words) -> None:
        assert words in sync.show(replace(ONLINE, clock_skew=timedelta(seconds=seconds)))

    def test_says_that_another_device_has_sold_as_this_register(self, sync) -> None:
        assert "Use one of them only" in sync.show(replace(ONLINE, copied_at=NOON))
        assert "Another device" not in sync.show(ONLINE)

    def test_has_words_for_every_verdict(self) -> None:
        assert len({verdict_words(verdict) for verdict in Verdict}) == len(Verdict)


class TestPace:
    def test_says_when_a_server_that_failed_is_asked_again(self, sync) -> None:
        pace = PaceNow(next_attempt_at=NOON + timedelta(seconds=16, milliseconds=200))

        words = sync.show(replace(ONLINE, contact=Contact.OFFLINE, problem="No.", pace=pace))

        assert "Pace: Next attempt in 17 s." in words
        assert "small question" not in words

    def test_says_that_a_server_is_probed(self, sync) -> None:
        pace = PaceNow(next_attempt_at=NOON, is_circuit_open=True)

        words = sync.show(replace(ONLINE, contact=Contact.OFFLINE, problem="No.", pace=pace))

        assert "Next attempt in 0 s, with a small question." in words

    @pytest.mark.parametrize(
        ("per_minute", "words"),
        [(14_520, "242 entries a second, up to 500 at a time."), (30, "30 entries a minute")],
    )
    def test_says_how_fast_a_backlog_leaves(self, sync, per_minute: int, words: str) -> None:
        pace = PaceNow(batch=500, per_minute=per_minute, left=timedelta(seconds=255))

        assert words in sync.show(replace(ONLINE, waiting=61_800, pace=pace))

    def test_says_nothing_at_rest(self, sync) -> None:
        assert "Pace" not in sync.show(ONLINE)


class TestABacklog:
    def test_shows_how_much_of_it_is_sent_and_what_is_left_of_the_time(self, sync) -> None:
        words = sync.show(replace(ONLINE, waiting=100_000))
        assert progress(sync) == "0 of 100,000 sent."
        assert "Sell on: what waited is being sent now." in words

        pace = PaceNow(batch=500, per_minute=14_520, left=timedelta(seconds=255))
        sync.show(replace(ONLINE, waiting=61_800, pace=pace))
        assert progress(sync) == "38,200 of 100,000 sent, about 4 min left."

        sync.show(ONLINE)
        assert progress(sync) == ""

    def test_begins_anew_with_the_next_one(self, sync) -> None:
        sync.show(replace(ONLINE, waiting=100_000))
        sync.show(ONLINE)

        sync.show(replace(ONLINE, waiting=300))

        assert progress(sync) == "0 of 300 sent."

    def test_of_a_few_entries_is_not_counted(self, sync) -> None:
        sync.show(replace(ONLINE, waiting=12))

        assert progress(sync) == ""


def progress(sync: SyncInTest) -> str:
    return plain(sync.view.pictures[-1].progress)


class TestTryNow:
    def test_asks_at_once_and_is_busy_until_something_is_heard(self, sync) -> None:
        sync.show(ONLINE)

        sync.presenter.try_now()
        busy = sync.view.pictures[-1].is_busy
        sync.presenter.heard()

        assert sync.tries == 1
        assert busy
        assert not sync.view.pictures[-1].is_busy
