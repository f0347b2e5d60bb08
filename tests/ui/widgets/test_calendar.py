"""Calendar: days chosen by key and by touch, only those that may be."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton

from pos.ui.language import ARABIC, apply_language
from pos.ui.theme import TOUCH_PX
from pos.ui.widgets.calendar.month import CalendarDays, DayMark, month_later, page_of
from pos.ui.widgets.calendar.view import Calendar

FIRST, LAST = date(2026, 2, 10), date(2026, 3, 27)
DAYS = CalendarDays(first=FIRST, last=LAST, marks={date(2026, 3, 3): DayMark.OPEN})
SUNDAY, SATURDAY = 7, 6


@pytest.fixture
def calendar(qtbot, english) -> Calendar:
    shown = Calendar(DAYS, english)
    qtbot.addWidget(shown)
    shown.resize(640, 520)
    shown.show_days(DAYS, LAST)
    shown.show()
    qtbot.waitExposed(shown)
    shown.setFocus()
    return shown


class TestMonth:
    def test_begins_with_the_week_of_its_first_day(self) -> None:
        assert page_of(date(2026, 3, 20), SUNDAY)[0] == date(2026, 3, 1)
        assert page_of(date(2026, 3, 20), SATURDAY)[0] == date(2026, 2, 28)

    @pytest.mark.parametrize(
        ("day", "months", "later"),
        [
            (date(2026, 3, 31), -1, date(2026, 2, 28)),
            (date(2024, 3, 31), -1, date(2024, 2, 29)),
            (date(2026, 12, 31), 2, date(2027, 2, 28)),
            (date(2026, 1, 15), -1, date(2025, 12, 15)),
        ],
    )
    def test_keeps_the_day_or_takes_the_last_of_a_shorter_month(self, day, months, later) -> None:
        assert month_later(day, months) == later


class TestKeys:
    @pytest.mark.parametrize(
        ("key", "chosen"),
        [
            (Qt.Key.Key_Left, date(2026, 3, 26)),
            (Qt.Key.Key_Up, date(2026, 3, 20)),
            (Qt.Key.Key_PageUp, date(2026, 2, 27)),
            (Qt.Key.Key_Home, date(2026, 3, 1)),
            (Qt.Key.Key_Right, LAST),
            (Qt.Key.Key_End, LAST),
        ],
    )
    def test_move_the_choice_within_the_days_offered(self, calendar, qtbot, key, chosen) -> None:
        qtbot.keyClick(calendar.page, key)

        assert calendar.chosen == chosen

    def test_move_no_further_back_than_the_first_day(self, calendar, qtbot) -> None:
        for _ in range(3):
            qtbot.keyClick(calendar.page, Qt.Key.Key_PageUp)

        assert calendar.chosen == FIRST

    def test_take_the_chosen_day_with_enter(self, calendar, qtbot) -> None:
        qtbot.keyClick(calendar.page, Qt.Key.Key_Left)

        with qtbot.waitSignal(calendar.entered) as taken:
            qtbot.keyClick(calendar.page, Qt.Key.Key_Return)

        assert taken.args == [date(2026, 3, 26)]

    def test_left_and_right_are_mirrored_in_arabic(self, calendar, qtbot, qapp) -> None:
        apply_language(qapp, ARABIC)

        qtbot.keyClick(calendar.page, Qt.Key.Key_Right)

        assert calendar.chosen == date(2026, 3, 26)


class TestTouch:
    def test_chooses_a_day_and_takes_it_the_second_time(self, calendar, qtbot) -> None:
        day = date(2026, 3, 3)
        place = calendar.page.area_of(day).center()

        with qtbot.waitSignal(calendar.moved) as moved:
            qtbot.mouseClick(calendar.page, Qt.MouseButton.LeftButton, pos=place)
        with qtbot.waitSignal(calendar.entered) as taken:
            qtbot.mouseClick(calendar.page, Qt.MouseButton.LeftButton, pos=place)

        assert moved.args == taken.args == [day]

    def test_on_a_day_that_cannot_be_chosen_changes_nothing(self, calendar, qtbot) -> None:
        today = date(2026, 3, 28)
        place = calendar.page.area_of(today).center()

        with qtbot.waitSignal(calendar.refused) as refused:
            qtbot.mouseClick(calendar.page, Qt.MouseButton.LeftButton, pos=place)

        assert refused.args == [today]
        assert calendar.chosen == LAST

    def test_turns_the_page_as_far_as_days_are_offered(self, calendar, qtbot) -> None:
        previous = calendar.findChild(QToolButton, "previous_month")
        following = calendar.findChild(QToolButton, "next_month")
        assert not following.isEnabled()

        qtbot.mouseClick(previous, Qt.MouseButton.LeftButton)

        assert calendar.page.month.month == 2
        assert following.isEnabled()
        assert not previous.isEnabled()
        assert calendar.chosen == LAST

    def test_finds_cells_of_48_pixels_and_more(self, calendar) -> None:
        calendar.resize(calendar.minimumSizeHint())
        area = calendar.page.area_of(LAST)

        assert min(area.width(), area.height()) >= TOUCH_PX

    def test_finds_the_first_day_of_the_week_on_the_right_in_arabic(
        self, calendar, qapp: QApplication
    ) -> None:
        apply_language(qapp, ARABIC)

        saturday = calendar.page.area_of(date(2026, 3, 7))

        assert saturday.right() > calendar.page.width() * 6 // 7
