"""Sell picture: the parts of the sell screen, where they stand, and what they show."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos.ui.checkout.editor import EditorPicture
from pos.ui.checkout.editor_pane import EditorPane
from pos.ui.checkout.finder import DepartmentTile, Offer
from pos.ui.checkout.finder_pane import FinderPane
from pos.ui.checkout.paper_strip import PaperStrip
from pos.ui.checkout.parked_pane import ParkedPane
from pos.ui.checkout.parked_row import ParkedRow
from pos.ui.checkout.scan_field import ScanField
from pos.ui.checkout.sell_keys import sell_keys
from pos.ui.checkout.ticket_pane import TicketPane
from pos.ui.checkout.ticket_text import TicketFigures
from pos.ui.checkout.voiding import Question
from pos.ui.screen import Screen
from pos.ui.theme import GRID
from pos.ui.widgets.key_bar import KeyBar
from pos.ui.widgets.message_bar import Level
from pos.ui.widgets.ticket_model import TicketRow
from pos.ui.window import MainWindow

_LEFT, _RIGHT = 63, 37


class SellPicture(Screen):
    """What the presenters of the sell screen ask for. The scan field gets the keyboard back."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.setObjectName("sell")
        self._window = window
        self._strip = PaperStrip(self)
        self._strip.hide()
        self._field = ScanField(self)
        self._finder = FinderPane(self)
        self._editor = EditorPane(self)
        self._parked = ParkedPane(self)
        self._left = QStackedWidget(self)
        for pane in (self._finder, self._editor, self._parked):
            self._left.addWidget(pane)
        self._ticket = TicketPane(self)
        self._keys = KeyBar(self)
        self._keys.setObjectName("keys")
        self._parked_count = 0
        self._lay_out()
        self._show_keys()

    def show_ticket(self, rows: tuple[TicketRow, ...], figures: TicketFigures) -> None:
        was_empty = not self._ticket.table.rows
        self._ticket.show_ticket(rows, figures)
        if was_empty is not (not rows):
            self._show_keys()

    def show_departments(self, tiles: tuple[DepartmentTile, ...], chosen: str) -> None:
        self._finder.show_departments(tiles, chosen)

    def show_tiles(self, offers: tuple[Offer, ...]) -> None:
        self._finder.show_tiles(offers)

    def show_results(self, offers: tuple[Offer, ...], chosen: int) -> None:
        self._finder.show_results(offers, chosen)

    def show_nothing(self, sentence: str) -> None:
        self._finder.show_nothing(sentence)

    def show_editor(self, picture: EditorPicture) -> None:
        self._left.setCurrentWidget(self._editor)
        self._editor.show_picture(picture)

    def show_editor_problem(self, sentence: str) -> None:
        self._editor.show_problem(sentence)

    def ask_for_reason(self) -> None:
        self._editor.ask_for_reason()

    def close_editor(self) -> None:
        self._left.setCurrentWidget(self._finder)
        self.focus_field()

    def show_parked(self, rows: tuple[ParkedRow, ...]) -> None:
        self._left.setCurrentWidget(self._parked)
        self._parked.show_rows(rows)

    def show_parked_count(self, count: int) -> None:
        self._parked_count = count
        self._show_keys()

    def close_parked(self) -> None:
        self._left.setCurrentWidget(self._finder)
        self.focus_field()

    def show_question(self, question: Question) -> None:
        self._ticket.show_question(question)

    def hide_question(self) -> None:
        self._ticket.hide_question()

    def fill_field(self, text: str) -> None:
        self._field.put(text)

    def clear_field(self) -> None:
        self._field.put("")

    def focus_field(self) -> None:
        # A late answer takes the keyboard from no other screen.
        if self._left.currentWidget() is self._finder and self._field.isVisible():
            self._field.setFocus()

    def show_problem(self, sentence: str) -> None:
        self._window.show_problem(sentence)

    def show_note(self, sentence: str) -> None:
        self._window.show_message(sentence, Level.NOTE)

    def show_done(self, words: str) -> None:
        self._window.show_toast(words)

    def clear_message(self) -> None:
        self._window.clear_message()

    def open_screen(self, name: str) -> None:
        self._window.show_screen(name)

    def home(self) -> QWidget | None:
        """Return the scan field, but while the editor asks."""
        return None if self._left.currentWidget() is self._editor else self._field

    def _show_keys(self) -> None:
        empty = not self._ticket.table.rows
        self._keys.show_hints(sell_keys(empty=empty, parked=self._parked_count))

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(2 * GRID)
        left.addWidget(self._field)
        left.addWidget(self._left, 1)
        columns = QHBoxLayout()
        columns.setSpacing(2 * GRID)
        columns.addLayout(left, _LEFT)
        columns.addWidget(self._ticket, _RIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self._strip)
        layout.addLayout(columns, 1)
        layout.addWidget(self._keys)
