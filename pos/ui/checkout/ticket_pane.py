"""Ticket pane: the lines, the figures and PAY."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from pos.ui.checkout.question_strip import QuestionStrip
from pos.ui.checkout.ticket_text import TicketFigures
from pos.ui.checkout.totals_board import TotalsBoard
from pos.ui.checkout.voiding import Question
from pos.ui.language import translate, translate_count
from pos.ui.theme import GRID, set_icon, set_role
from pos.ui.widgets.buttons import action_button, icon_button, make_tall
from pos.ui.widgets.ticket_model import TicketRow
from pos.ui.widgets.ticket_table import TicketTable

_ICON_PX = 48
_WIDTH_MIN = 360


class TicketPane(QFrame):
    """The right third of the sell screen."""

    line_chosen = Signal(object)
    pay_pressed = Signal()
    void_pressed = Signal()
    question_accepted = Signal()
    question_declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setMinimumWidth(_WIDTH_MIN)
        self._title, self._count = QLabel(self), QLabel(self)
        set_role(self._title, "heading")
        set_role(self._count, "muted")
        self._void = icon_button("delete", "", colour="danger_text", parent=self)
        self._void.setObjectName("void_ticket")
        self.table = TicketTable(self)
        self.table.setObjectName("ticket")
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._empty = _EmptyTicket(self)
        self._lines = QStackedWidget(self)
        self._lines.addWidget(self._empty)
        self._lines.addWidget(self.table)
        self._question = QuestionStrip(self)
        self.totals = TotalsBoard(self)
        self._pay = action_button("", icon="pay", role="primary", parent=self)
        self._pay.setObjectName("pay")
        make_tall(self._pay)
        self._pay.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self.table.row_chosen.connect(self.line_chosen)
        self._pay.clicked.connect(self.pay_pressed)
        self._void.clicked.connect(self.void_pressed)
        self._question.accepted.connect(self.question_accepted)
        self._question.declined.connect(self.question_declined)
        self.retranslate()

    def show_ticket(self, rows: tuple[TicketRow, ...], figures: TicketFigures) -> None:
        """Show lines and figures; what did not change is not drawn anew."""
        count_changed = len(rows) != len(self.table.rows)
        self.table.show_rows(rows)
        self.totals.show_figures(figures)
        if count_changed:
            self._show_count()

    def show_question(self, question: Question) -> None:
        self._question.ask(question)

    def hide_question(self) -> None:
        self._question.hide()

    def retranslate(self) -> None:
        """Show the fixed words in the language in use."""
        self._title.setText(translate("Sell", "Ticket"))
        void = translate("Sell", "Void ticket, Ctrl+Del")
        self._void.setToolTip(void)
        self._void.setAccessibleName(void)
        self._pay.setText(translate("Sell", "PAY  F12"))
        self._empty.retranslate()
        self._show_count()

    def _show_count(self) -> None:
        lines = len(self.table.rows)
        self._lines.setCurrentIndex(1 if lines else 0)
        self._count.setText(translate_count("Sell", "%Ln line(s)", lines) if lines else "")
        self._void.setEnabled(lines > 0)
        self._pay.setEnabled(lines > 0)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        head.setSpacing(GRID)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._void)
        foot = QVBoxLayout()
        foot.setContentsMargins(2 * GRID, GRID, 2 * GRID, 0)
        foot.addWidget(self._pay)
        strip = QVBoxLayout()
        strip.setContentsMargins(GRID, 0, GRID, GRID)
        strip.addWidget(self._question)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, GRID, 1, 2 * GRID)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._lines, 1)
        layout.addLayout(strip)
        layout.addWidget(self.totals)
        layout.addLayout(foot)


class _EmptyTicket(QWidget):
    """What stands where the lines will be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        icon = QLabel(self)
        icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_icon(icon, "scan", "muted", _ICON_PX)
        self._text = QLabel(self)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setWordWrap(True)
        set_role(self._text, "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * GRID, 0, 4 * GRID, 0)
        layout.setSpacing(2 * GRID)
        layout.addStretch(2)
        layout.addWidget(icon)
        layout.addWidget(self._text)
        layout.addStretch(3)

    def retranslate(self) -> None:
        self._text.setText(translate("Sell", "Scan the first item, or touch a tile."))
