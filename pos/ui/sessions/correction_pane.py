"""Correction pane: another day or another session, what reports will say then, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from pos.domain.cash_movement import REASON_CHARACTERS_MAX
from pos.domain.cash_session import CashSessionId
from pos.services.correction_preview import CorrectionPreview
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import card, text_label
from pos.ui.sessions.chapter import Chapter, short_name
from pos.ui.sessions.list_rows import session_columns, session_row
from pos.ui.sessions.preview_words import preview_columns, preview_rows, preview_sentence
from pos.ui.sessions.story_presenter import Choice
from pos.ui.theme import GRID, HALF_GRID, set_role
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.calendar.month import CalendarDays
from pos.ui.widgets.calendar.view import Calendar
from pos.ui.widgets.listing.rows import ListColumn, ListRow
from pos.ui.widgets.listing.view import Listing

_SIDE_WIDTH = 544
_DAYS_SHOWN_MAX = 3
_PARTNER_COLUMNS = (0, 2, 3, 6)  # of the list of sessions: day, who, sales, Z report


class CorrectionPane(QWidget):
    """Nothing can be corrected before its preview was seen and a reason was typed."""

    previewed = Signal(object)  # Choice
    corrected = Signal(object, str)  # Choice, reason

    def __init__(self, formats: Callable[[], Formats], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formats = formats
        self._chapter: Chapter | None = None
        self._choice: Choice | None = None
        self._is_previewed = False
        self._calendar = Calendar(CalendarDays(last=date(2000, 1, 1)), formats(), self)
        self._partners = Listing(self)
        self._partners.setObjectName("partners")
        self._ways = QStackedWidget(self)
        self._ways.addWidget(self._calendar)
        self._ways.addWidget(self._partners)
        self._title = text_label("heading", self, wrapped=True)
        self._back_to_own = action_button("", icon="calendar", parent=self)
        self._back_to_own.setObjectName("own_day")
        self._outcome = text_label("plain", self, wrapped=True)
        self._outcome.setObjectName("outcome")
        self._days = Listing(self)
        self._days.setObjectName("days_changed")
        self._days.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._why = text_label("muted", self, wrapped=True)
        self._reason = QLineEdit(self)
        self._reason.setObjectName("correction_reason")
        self._reason.setMaxLength(REASON_CHARACTERS_MAX)
        self._correct = action_button("", icon="done", role="primary", parent=self)
        self._correct.setObjectName("correct")
        self._lay_out()
        self._connect()

    def ask_day(self, chapter: Chapter) -> None:
        """Ask which day the session belongs to."""
        self._begin(chapter, self._calendar)
        shown = chapter.own_day or chapter.summary.place.business_date
        self._calendar.show_formats(self._formats())
        self._calendar.show_days(chapter.days, shown)
        self._back_to_own.setVisible(chapter.own_day is not None)
        self._calendar.setFocus()
        if chapter.own_day is not None:
            self._preview(chapter.own_day)

    def ask_partner(self, chapter: Chapter) -> None:
        """Ask which session this one is one with."""
        self._begin(chapter, self._partners)
        self._back_to_own.hide()
        self._partners.show_rows(_partner_columns(), _partner_rows(chapter, self._formats()))
        self._partners.setFocus()
        if chapter.partners:
            self._preview(chapter.partners[0].session.id)

    def show_preview(self, preview: CorrectionPreview) -> None:
        self._is_previewed = True
        set_role(self._outcome, "plain")
        self._outcome.setText(preview_sentence(preview, self._other(), self._formats()))
        self._days.show_rows(preview_columns(), preview_rows(preview, self._formats()))
        self._days.show_at_most(_DAYS_SHOWN_MAX)
        self._days.setVisible(bool(preview.days))
        self._enable()

    def show_no_preview(self, sentence: str) -> None:
        self._is_previewed = False
        set_role(self._outcome, "problem")
        self._outcome.setText(sentence)
        self._days.hide()
        self._enable()

    def ask_to_correct(self) -> None:
        """Correct, or say what is missing."""
        if not self._is_previewed:
            return
        if not self._reason.text().strip():
            set_role(self._why, "problem")
            self._reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._choice is not None:
            self.corrected.emit(self._choice, self._reason.text())

    def show_busy(self, busy: bool) -> None:
        self._correct.setDisabled(busy or not self._is_previewed)

    def _begin(self, chapter: Chapter, way: QWidget) -> None:
        self._chapter, self._choice, self._is_previewed = chapter, None, False
        self._ways.setCurrentWidget(way)
        self._reason.clear()
        self._days.hide()
        set_role(self._why, "muted")
        set_role(self._outcome, "plain")
        day = self._formats().dated(chapter.summary.session.business_date)
        self._back_to_own.setText(translate("Story", "As it was opened: {day}", day=day))
        self._why.setText(translate("Story", "Why? It is kept with the correction."))
        self._reason.setAccessibleName(translate("Story", "Reason"))
        self._correct.setText(translate("Story", "Correct it  F12"))
        if way is self._calendar:
            self._title.setText(translate("Story", "Which day does it belong to?"))
            self._outcome.setText(translate("Story", "Choose a day: what reports will say shows."))
        else:
            self._title.setText(translate("Story", "Which session is it one with?"))
            self._outcome.setText("")
        self._enable()

    def _other(self) -> str:
        if self._chapter is None or isinstance(self._choice, date):
            return ""
        found = (one for one in self._chapter.others if one.session.id == self._choice)
        other = next(found, None)
        return "" if other is None else short_name(other, self._formats())

    def _preview(self, choice: Choice) -> None:
        self._choice, self._is_previewed = choice, False
        self._enable()
        self.previewed.emit(choice)

    def _enable(self) -> None:
        self._correct.setEnabled(self._is_previewed)

    def _on_day(self, day: object) -> None:
        self._preview(cast("date", day))

    def _on_partner(self, key: object) -> None:
        if key is not None and self._ways.currentWidget() is self._partners:
            self._preview(cast("CashSessionId", key))

    def _on_own_day(self) -> None:
        if self._chapter is not None and self._chapter.own_day is not None:
            self._calendar.page.choose(self._chapter.own_day)

    def _on_entered(self, _day: object) -> None:
        self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self._calendar.moved.connect(self._on_day)
        self._calendar.entered.connect(self._on_entered)
        self._partners.chosen.connect(self._on_partner)
        self._back_to_own.clicked.connect(self._on_own_day)
        self._reason.returnPressed.connect(self.ask_to_correct)
        self._correct.clicked.connect(self.ask_to_correct)

    def _lay_out(self) -> None:
        left, inside = card(self, margin=GRID)
        inside.addWidget(self._ways, 1)
        side, beside = card(self, margin=2 * GRID)
        side.setFixedWidth(_SIDE_WIDTH)
        beside.setSpacing(GRID)
        for part in (self._title, self._back_to_own, self._outcome, self._days):
            beside.addWidget(part)
        beside.addStretch(1)
        beside.addWidget(self._why)
        beside.addSpacing(-HALF_GRID)
        beside.addWidget(self._reason)
        beside.addWidget(self._correct)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GRID)
        across.addWidget(left, 1)
        across.addWidget(side)


def _partner_columns() -> tuple[ListColumn, ...]:
    day, who, sales, number = (session_columns()[at] for at in _PARTNER_COLUMNS)
    return day, replace(who, width=0), sales, number


def _partner_rows(chapter: Chapter, formats: Formats) -> tuple[ListRow, ...]:
    rows = (session_row(partner, formats) for partner in chapter.partners)
    return tuple(ListRow(row.key, tuple(row.cells[at] for at in _PARTNER_COLUMNS)) for row in rows)
