"""Close screen: first the count, blind; then expected, counted and variance."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pos.domain.currency import CurrencyCode
from pos.domain.money import Money
from pos.ui.cash_entry import CashEntry
from pos.ui.close.presenter import ClosePresenter, Outcome
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import Page, card, text_label
from pos.ui.theme import GRID, set_icon, set_role
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.key_bar import KeyHint

_SIDE_WIDTH = 360
_COMMENT_MAX = 200
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
        self._stack = QStackedWidget(self)
        self._entry = CashEntry(currency, formats(), self)
        self._entry.changed.connect(self._show_sum)
        self._entry.entered.connect(self._on_entered)
        self._sum_label, self._sum = text_label("muted", self), text_label("total", self)
        self._hint = text_label("muted", self, wrapped=True)
        self._done = self._button("counted", "done", "primary")
        self._done.clicked.connect(self._on_counted)
        self._again = self._button("count_again", "refund")
        self._again.clicked.connect(self._on_again)
        self._close = self._button("close_session", "close-session", "primary")
        self._close.clicked.connect(self._on_close)
        self._figures = {name: _Figure(self) for name in ("expected", "counted", "variance")}
        self._comment = QLineEdit(self)
        self._comment.setObjectName("comment")
        self._comment.setMaxLength(_COMMENT_MAX)
        self._comment.returnPressed.connect(self._on_close)
        self._comment_label = text_label("muted", self, wrapped=True)
        for part in (QWidget(self), self._count_page(), self._outcome_page(), self._block_page()):
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
        self._comment.clear()
        self._stack.setCurrentIndex(_OUTCOME)
        self.retranslate()
        (self._comment if outcome.comment_needed else self._close).setFocus()

    def show_blocked(self, sentence: str) -> None:
        self._blocked.setText(sentence)
        self._stack.setCurrentIndex(_BLOCKED)
        self.retranslate()

    def show_busy(self, busy: bool) -> None:
        for button in (self._done, self._again, self._close):
            button.setDisabled(busy)
        if not busy:
            self._show_sum()

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
        self._again.setText(translate("Close", "Count again"))
        self._close.setText(translate("Close", "Close the session"))
        self._show_sum()
        if self._outcome is not None:
            self._name_outcome(self._outcome)
            self.show_title(translate("Close", "What the count came to"))
        else:
            self.show_title(translate("Close", "Count the till"))
        self.show_keys(
            (KeyHint(Qt.Key.Key_F1, translate("Close", "Help")), self._show_help),
            (KeyHint(Qt.Key.Key_F12, translate("Close", "Go on")), self._on_main_key),
            (KeyHint(Qt.Key.Key_Escape, translate("Close", "Back to selling")), self._on_leave),
        )

    def _name_outcome(self, outcome: Outcome) -> None:
        formats = self._formats()
        shown = self._figures
        shown["expected"].show_figure(
            translate("Close", "Expected"), formats.money(outcome.expected)
        )
        first = outcome.first_counted
        note = ""
        if first is not None:
            note = translate("Close", "First count: {amount}.", amount=formats.money(first))
        shown["counted"].show_figure(
            translate("Close", "Counted"), formats.money(outcome.counted), note
        )
        words, icon, colour = variance_words(outcome.variance, formats)
        sign = "+" if outcome.variance.minor > 0 else ""
        shown["variance"].show_figure(
            translate("Close", "Variance"), sign + formats.money(outcome.variance), words
        )
        shown["variance"].show_icon(icon, colour)
        self._comment_label.setText(
            translate("Close", "Comment (needed: the difference is large)")
            if outcome.comment_needed
            else translate("Close", "Comment (if there is something to say)")
        )

    def _count_page(self) -> QWidget:
        page = QWidget(self)
        across = QHBoxLayout(page)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(3 * GRID)
        left, inside = card(page)
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

    def _outcome_page(self) -> QWidget:
        page = QWidget(self)
        figures = QHBoxLayout()
        figures.setSpacing(3 * GRID)
        for figure in self._figures.values():
            figures.addWidget(figure, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self._close)
        buttons.addWidget(self._again)
        buttons.addStretch(1)
        frame, inside = card(page)
        inside.setSpacing(GRID)
        inside.addWidget(self._comment_label)
        inside.addWidget(self._comment)
        inside.addSpacing(2 * GRID)
        inside.addLayout(buttons)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3 * GRID)
        layout.addLayout(figures)
        layout.addWidget(frame)
        layout.addStretch(1)
        return page

    def _block_page(self) -> QWidget:
        page = QWidget(self)
        frame, inside = card(page)
        inside.addWidget(self._blocked)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        layout.addStretch(1)
        return page

    def _button(self, name: str, icon: str, role: str = "") -> QPushButton:
        button = action_button("", icon=icon, role=role, parent=self)
        button.setObjectName(name)
        button.setMinimumHeight(7 * GRID)
        return button

    def _show_sum(self) -> None:
        amount = self._entry.amount
        self._sum.setText("–" if amount is None else self._formats().money(amount))
        self._done.setDisabled(amount is None or self._entry.is_empty)

    def _on_entered(self) -> None:
        self._done.setFocus()

    def _on_counted(self) -> None:
        amount = self._entry.amount
        if amount is not None:
            self.presenter.count(amount, self._entry.count)

    def _on_again(self) -> None:
        self.presenter.count_again()

    def _on_close(self) -> None:
        self.presenter.close(self._comment.text())

    def _on_leave(self) -> None:
        self.presenter.leave()

    def _on_main_key(self) -> None:
        page = self._stack.currentIndex()
        if page == _BLOCKED:
            self._on_leave()
        elif page == _OUTCOME:
            self._close.click()
        elif page == _COUNT:
            self._done.click()


class _Figure(QFrame):
    """One large figure with its name above and a word below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._name, self._amount = text_label("muted", self), text_label("total", self)
        self._icon, self._word = QLabel(self), text_label("line", self, wrapped=True)
        below = QHBoxLayout()
        below.setSpacing(GRID)
        below.addWidget(self._icon)
        below.addWidget(self._word, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        for part in (self._name, self._amount):
            layout.addWidget(part)
        layout.addLayout(below)
        self._icon.hide()
        self._word.setMinimumHeight(4 * GRID)

    def show_figure(self, name: str, amount: str, word: str = "") -> None:
        self._name.setText(name)
        self._amount.setText(amount)
        self._word.setText(word)

    def show_icon(self, icon: str, colour: str) -> None:
        set_icon(self._icon, icon, colour)
        self._icon.show()


def variance_words(difference: Money, formats: Formats) -> tuple[str, str, str]:
    """Return what a variance is in words, with its icon and colour; positive is over."""
    amount = formats.money(Money(abs(difference.minor), difference.currency))
    if difference.minor > 0:
        return translate("Close", "{amount} over", amount=amount), "warning", "warning_text"
    if difference.minor < 0:
        return translate("Close", "{amount} short", amount=amount), "problem", "danger_text"
    return translate("Close", "Exactly right"), "done", "accent_text"
