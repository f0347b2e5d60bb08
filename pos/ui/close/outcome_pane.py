"""Outcome pane: expected, counted and variance in large figures, and a comment."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from pos.domain.cash_session import CashSessionKind
from pos.domain.money import Money
from pos.ui.checkout.fitting_label import FittingLabel
from pos.ui.close.outcome import Found, Outcome
from pos.ui.fonts import TOTAL_PX
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import card, text_label
from pos.ui.payment.presenter import tender_name
from pos.ui.theme import GRID, set_icon, set_role
from pos.ui.widgets.buttons import action_button

_COMMENT_MAX = 200
_NAME_WIDTH = 144


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
        self._tender_rows: list[QWidget] = []
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
        expected_name, counted_name = _names(outcome)
        shown["expected"].show_figure(expected_name, expected)
        note = ""
        if outcome.earlier:
            before = " · ".join(formats.money(each) for each in outcome.earlier)
            note = translate("Close", "Counted before: {amounts}", amounts=formats.phrase(before))
        shown["counted"].show_figure(counted_name, counted, note)
        self._show_tenders(outcome.tenders, formats)
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

    def _show_tenders(self, tenders: tuple[Found, ...], formats: Formats) -> None:
        for old in self._tender_rows:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._tender_rows = [_TenderRow(tender, formats, self._compared) for tender in tenders]
        for row in self._tender_rows:
            self._rows.addWidget(row)
        self._compared.setVisible(bool(tenders))

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
        compared, self._rows = card(self, margin=2 * GRID)
        self._rows.setSpacing(GRID)
        self._compared = compared
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
        layout.addWidget(compared)
        layout.addWidget(frame)
        layout.addStretch(1)
        for button in (self._close, self._again):
            button.setMinimumHeight(7 * GRID)


def _names(outcome: Outcome) -> tuple[str, str]:
    """Return what the two figures are called: a paper book is not a drawer."""
    if outcome.kind is CashSessionKind.DEFERRED:
        return translate("Close", "Cash typed here"), translate("Close", "Cash by the paper book")
    return translate("Close", "Expected"), translate("Close", "Counted")


class _TenderRow(QWidget):
    """One other means of payment: its name, both amounts, and the difference in words."""

    def __init__(self, tender: Found, formats: Formats, parent: QWidget) -> None:
        super().__init__(parent)
        name, amounts = text_label("line", self), text_label("muted", self)
        words, icon = text_label("line", self), QLabel(self)
        name.setText(tender_name(tender.kind))
        name.setMinimumWidth(_NAME_WIDTH)
        amounts.setText(_amounts(tender, formats))
        difference = tender.difference
        words.setText(translate("Close", "Not compared"))
        if difference is not None:
            text, drawing, colour = variance_words(difference, formats)
            words.setText(text)
            set_icon(icon, drawing, colour)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID, 0, GRID, 0)
        layout.setSpacing(2 * GRID)
        layout.addWidget(name)
        layout.addWidget(amounts, 1)
        layout.addWidget(icon)
        layout.addWidget(words)
        self.setMinimumHeight(4 * GRID)


def _amounts(tender: Found, formats: Formats) -> str:
    sold = formats.money(tender.expected)
    if tender.found is None:
        return translate("Close", "Sold with it: {sold}", sold=sold)
    found = formats.money(tender.found)
    return translate("Close", "Sold with it: {sold}, found: {found}", sold=sold, found=found)


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
