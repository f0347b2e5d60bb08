"""Sessions screen: every cash session of this register, by kind, standing and day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos.domain.cash_session import CashSessionId, CashSessionKind
from pos.ui.formatting import Formats
from pos.ui.language import translate, translate_count
from pos.ui.page import Page, card, text_label
from pos.ui.sessions.day_choice import DayChoice
from pos.ui.sessions.filter_bar import FilterBar
from pos.ui.sessions.filters import Standing
from pos.ui.sessions.list_rows import session_columns, session_row
from pos.ui.sessions.presenter import SessionsPicture, SessionsPresenter
from pos.ui.theme import HALF_GRID
from pos.ui.widgets.calendar.month import CalendarDays, DayMark
from pos.ui.widgets.key_bar import KeyHint
from pos.ui.widgets.listing.view import Listing


class SessionsScreen(Page):
    """Shows and asks. `presenter` is set by whoever builds both."""

    presenter: SessionsPresenter
    problem_met = Signal(str)

    def __init__(
        self,
        formats: Callable[[], Formats],
        *,
        leave: Callable[[], None],
        show_help: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("sessions")
        self._formats, self._leave, self._show_help = formats, leave, show_help
        self._asked_for_first = True
        self._picture: SessionsPicture | None = None
        self._bar = FilterBar(self)
        self._list = Listing(self)
        self._list.setObjectName("session_list")
        self._empty = text_label("line", self, wrapped=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setObjectName("no_sessions")
        self._day = DayChoice(formats(), self)
        frame, inside = card(self, margin=HALF_GRID)
        inside.addWidget(self._list, 1)
        inside.addWidget(self._empty, 1)
        self._frame: QWidget = frame
        self._stack = QStackedWidget(self)
        self._stack.addWidget(frame)
        self._stack.addWidget(self._day)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._stack, 1)
        self._connect()
        self.retranslate()

    def show_picture(self, picture: SessionsPicture) -> None:
        self._picture = picture
        formats = self._formats()
        self._bar.show_filter(picture.wanted, picture.kinds, formats)
        rows = tuple(session_row(summary, formats) for summary in picture.summaries)
        self._list.show_rows(session_columns(), rows)
        self._list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._empty.setText(
            translate("Sessions", "No session is like that: F9 shows all again.")
            if picture.days
            else translate("Sessions", "No cash session was opened on this register yet.")
        )
        self._name(picture)
        if rows and self._stack.currentWidget() is self._frame:
            self._list.setFocus()

    def show_problem(self, sentence: str) -> None:
        self.problem_met.emit(sentence)

    def entered(self) -> None:
        self._stack.setCurrentWidget(self._frame)
        self.presenter.enter()

    def heard(self) -> None:
        """Read anew what the server said, while the list is in sight."""
        if self.isVisible() and self._stack.currentWidget() is self._frame:
            self.presenter.enter()

    def retranslate(self) -> None:
        self._day.show_formats(self._formats())
        self.show_title(translate("Sessions", "Cash sessions"))
        self._show_keys()
        if hasattr(self, "presenter"):
            self.presenter.show()

    def _name(self, picture: SessionsPicture) -> None:
        shown = translate_count("Sessions", "%Ln session(s)", len(picture.summaries))
        stuck = sum(summary.needs_attention for summary in picture.summaries)
        if stuck:
            wrong = translate_count("Sessions", "%Ln need(s) attention", stuck)
            shown = f"{shown} · {wrong}"
        self.show_title(translate("Sessions", "Cash sessions"), shown)

    def _show_keys(self) -> None:
        if self._stack.currentWidget() is self._day:
            self.show_keys(
                (KeyHint(Qt.Key.Key_F12, translate("Sessions", "Take this day")), self._day.take),
                (KeyHint(Qt.Key.Key_Escape, translate("Sessions", "Back")), self._on_back),
            )
            return
        self.show_keys(
            (KeyHint(Qt.Key.Key_F1, translate("Sessions", "Help")), self._show_help),
            (KeyHint(Qt.Key.Key_F2, translate("Sessions", "Kind")), self._on_next_kind),
            (KeyHint(Qt.Key.Key_F3, translate("Sessions", "Standing")), self._on_next_standing),
            (KeyHint(Qt.Key.Key_F4, translate("Sessions", "From…")), self._on_first_asked),
            (KeyHint(Qt.Key.Key_F5, translate("Sessions", "To…")), self._on_last_asked),
            (KeyHint(Qt.Key.Key_F9, translate("Sessions", "Show all")), self._on_all),
            (KeyHint(Qt.Key.Key_F12, translate("Sessions", "Its story")), self._on_main_key),
            (KeyHint(Qt.Key.Key_Escape, translate("Sessions", "Back")), self._on_back),
        )

    def _connect(self) -> None:
        self._bar.kind_chosen.connect(self._on_kind)
        self._bar.standing_chosen.connect(self._on_standing)
        self._bar.first_asked.connect(self._on_first_asked)
        self._bar.last_asked.connect(self._on_last_asked)
        self._list.opened.connect(self._on_opened)
        self._day.chosen.connect(self._on_day)

    def _ask_day(self, title: str, shown: date | None) -> None:
        """Show a calendar of the days that there are sessions of."""
        days = self._picture.days if self._picture is not None else ()
        if not days:
            return
        marks = dict.fromkeys(days, DayMark.CLOSED)
        offered = CalendarDays(first=days[0], last=days[-1], marks=marks)
        self._stack.setCurrentWidget(self._day)
        self._day.ask(title, offered, shown or days[-1])
        self._show_keys()

    def _on_first_asked(self) -> None:
        self._asked_for_first = True
        title = translate("Sessions", "Sessions from which day on?")
        self._ask_day(title, self.presenter.wanted.first)

    def _on_last_asked(self) -> None:
        self._asked_for_first = False
        title = translate("Sessions", "Sessions through which day?")
        self._ask_day(title, self.presenter.wanted.last)

    def _on_day(self, day: object) -> None:
        self._on_back()
        chosen = cast("date | None", day)
        if self._asked_for_first:
            self.presenter.want_first(chosen)
        else:
            self.presenter.want_last(chosen)

    def _on_back(self) -> None:
        if self._stack.currentWidget() is not self._day:
            self._leave()
            return
        self._stack.setCurrentWidget(self._frame)
        self._show_keys()
        self._list.setFocus()

    def _on_kind(self, kind: object) -> None:
        self.presenter.want_kind(cast("CashSessionKind | None", kind))

    def _on_standing(self, standing: object) -> None:
        self.presenter.want_standing(cast("Standing", standing))

    def _on_next_kind(self) -> None:
        self.presenter.next_kind()

    def _on_next_standing(self) -> None:
        self.presenter.next_standing()

    def _on_all(self) -> None:
        self.presenter.want_all()

    def _on_opened(self, key: object) -> None:
        self.presenter.open(cast("CashSessionId", key))

    def _on_main_key(self) -> None:
        if self._list.current_key is not None:
            self._on_opened(self._list.current_key)
