"""Sync screen: real keys and clicks, with the pictures that a presenter makes of each status."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QPushButton

from pos.domain.handshake import Verdict
from pos.sync.status import Contact, SyncStatus
from pos.sync.tempo import PaceNow
from pos.ui.formatting import plain
from pos.ui.sync_screen.presenter import SyncPresenter
from pos.ui.sync_screen.view import SyncScreen

NOON = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
ONLINE = SyncStatus(contact=Contact.ONLINE, since=NOON, verdict=Verdict.NORMAL, answered_at=NOON)
AWAY = replace(
    ONLINE,
    contact=Contact.OFFLINE,
    waiting=3,
    problem="The server cannot be reached.",
    pace=PaceNow(next_attempt_at=NOON + timedelta(seconds=9)),
)


@dataclass
class Shown:
    """The screen in sight, and what was asked of it."""

    screen: SyncScreen
    status: SyncStatus = ONLINE
    now: datetime = NOON
    asked: list[str] = field(default_factory=list)

    def show(self, status: SyncStatus) -> None:
        self.status = status
        self.screen.presenter.heard()

    def words(self) -> str:
        QApplication.processEvents()  # what was laid out anew comes into sight with the next event
        labels = [one for one in self.screen.findChildren(QLabel) if one.isVisible()]
        return plain("\n".join(one.text() for one in labels))


@pytest.fixture
def shown(english, qtbot) -> Shown:
    asked: list[str] = []
    screen = SyncScreen(leave=lambda: asked.append("leave"), show_help=lambda: asked.append("help"))
    found = Shown(screen, asked=asked)
    screen.presenter = SyncPresenter(
        screen,
        status=lambda: found.status,
        try_now=lambda: asked.append("try now"),
        formats=lambda: english,
        now=lambda: found.now,
    )
    qtbot.addWidget(screen)
    screen.resize(1280, 800)
    screen.show()
    screen.entered()
    qtbot.waitExposed(screen)
    return found


class TestTryNow:
    def test_is_pressed_with_a_finger(self, shown: Shown, qtbot) -> None:
        button = shown.screen.findChild(QPushButton, "try_now")
        assert button.height() >= 48

        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

        assert shown.asked == ["try now"]
        assert shown.screen.findChild(QProgressBar).isVisible()

    @pytest.mark.parametrize("key", [Qt.Key.Key_F12, Qt.Key.Key_Return, Qt.Key.Key_Space])
    def test_is_pressed_with_a_key(self, shown: Shown, qtbot, key: Qt.Key) -> None:
        qtbot.keyClick(shown.screen.focusWidget(), key)

        assert shown.asked == ["try now"]

    def test_ends_with_the_next_status(self, shown: Shown, qtbot) -> None:
        qtbot.keyClick(shown.screen.focusWidget(), Qt.Key.Key_F12)

        shown.show(replace(ONLINE, answered_at=NOON + timedelta(seconds=1)))

        assert not shown.screen.findChild(QProgressBar).isVisible()


class TestTheKeys:
    @pytest.mark.parametrize(
        ("key", "asked"), [(Qt.Key.Key_Escape, "leave"), (Qt.Key.Key_F1, "help")]
    )
    def test_lead_away(self, shown: Shown, qtbot, key: Qt.Key, asked: str) -> None:
        qtbot.keyClick(shown.screen.focusWidget(), key)

        assert shown.asked == [asked]


class TestTheNextAttempt:
    def test_comes_closer_while_one_looks(self, shown: Shown, qtbot) -> None:
        shown.show(AWAY)
        assert "Next attempt in 9 s." in shown.words()

        shown.now = NOON + timedelta(seconds=4)

        qtbot.waitUntil(lambda: "Next attempt in 5 s." in shown.words(), timeout=3_000)

    def test_leaves_the_focus_and_the_labels_where_they_are(self, shown: Shown) -> None:
        shown.show(AWAY)
        labels = [id(one) for one in shown.screen.findChildren(QLabel)]

        shown.now = NOON + timedelta(seconds=4)
        shown.screen.presenter.show()

        assert [id(one) for one in shown.screen.findChildren(QLabel)] == labels
        assert shown.screen.focusWidget().objectName() == "try_now"

    def test_is_not_counted_down_for_nobody(self, shown: Shown) -> None:
        shown.screen.left()

        assert not shown.screen._seconds.isActive()


class TestABacklog:
    def test_fills_the_bar_as_it_leaves(self, shown: Shown) -> None:
        bar = shown.screen.findChild(QProgressBar)
        shown.show(replace(ONLINE, waiting=100_000))
        assert (bar.value(), bar.maximum()) == (0, 100_000)

        pace = PaceNow(batch=500, per_minute=14_520, left=timedelta(seconds=255))
        shown.show(replace(ONLINE, waiting=61_800, pace=pace))

        assert (bar.value(), bar.maximum()) == (38_200, 100_000)
        assert "38,200 of 100,000 sent, about 4 min left." in shown.words()
        assert "242 entries a second" in shown.words()

    def test_that_is_gone_leaves_no_bar(self, shown: Shown) -> None:
        shown.show(replace(ONLINE, waiting=100_000))

        shown.show(ONLINE)

        assert not shown.screen.findChild(QProgressBar).isVisible()
        assert "sent" not in shown.screen.findChild(QLabel, "progress_words").text()


class TestWhatWasSetAside:
    def test_appears_and_goes_when_the_server_has_applied_it(self, shown: Shown) -> None:
        shown.show(replace(ONLINE, quarantined=(17,), flagged=(5,)))
        assert "could not be booked: 17." in shown.words()
        assert "another amount: 5." in shown.words()

        shown.show(ONLINE)

        assert "could not be booked" not in shown.words()
        assert "Nothing" in shown.words()
