"""Outcome pane: expected, counted and variance in large figures, and a comment."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from pos.domain.money import Money
from pos.ui.checkout.fitting_label import FittingLabel
from pos.ui.close.presenter import Outcome
from pos.ui.fonts import TOTAL_PX
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import card, text_label
from pos.ui.theme import GRID, set_icon, set_role
from pos.ui.widgets.buttons import action_button

_COMMENT_MAX = 200


class OutcomePane(QWidget):
    """Shows what a count came to; closing carries the comment."""

    closing_asked = Signal(str)
    recount_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._figures = {name: _Figure(self) for name in ("expected", "counted", "variance")}
        self._comment = QLineEdit(self)
        self._comment.setObjectName("comment")
        self._comment.setMaxLength(_COMMENT_MAX)
        self._comment.returnPressed.connect(self.ask_to_close)
        self._comment_label = text_label("muted", self, wrapped=True)
        self._again = action_button("", icon="refund", parent=self)
        self._again.setObjectName("count_again")
        self._again.clicked.connect(self.recount_asked)
        self._close = action_button("", icon="close-session", role="primary", parent=self)
        self._close.setObjectName("close_session")
        self._close.clicked.connect(self.ask_to_close)
        self._lay_out()

    def begin(self, outcome: Outcome) -> None:
        """Take an empty comment; it gets the keyboard if it is needed."""
        self._comment.clear()
        (self._comment if outcome.comment_needed else self._close).setFocus()

    def ask_to_close(self) -> None:
        """Say that the session shall be closed, unless it is being closed."""
        if self._close.isEnabled():
            self.closing_asked.emit(self._comment.text())

    def show_busy(self, busy: bool) -> None:
        self._close.setDisabled(busy)
        self._again.setDisabled(busy)

    def show_outcome(self, outcome: Outcome, formats: Formats) -> None:
        """Show the figures, in the language in use."""
        shown = self._figures
        expected, counted = formats.money(outcome.expected), formats.money(outcome.counted)
        shown["expected"].show_figure(translate("Close", "Expected"), expected)
        first, note = outcome.first_counted, ""
        if first is not None:
            note = translate("Close", "First count: {amount}.", amount=formats.money(first))
        shown["counted"].show_figure(translate("Close", "Counted"), counted, note)
        words, icon, colour = variance_words(outcome.variance, formats)
        difference = formats.signed_money(outcome.variance)
        shown["variance"].show_figure(translate("Close", "Variance"), difference, words)
        shown["variance"].show_icon(icon, colour)
        self._comment_label.setText(
            translate("Close", "Comment (needed: the difference is large)")
            if outcome.comment_needed
            else translate("Close", "Comment (if there is something to say)")
        )
        self._again.setText(translate("Close", "Count again"))
        self._close.setText(translate("Close", "Close the session"))

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(2 * GRID)
        for figure in self._figures.values():
            figures.addWidget(figure, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self._close)
        buttons.addWidget(self._again)
        buttons.addStretch(1)
        frame, inside = card(self)
        inside.setSpacing(GRID)
        inside.addWidget(self._comment_label)
        inside.addWidget(self._comment)
        inside.addSpacing(2 * GRID)
        inside.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addLayout(figures)
        layout.addWidget(frame)
        layout.addStretch(1)
        for button in (self._close, self._again):
            button.setMinimumHeight(7 * GRID)


class _Figure(QFrame):
    """One large figure with its name above and a word below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._name, self._amount = text_label("muted", self), FittingLabel(TOTAL_PX, parent=self)
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
        self._amount.show_text(amount)
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
