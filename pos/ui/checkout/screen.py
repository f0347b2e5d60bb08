"""Sell screen: search and tiles on the leading side, the ticket on the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from pos.ui.checkout.paper_entry import PaperEntry
from pos.ui.checkout.parking import Parking
from pos.ui.checkout.presenter import SellPresenter
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.checkout.sell_picture import SellPicture
from pos.ui.checkout.ticket_text import TicketFigures
from pos.ui.language import translate
from pos.ui.screen import Screen
from pos.ui.widgets.ticket_model import TicketRow

_SCREENS = {Qt.Key.Key_F1: "help", Qt.Key.Key_F8: "cash", Qt.Key.Key_F10: "menu"}


class SellScreen(SellPicture):
    """Tells the presenters what was done, and keeps them in step with each other."""

    def __init__(self, desk: SaleDesk) -> None:
        super().__init__(desk.window)
        self.presenter = SellPresenter(self, desk)
        line = self.presenter.work_line
        self.parking = Parking(self, desk, line, self._on_other_ticket)
        self.paper = PaperEntry(self._strip, desk, line)
        self._keys_do = {
            Qt.Key.Key_F2: self._search,
            Qt.Key.Key_F3: self.presenter.edit_quantity,
            Qt.Key.Key_F4: self.presenter.edit_discount,
            Qt.Key.Key_F5: self._hold,
            Qt.Key.Key_F9: self.presenter.reprint,
            Qt.Key.Key_Delete: self.presenter.void_line,
        }
        self._connect()
        self._connect_entry()

    def show_ticket(self, rows: tuple[TicketRow, ...], figures: TicketFigures) -> None:
        was_empty = not self._ticket.table.rows
        super().show_ticket(rows, figures)
        if not was_empty and not rows:
            self.paper.enter()  # the whole ticket is gone, and its number with it

    # What Qt asks for.

    def entered(self) -> None:
        self._strip.setVisible(self.paper.is_on)
        self.parking.close()
        self.presenter.enter()
        self.parking.enter()
        self.paper.enter()

    def retranslate(self) -> None:
        for part in (self._field, self._editor, self._parked, self._ticket, self._strip):
            part.retranslate()
        self._show_keys()
        self.presenter.retranslate()
        self.parking.retranslate()
        self.paper.retranslate()

    def catalogue_changed(self) -> None:
        """Load departments and tiles anew: the feed has brought products."""
        self.presenter.finder.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        presenter = self.presenter
        self._field.typed.connect(self._on_typed)
        self._field.entered.connect(self._on_entered)
        self._field.moved.connect(self._on_moved)
        self._field.escaped.connect(self._escape)
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
        self._ticket.pay_pressed.connect(self._pay)
        self._ticket.void_pressed.connect(presenter.void_ticket)
        self._ticket.question_accepted.connect(self._on_accepted)
        self._ticket.question_declined.connect(self._on_declined)
        self._keys.pressed.connect(self._on_key)
        self._keys.refused.connect(self.show_note)

    def _connect_entry(self) -> None:
        """Connect what is not of every sale: parked tickets and the paper book."""
        paper, strip = self.paper, self._strip
        self._parked.recalled.connect(self.parking.recall)
        self._parked.discarded.connect(self.parking.discard)
        self._parked.left.connect(self._escape)
        strip.number_entered.connect(lambda typed: paper.enter_number(typed, strip.focus_time))
        strip.number_left.connect(paper.enter_number)
        strip.time_entered.connect(lambda typed: paper.enter_time(typed, self.focus_field))
        strip.time_left.connect(paper.enter_time)
        strip.total_entered.connect(lambda typed: paper.enter_total(typed, strip.focus_number))
        strip.total_left.connect(paper.enter_total)
        strip.offer_taken.connect(paper.take_offer)
        for keys, act in (
            ("F12", self._pay),
            ("Ctrl+Del", self.presenter.void_ticket),
            ("Ctrl+F5", self.parking.open),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _on_typed(self, typed: str) -> None:
        if typed:
            self.parking.close()
        self.presenter.ringing_up.type(typed)

    def _on_entered(self, typed: str) -> None:
        is_done = not typed.strip() and not self.presenter.voiding.is_asking
        if is_done and self.paper.is_on:
            self._finish_typing()
        else:
            self.presenter.submit(typed, self._finder.pointed_at)

    def _finish_typing(self) -> None:
        """Go on from an empty scan field: to the tenders, or to the number of the next ticket."""
        self.presenter.work_line.when_settled(
            lambda: self._pay() if self._ticket.table.rows else self._strip.focus_number()
        )

    def _pay(self) -> None:
        """Go to the tenders, unless the paper ticket is entered already."""
        if self.paper.is_refused:
            self.show_problem(
                translate("Paper", "First give the paper ticket a number that is not used yet.")
            )
            self.paper.ask_for_another()
        else:
            self.presenter.pay()

    def _hold(self) -> None:
        if self.parking.is_open:
            self._escape()
        else:
            self.parking.hold()

    def _on_other_ticket(self) -> None:
        """Show the ticket in hand: another one was parked or recalled."""
        self.paper.park()
        self.presenter.enter()
        self.paper.enter()

    def _escape(self) -> None:
        if self.parking.is_open:
            self.parking.close()
        else:
            self.presenter.escape()

    def _search(self) -> None:
        self.parking.close()
        self.presenter.editor.cancel()
        self.presenter.ringing_up.clear_field()
        self.focus_field()

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
        if isinstance(key, Qt.Key) and key in _SCREENS:
            self.open_screen(_SCREENS[key])
        elif isinstance(key, Qt.Key):
            self._keys_do[key]()


def build_sell(desk: SaleDesk) -> Screen:
    """Return the sell screen, ready for `window.add_screen("sell", …)`."""
    return SellScreen(desk)
