"""Sync, without widgets: what waits and what the server said, in words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from pos.domain.handshake import Verdict
from pos.sync.status import Contact, SyncStatus
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
            self.view, status=lambda: self.status, try_now=self._try, formats=lambda: english
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

        assert "Kept but not booked: entries 4, 7." in words
        assert "computes them differently: entries 9." in words
        assert any(fact.needs_attention for fact in sync.view.pictures[-1].facts)

    @pytest.mark.parametrize(
        ("seconds", "words"),
        [(95, "95 s ahead"), (-95, "95 s behind"), (2, "Right, compared")],
    )
    def test_tells_the_clock_skew(self, sync, seconds, words) -> None:
        assert words in sync.show(replace(ONLINE, clock_skew=timedelta(seconds=seconds)))

    def test_has_words_for_every_verdict(self) -> None:
        assert len({verdict_words(verdict) for verdict in Verdict}) == len(Verdict)


class TestTryNow:
    def test_asks_at_once_and_is_busy_until_something_is_heard(self, sync) -> None:
        sync.show(ONLINE)

        sync.presenter.try_now()
        busy = sync.view.pictures[-1].is_busy
        sync.presenter.heard()

        assert sync.tries == 1
        assert busy
        assert not sync.view.pictures[-1].is_busy
