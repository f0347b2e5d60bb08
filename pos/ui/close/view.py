"""Close screen: first the count, blind; then expected, counted and variance."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos.domain.currency import CurrencyCode
from pos.ui.cash_entry import CashEntry
from pos.ui.checkout.fitting_label import FittingLabel
from pos.ui.close.outcome_pane import OutcomePane
from pos.ui.close.presenter import ClosePresenter, Outcome
from pos.ui.fonts import TOTAL_PX
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import Page, card, text_label
from pos.ui.theme import GRID
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.key_bar import KeyHint

_SIDE_WIDTH = 280
_MARGIN = GRID + 4  # so that two columns of coins fit beside the sum at 1280
_NOTHING, _COUNT, _OUTCOME, _BLOCKED = range(4)


class CloseScreen(Page):
    """Shows one step at a time. `presenter` is set by whoever builds both."""

    presenter: ClosePresenter
    problem_met = Signal(str)

    def __init__(
        self,
        currency: CurrencyCode,
        formats: Callable[[], Formats],
        *,
        show_help: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("close")
        self._formats, self._show_help = formats, show_help
        self._outcome: Outcome | None = None
        self._blocked = text_label("line", self, wrapped=True)
        self._back = action_button("", role="primary", parent=self)
        self._back.setObjectName("back_to_selling")
        self._back.clicked.connect(self._on_leave)
        self._entry = CashEntry(currency, formats(), self)
        self._entry.changed.connect(self._show_sum)
        self._entry.entered.connect(self._on_entered)
        self._sum_label, self._sum = text_label("muted", self), FittingLabel(TOTAL_PX, parent=self)
        self._hint = text_label("muted", self, wrapped=True)
        self._done = action_button("", icon="done", role="primary", parent=self)
        self._done.setObjectName("counted")
        self._done.setMinimumHeight(7 * GRID)
        self._done.clicked.connect(self._on_counted)
        self._pane = OutcomePane(self)
        self._pane.closing_asked.connect(self._on_close)
        self._pane.recount_asked.connect(self._on_again)
        self._stack = QStackedWidget(self)
        for part in (QWidget(self), self._count_page(), self._pane, self._block_page()):
            self._stack.addWidget(part)
        self.body.addWidget(self._stack, 1)
        self.retranslate()

    def show_count(self) -> None:
        self._outcome = None
        self._entry.clear()
        self._stack.setCurrentIndex(_COUNT)
        self.retranslate()
        self._entry.focus_first()

    def show_outcome(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._stack.setCurrentIndex(_OUTCOME)
        self.retranslate()
        self._pane.begin(outcome)

    def show_blocked(self, sentence: str) -> None:
        self._outcome = None
        self._blocked.setText(sentence)
        self._stack.setCurrentIndex(_BLOCKED)
        self.retranslate()
        self._back.setFocus()

    def show_busy(self, busy: bool) -> None:
        self._pane.show_busy(busy)
        self._show_sum()
        if busy:
            self._done.setDisabled(True)

    def show_problem(self, sentence: str) -> None:
        self.problem_met.emit(sentence)

    def entered(self) -> None:
        if self._stack.currentIndex() == _BLOCKED:
            self._stack.setCurrentIndex(_NOTHING)
        self.presenter.enter()

    def retranslate(self) -> None:
        self._entry.show_formats(self._formats())
        self._sum_label.setText(translate("Close", "Counted so far"))
        self._hint.setText(
            translate(
                "Close",
                "Count all the cash in the till, the float too. Cards do not count here. "
                "If the till is empty, type 0 as one amount.",
            )
        )
        self._done.setText(translate("Close", "This is all"))
        self._back.setText(translate("Close", "Back to selling"))
        self._show_sum()
        self._name_page()
        self.show_keys(
            (KeyHint(Qt.Key.Key_F1, translate("Close", "Help")), self._show_help),
            (KeyHint(Qt.Key.Key_F12, translate("Close", "Go on")), self._on_main_key),
            (KeyHint(Qt.Key.Key_Escape, translate("Close", "Back to selling")), self._on_leave),
        )

    def _name_page(self) -> None:
        if self._outcome is not None:
            self._pane.show_outcome(self._outcome, self._formats())
            self.show_title(translate("Close", "What the count came to"))
        elif self._stack.currentIndex() == _BLOCKED:
            self.show_title(translate("Close", "Not yet"))
        else:
            self.show_title(translate("Close", "Count the till"))

    def _count_page(self) -> QWidget:
        page = QWidget(self)
        across = QHBoxLayout(page)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GRID)
        left, inside = card(page, margin=_MARGIN)
        inside.addWidget(self._entry, 1)
        side, beside = card(page)
        side.setFixedWidth(_SIDE_WIDTH)
        beside.setSpacing(GRID)
        for part in (self._sum_label, self._sum, self._hint):
            beside.addWidget(part)
        beside.addStretch(1)
        beside.addWidget(self._done)
        across.addWidget(left, 1)
        across.addWidget(side)
        return page

    def _block_page(self) -> QWidget:
        page = QWidget(self)
        frame, inside = card(page)
        inside.addWidget(self._blocked)
        inside.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeading)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        layout.addStretch(1)
        return page

    def _show_sum(self) -> None:
        amount = self._entry.amount
        self._sum.show_text("–" if amount is None else self._formats().money(amount))
        self._done.setDisabled(amount is None or self._entry.is_empty)

    def _on_entered(self) -> None:
        self._done.setFocus()

    def _on_counted(self) -> None:
        amount = self._entry.amount
        if amount is not None:
            self.presenter.count(amount, self._entry.count)

    def _on_again(self) -> None:
        self.presenter.count_again()

    def _on_close(self, comment: str) -> None:
        self.presenter.close(comment)

    def _on_leave(self) -> None:
        self.presenter.leave()

    def _on_main_key(self) -> None:
        page = self._stack.currentIndex()
        if page == _BLOCKED:
            self._on_leave()
        elif page == _OUTCOME:
            self._pane.ask_to_close()
        else:
            self._done.click()
