"""Ticket list: tickets that wait, each to be taken up or discarded in its place."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos.domain.sale import SaleId
from pos.ui.checkout.parked_row import ParkedRow
from pos.ui.language import translate
from pos.ui.page import text_label
from pos.ui.theme import GRID, HALF_GRID, set_role
from pos.ui.widgets.buttons import action_button


class TicketList(QScrollArea):
    """Up and Down go from ticket to ticket, Enter takes one, Del asks before it is discarded."""

    taken = Signal(object)  # SaleId
    discarded = Signal(object)  # SaleId, after it was confirmed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[_TicketCard] = []
        self._inner = QWidget(self)
        self._layout = QVBoxLayout(self._inner)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID)
        self._layout.addStretch(1)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def rows(self) -> tuple[ParkedRow, ...]:
        return tuple(card.row for card in self._cards)

    def show_rows(self, rows: tuple[ParkedRow, ...], take: str) -> None:
        """Show the tickets; `take` is what the button that takes one says."""
        for card in self._cards:
            self._layout.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [_TicketCard(row, take, self._inner) for row in rows]
        for place, card in enumerate(self._cards):
            self._layout.insertWidget(place, card)
            card.taken.connect(partial(self._on_taken, card.row.key))
            card.discarded.connect(partial(self._on_discarded, card.row.key))
            for button in card.buttons:
                button.installEventFilter(self)

    def focus_first(self) -> None:
        """Give the keyboard to the first ticket."""
        if self._cards:
            self._cards[0].focus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the list before the buttons and the screen's own keys do."""
        if isinstance(event, QKeyEvent) and event.key() in _KEYS:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._on_key(event.key())
                return True
        return super().eventFilter(watched, event)

    def _on_key(self, key: int) -> None:
        place = next((at for at, each in enumerate(self._cards) if each.has_keyboard), 0)
        if key == Qt.Key.Key_Delete:
            self._cards[place].ask()
            return
        step = 1 if key == Qt.Key.Key_Down else -1
        card = self._cards[min(max(0, place + step), len(self._cards) - 1)]
        card.focus()
        self.ensureWidgetVisible(card)

    def _on_taken(self, key: SaleId) -> None:
        self.taken.emit(key)

    def _on_discarded(self, key: SaleId) -> None:
        self.discarded.emit(key)


class _TicketCard(QFrame):
    """One ticket; before it is discarded its two buttons become a question."""

    taken = Signal()
    discarded = Signal()

    def __init__(self, row: ParkedRow, take: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.row = row
        set_role(self, "card")
        title, names = text_label("line", self), text_label("muted", self)
        title.setText(row.title)
        names.setText(row.names)
        self._note = text_label("muted", self, wrapped=True)
        self._note.setText(row.note)
        self._note.setVisible(bool(row.note))
        self._total = text_label("heading", self)
        self._total.setText(row.total)
        self._question = text_label("line", self, wrapped=True)
        self._question.setText(translate("Parked", "Discard this ticket for good?"))
        self._take = self._button("take_ticket", take, "primary")
        self._discard = self._button("discard_ticket", translate("Parked", "Discard"), "")
        self._keep = self._button("keep_ticket", translate("Parked", "Keep it"), "")
        self._sure = self._button("discard_sure", translate("Parked", "Discard"), "danger")
        self._lay_out(title, names)
        self._connect()
        self._show_question(asking=False)

    @property
    def has_keyboard(self) -> bool:
        return any(button.hasFocus() for button in self.buttons)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        return self._take, self._discard, self._keep, self._sure

    def focus(self) -> None:
        self._show_question(asking=False)
        self._take.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self) -> None:
        """Ask in place; Enter then discards, Escape keeps."""
        self._show_question(asking=True)
        self._sure.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._question.isVisibleTo(self):
            self.focus()
        else:
            super().keyPressEvent(event)

    def _show_question(self, *, asking: bool) -> None:
        for part in (self._take, self._discard):
            part.setVisible(not asking)
        for asked in (self._question, self._keep, self._sure):
            asked.setVisible(asking)

    def _button(self, name: str, text: str, role: str) -> QPushButton:
        button = action_button(text, role=role, parent=self)
        button.setObjectName(name)
        return button

    def _lay_out(self, title: QLabel, names: QLabel) -> None:
        names.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words = QVBoxLayout()
        words.setSpacing(HALF_GRID)
        for label in (title, names, self._note):
            words.addWidget(label)
        top = QHBoxLayout()
        top.setSpacing(2 * GRID)
        top.addLayout(words, 1)
        top.addWidget(self._total, 0, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self._question, 1)
        buttons.addStretch(0)
        for button in (self._keep, self._sure, self._discard, self._take):
            buttons.addWidget(button)
        buttons.insertStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addLayout(top)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self._take.clicked.connect(self.taken)
        self._discard.clicked.connect(self.ask)
        self._keep.clicked.connect(self.focus)
        self._sure.clicked.connect(self.discarded)


_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Delete)
