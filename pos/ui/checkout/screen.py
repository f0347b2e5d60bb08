"""Sell screen: search and tiles on the leading side, the ticket on the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos.ui.checkout.editor import EditorPicture
from pos.ui.checkout.editor_pane import EditorPane
from pos.ui.checkout.finder import DepartmentTile, Offer
from pos.ui.checkout.finder_pane import FinderPane
from pos.ui.checkout.presenter import SellPresenter
from pos.ui.checkout.sale_desk import SaleDesk
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

_LEFT, _RIGHT = 63, 37
_SCREENS = {Qt.Key.Key_F1: "help", Qt.Key.Key_F8: "cash", Qt.Key.Key_F10: "menu"}


class SellScreen(Screen):
    """Shows and asks; `SellPresenter` decides. The scan field always gets the keyboard back."""

    def __init__(self, desk: SaleDesk) -> None:
        super().__init__()
        self.setObjectName("sell")
        self._window = desk.window
        self._field = ScanField(self)
        self._finder = FinderPane(self)
        self._editor = EditorPane(self)
        self._left = QStackedWidget(self)
        self._left.addWidget(self._finder)
        self._left.addWidget(self._editor)
        self._ticket = TicketPane(self)
        self._keys = KeyBar(self)
        self._keys.setObjectName("keys")
        self._lay_out()
        self.presenter = SellPresenter(self, desk)
        self._connect()
        self._show_keys()

    # What the presenters ask for.

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

    def show_question(self, question: Question) -> None:
        self._ticket.show_question(question)

    def hide_question(self) -> None:
        self._ticket.hide_question()

    def fill_field(self, text: str) -> None:
        self._field.put(text)

    def clear_field(self) -> None:
        self._field.put("")

    def focus_field(self) -> None:
        if self._left.currentWidget() is self._finder:
            self._field.setFocus()

    def show_problem(self, sentence: str) -> None:
        self._window.show_problem(sentence)

    def show_note(self, sentence: str) -> None:
        self._window.show_message(sentence, Level.NOTE)

    def clear_message(self) -> None:
        self._window.clear_message()

    def open_screen(self, name: str) -> None:
        self._window.show_screen(name)

    # What Qt asks for.

    def entered(self) -> None:
        self.presenter.enter()

    def home(self) -> QWidget | None:
        return self._field if self._left.currentWidget() is self._finder else None

    def retranslate(self) -> None:
        for part in (self._field, self._editor, self._ticket):
            part.retranslate()
        self._show_keys()
        self.presenter.retranslate()

    def catalogue_changed(self) -> None:
        """Load departments and tiles anew: the feed has brought products."""
        self.presenter.finder.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.presenter.escape()
        else:
            super().keyPressEvent(event)

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
        layout.addLayout(columns, 1)
        layout.addWidget(self._keys)

    def _connect(self) -> None:
        presenter = self.presenter
        self._field.typed.connect(presenter.ringing_up.type)
        self._field.entered.connect(self._on_entered)
        self._field.moved.connect(self._on_moved)
        self._field.escaped.connect(presenter.escape)
        self._field.delete_pressed.connect(presenter.void_line)
        self._field.delete_all_pressed.connect(presenter.void_ticket)
        self._field.undo_pressed.connect(presenter.voiding.accept)
        self._finder.department_chosen.connect(self._on_department)
        self._finder.tile_chosen.connect(self._on_tile)
        self._finder.result_chosen.connect(self._on_result)
        self._editor.applied.connect(presenter.editor.apply)
        self._editor.cancelled.connect(presenter.editor.cancel)
        self._editor.removal_asked.connect(presenter.editor.remove_discount)
        self._editor.percent_chosen.connect(presenter.editor.choose_percent)
        self._ticket.line_chosen.connect(presenter.choose_line)
        self._ticket.pay_pressed.connect(presenter.pay)
        self._ticket.void_pressed.connect(presenter.void_ticket)
        self._ticket.question_accepted.connect(self._on_accepted)
        self._ticket.question_declined.connect(self._on_declined)
        self._keys.pressed.connect(self._on_key)
        self._keys.refused.connect(self.show_note)
        for keys, act in (("F12", presenter.pay), ("Ctrl+Del", presenter.void_ticket)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _show_keys(self) -> None:
        self._keys.show_hints(sell_keys(empty=not self._ticket.table.rows))

    def _on_entered(self, typed: str) -> None:
        self.presenter.submit(typed, self._finder.pointed_at)

    def _on_moved(self, rows: int) -> None:
        if self._finder.shows_results:
            self._finder.results.move_by(rows)
        else:
            self._ticket.table.move_current(rows)

    def _on_department(self, name: str) -> None:
        self.presenter.finder.choose_department(name)
        self.focus_field()

    def _on_tile(self, index: int) -> None:
        self.presenter.ringing_up.choose(self.presenter.finder.tile(index))

    def _on_result(self, index: int) -> None:
        self.presenter.ringing_up.choose(self.presenter.finder.found(index))

    def _on_accepted(self) -> None:
        self.presenter.voiding.accept()
        self.focus_field()

    def _on_declined(self) -> None:
        self.presenter.voiding.close()
        self.focus_field()

    def _on_key(self, key: object) -> None:
        presenter = self.presenter
        match key:
            case Qt.Key.Key_F2:
                presenter.editor.cancel()
                presenter.ringing_up.clear_field()
                self.focus_field()
            case Qt.Key.Key_F3:
                presenter.edit_quantity()
            case Qt.Key.Key_F4:
                presenter.edit_discount()
            case Qt.Key.Key_F9:
                presenter.reprint()
            case Qt.Key.Key_Delete:
                presenter.void_line()
            case _ if isinstance(key, Qt.Key) and key in _SCREENS:
                self.open_screen(_SCREENS[key])


def build_sell(desk: SaleDesk) -> Screen:
    """Return the sell screen, ready for `window.add_screen("sell", …)`."""
    return SellScreen(desk)
