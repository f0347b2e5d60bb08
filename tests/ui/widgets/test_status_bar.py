"""The status bar: what is always in sight."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from pos.domain.cash_session import CashSessionKind
from pos.ui.formatting import plain
from pos.ui.theme import colours
from pos.ui.widgets.status_bar import Status, StatusBar

NOON = datetime(2026, 10, 3, 14, 2, tzinfo=UTC)


@pytest.fixture
def bar(qtbot, english) -> StatusBar:
    bar = StatusBar(english)
    qtbot.addWidget(bar)
    bar.resize(1280, bar.height())
    bar.show()
    return bar


def texts(bar: StatusBar) -> list[str]:
    parts = [*bar.findChildren(QLabel), *bar.findChildren(QPushButton)]
    return [plain(part.text()) for part in parts if part.isVisible() and part.text()]


class TestStatusBar:
    def test_says_who_where_and_what_waits(self, bar) -> None:
        bar.show_status(
            Status(
                register="Till 1",
                operator="Mia",
                kind=CashSessionKind.DEFERRED,
                business_date=date(2026, 10, 3),
                offline_since=NOON,
                waiting=12,
                needs_attention=1,
            )
        )
        bar.show_time(NOON)

        assert set(texts(bar)) == {
            "Till 1",
            "Mia",
            "DEFERRED for Sat 3 Oct",
            "Offline since 14:02",
            "12 waiting",
            "1 needs attention",
            "14:02",
        }

    def test_says_the_year_of_a_deferred_session_that_is_not_of_this_one(self, bar) -> None:
        bar.show_time(NOON)

        bar.show_status(
            Status(
                register="Till 1",
                kind=CashSessionKind.DEFERRED,
                business_date=date(2025, 10, 4),
                online=True,
            )
        )

        assert "DEFERRED for Sat 4 Oct 2025" in texts(bar)

    def test_keeps_quiet_about_what_is_not(self, bar) -> None:
        bar.show_status(Status(register="Till 1", online=True))

        assert set(texts(bar)) == {"Till 1", "Online"}

    @pytest.mark.parametrize(
        ("kind", "colour"),
        [
            (CashSessionKind.NORMAL, "bar_normal"),
            (CashSessionKind.DEFERRED, "bar_deferred"),
        ],
    )
    def test_wears_the_colour_of_the_session(self, bar, kind, colour: str) -> None:
        bar.show_status(Status(kind=kind, business_date=date(2026, 10, 3)))

        image = bar.grab().toImage()

        assert image.pixelColor(640, 4).name() == colours().named()[colour]

    def test_is_striped_in_training(self, bar) -> None:
        bar.show_status(Status(kind=CashSessionKind.TRAINING))

        image = bar.grab().toImage()
        seen = {image.pixelColor(x, 4).name() for x in range(500, 780)}

        assert {colours().bar_training, colours().bar_training_stripe} <= seen

    def test_asks_for_the_sync_screen(self, bar, qtbot) -> None:
        bar.show_status(Status(online=True))
        sync = next(b for b in bar.findChildren(QPushButton) if b.text() == "Online")

        with qtbot.waitSignal(bar.sync_clicked):
            qtbot.mouseClick(sync, Qt.MouseButton.LeftButton)

    def test_follows_the_language(self, bar, arabic) -> None:
        bar.show_formats(arabic)
        bar.show_status(Status(offline_since=NOON, waiting=12))

        assert set(texts(bar)) == {"غير متصل منذ ١٤:٠٢", "١٢ قيد الإرسال"}
