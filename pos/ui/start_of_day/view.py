"""Start-of-day screen: one card to resume a session, or one to open the till."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos.domain.cash_session import CashSessionState
from pos.domain.currency import CurrencyCode
from pos.ui.cash_entry import CashEntry
from pos.ui.checkout.fitting_label import FittingLabel
from pos.ui.fonts import TOTAL_PX
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate
from pos.ui.page import Page, card, text_label
from pos.ui.start_of_day.presenter import Resumable, ServerWord, StartOfDayPresenter
from pos.ui.theme import GRID, set_role
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.key_bar import KeyHint

_SIDE_WIDTH = 280
_MARGIN = GRID + 4  # so that two columns of coins fit beside the sum at 1280
_NOTHING, _OPENING, _RESUMING = range(3)


class StartOfDayScreen(Page):
    """Shows what the presenter found. `presenter` is set by whoever builds both."""

    presenter: StartOfDayPresenter
    problem_met = Signal(str)

    def __init__(
        self,
        currency: CurrencyCode,
        formats: Callable[[], Formats],
        *,
        switch_operator: Callable[[], None],
        show_help: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("start_of_day")
        self._formats = formats
        self._switch_operator, self._show_help = switch_operator, show_help
        self._today: date | None = None
        self._resumable: Resumable | None = None
        self._stack = QStackedWidget(self)
        self._nothing = QWidget(self)
        self._entry = CashEntry(currency, formats(), self)
        self._entry.changed.connect(self._show_float)
        self._entry.entered.connect(self._on_entered)
        self._day, self._sum_label = text_label("heading", self), text_label("muted", self)
        self._sum = FittingLabel(TOTAL_PX, parent=self)
        self._hint = text_label("muted", self, wrapped=True)
        self._open = action_button("", icon="drawer", role="primary", parent=self)
        self._open.setObjectName("open_till")
        self._open.clicked.connect(self._on_open)
        self._found_title = text_label("heading", self, wrapped=True)
        self._found_text = text_label("line", self, wrapped=True)
        self._found_server = text_label("muted", self, wrapped=True)
        self._resume = action_button("", icon="enter", role="primary", parent=self)
        self._resume.setObjectName("resume")
        self._resume.clicked.connect(self._on_resume)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._opening_card())
        self._stack.addWidget(self._resuming_card())
        self.body.addWidget(self._stack, 1)
        self.retranslate()

    def show_opening(self, today: date) -> None:
        self._today, self._resumable = today, None
        self._stack.setCurrentIndex(_OPENING)
        self.retranslate()
        self._entry.focus_first()

    def show_opened(self) -> None:
        self._entry.clear()
        self._stack.setCurrentIndex(_NOTHING)

    def show_resumable(self, resumable: Resumable) -> None:
        self._today, self._resumable = None, resumable
        self._stack.setCurrentIndex(_RESUMING)
        self.retranslate()
        self._resume.setFocus()

    def show_busy(self, busy: bool) -> None:
        self._resume.setDisabled(busy)
        self._show_float()
        if busy:
            self._open.setDisabled(True)

    def show_problem(self, sentence: str) -> None:
        self.problem_met.emit(sentence)

    def entered(self) -> None:
        self.presenter.enter()

    def retranslate(self) -> None:
        self._entry.show_formats(self._formats())
        self._sum_label.setText(translate("StartOfDay", "Opening float"))
        self._hint.setText(
            translate(
                "StartOfDay", "Count the cash for change that is in the till before the first sale."
            )
        )
        self._open.setText(translate("StartOfDay", "Open the till"))
        self._resume.setText(translate("StartOfDay", "Resume"))
        self._show_float()
        if self._resumable is not None:
            self._name_resumable(self._resumable)
        else:
            self.show_title(translate("StartOfDay", "Start of day"))
        if self._today is not None:
            self._day.setText(self._formats().long_day(self._today))
        self.show_keys(
            (KeyHint(Qt.Key.Key_F1, translate("StartOfDay", "Help")), self._show_help),
            (
                KeyHint(Qt.Key.Key_F12, translate("StartOfDay", "Open or resume")),
                self._on_main_key,
            ),
            (
                KeyHint(Qt.Key.Key_Escape, translate("StartOfDay", "Other operator")),
                self._switch_operator,
            ),
        )

    def _name_resumable(self, found: Resumable) -> None:
        formats, known = self._formats(), found.cash_session
        self.show_title(translate("StartOfDay", "A session to resume"))
        day = formats.long_day(known.business_date)
        self._found_title.setText(translate("StartOfDay", "Normal cash session for {day}", day=day))
        values = {
            "time": formats.moment(known.opened_at),
            "float": formats.money(known.opening_float),
            "name": own_direction(found.opened_by),
        }
        lines = [
            translate("StartOfDay", "Opened {time} by {name} with a float of {float}.", **values)
            if found.opened_by
            else translate("StartOfDay", "Opened {time} with a float of {float}.", **values)
        ]
        if known.state is CashSessionState.COUNTING:
            lines.append(
                translate("StartOfDay", "It was being counted: resuming goes back to the count.")
            )
        if found.is_past:
            lines.append(
                translate(
                    "StartOfDay",
                    "It belongs to a day before today. Close it before you sell anything of today.",
                )
            )
        self._found_text.setText("\n".join(lines))
        self._found_server.setText(_server_text(found.server))

    def _opening_card(self) -> QWidget:
        frame = QWidget(self)
        across = QHBoxLayout(frame)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GRID)
        left, inside = card(frame, margin=_MARGIN)
        inside.addWidget(self._entry, 1)
        across.addWidget(left, 1)
        across.addWidget(self._side_card(frame))
        return frame

    def _side_card(self, parent: QWidget) -> QFrame:
        side, inside = card(parent)
        side.setFixedWidth(_SIDE_WIDTH)
        inside.setSpacing(GRID)
        for part in (self._day, self._sum_label, self._sum, self._hint):
            inside.addWidget(part)
        inside.addStretch(1)
        inside.addWidget(self._open)
        self._day.setWordWrap(True)
        self._open.setMinimumHeight(7 * GRID)
        return side

    def _resuming_card(self) -> QWidget:
        frame, inside = card()
        for part in (self._found_title, self._found_text, self._found_server):
            inside.addWidget(part)
        buttons = QHBoxLayout()
        buttons.addWidget(self._resume)
        buttons.addStretch(1)
        self._resume.setMinimumWidth(200)
        inside.addSpacing(GRID)
        inside.addLayout(buttons)
        around = QWidget(self)
        layout = QVBoxLayout(around)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        layout.addStretch(1)
        set_role(around, "ground")
        return around

    def _show_float(self) -> None:
        amount = self._entry.amount
        self._sum.show_text("–" if amount is None else self._formats().money(amount))
        self._open.setDisabled(amount is None)

    def _on_entered(self) -> None:
        self._open.setFocus()

    def _on_open(self) -> None:
        amount = self._entry.amount
        if amount is not None:
            self.presenter.open_normal(amount)

    def _on_resume(self) -> None:
        self.presenter.resume()

    def _on_main_key(self) -> None:
        button = self._resume if self._resumable is not None else self._open
        button.click()


def _server_text(word: ServerWord) -> str:
    match word:
        case ServerWord.OPEN:
            return translate("StartOfDay", "The server holds it open too.")
        case ServerWord.CLOSED:
            return translate(
                "StartOfDay",
                "The server says that it is closed. What you sell in it is kept and shown to the "
                "manager.",
            )
        case ServerWord.UNKNOWN:
            return translate(
                "StartOfDay",
                "The server has not said anything about it yet: resume, it will be checked later.",
            )
