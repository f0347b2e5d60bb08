"""Receipt screen: the change in the largest type, the paper beside it, and the next sale."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QElapsedTimer, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from pos.ui.checkout.fitting_label import FittingLabel
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.fonts import CHANGE_PX
from pos.ui.language import translate
from pos.ui.receipt.paper import Paper
from pos.ui.receipt.paper_pdf import paper_pdf
from pos.ui.receipt.paper_view import PaperView
from pos.ui.receipt.presenter import ReceiptPicture, ReceiptPresenter
from pos.ui.screen import Screen
from pos.ui.theme import GRID, set_icon, set_role
from pos.ui.widgets.buttons import action_button, make_tall
from pos.ui.widgets.key_bar import KeyBar, KeyHint
from pos.ui.widgets.message_bar import Level

_ICON_PX = 40
_OUTCOME_PX = CHANGE_PX + 24
DOUBLE_PRESS_MS = 400


class ReceiptScreen(Screen):
    """Shows and asks; `ReceiptPresenter` decides. A scan begins the next sale.

    Enter pays and Enter begins the next sale, so for a moment it is not taken: the second press
    of a nervous finger must not hide the change.
    """

    def __init__(self, desk: SaleDesk) -> None:
        super().__init__()
        self.setObjectName("receipt_screen")
        self._window = desk.window
        self._since_shown = QElapsedTimer()
        self._icon, self._title = QLabel(self), QLabel(self)
        set_role(self._title, "title")
        self._summary = QLabel(self)
        set_role(self._summary, "line")
        self._outcome_label = QLabel(self)
        set_role(self._outcome_label, "heading")
        self._outcome = FittingLabel(_OUTCOME_PX, parent=self)
        self._outcome.setObjectName("change")
        self._print = action_button("", icon="print", parent=self)
        self._print.setObjectName("print")
        self._pdf = action_button("", icon="report", parent=self)
        self._pdf.setObjectName("save_pdf")
        self._text = action_button("", icon="report", parent=self)
        self._text.setObjectName("save_text")
        self._no_printer = QLabel(self)
        set_role(self._no_printer, "muted")
        self._next = action_button("", icon="scan", role="primary", parent=self)
        self._next.setObjectName("new_sale")
        self._paper = PaperView(self)
        self._keys = KeyBar(self)
        self._keys.setObjectName("keys")
        self._picture: ReceiptPicture | None = None
        self._lay_out()
        self.presenter = ReceiptPresenter(self, desk)
        self._connect()

    # What the presenter asks for.

    def show_picture(self, picture: ReceiptPicture) -> None:
        self._picture = picture
        self._title.setText(picture.title)
        set_icon(self._icon, "print" if picture.is_copy else "done", "accent_text", _ICON_PX)
        self._summary.setText(picture.summary)
        self._outcome_label.setText(picture.outcome_label)
        colour = "accent_text" if picture.has_change else "text"
        self._outcome.show_text(picture.outcome, colour)
        self._paper.show_paper(picture.paper)
        self._print.setEnabled(picture.can_print)
        self._no_printer.setVisible(not picture.can_print)
        self._name_all(picture)

    def draw_pdf(self, paper: Paper, title: str) -> bytes:
        return paper_pdf(paper, title=title, right_to_left=self.isRightToLeft())

    def show_done(self, sentence: str) -> None:
        self._window.show_message(sentence, Level.DONE)

    def show_problem(self, sentence: str) -> None:
        self._window.show_problem(sentence)

    def open_screen(self, name: str) -> None:
        self._window.show_screen(name)

    # What Qt asks for.

    def entered(self) -> None:
        self._since_shown.start()
        self.presenter.show()
        self.setFocus()

    def retranslate(self) -> None:
        self.presenter.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat() and self._since_shown.hasExpired(DOUBLE_PRESS_MS):
                self.presenter.leave()
        elif event.key() == Qt.Key.Key_Escape:
            self.presenter.leave()
        elif event.text().isprintable() and event.text().strip():
            self._begin_with(event)
        else:
            super().keyPressEvent(event)

    def _begin_with(self, event: QKeyEvent) -> None:
        """Give the first character of a scan to the field that gets the rest."""
        self.presenter.leave()
        home = self._window.find_screen("sell").home()
        if home is not None:
            copy = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
            QCoreApplication.sendEvent(home, copy)

    def _name_all(self, picture: ReceiptPicture) -> None:
        self._print.setText(translate("Receipt", "Print"))
        self._pdf.setText(translate("Receipt", "Save as PDF"))
        self._text.setText(translate("Receipt", "Save as text"))
        no_printer = translate("Receipt", "No printer is set up on this register.")
        self._no_printer.setText(no_printer)
        self._print.setToolTip("" if picture.can_print else no_printer)
        back = translate("Receipt", "Back to the ticket  F12")
        self._next.setText(back if picture.is_copy else translate("Receipt", "New sale  F12"))
        reason = "" if picture.can_print else no_printer
        self._keys.show_hints(
            (
                KeyHint(Qt.Key.Key_F1, translate("Sell", "Help")),
                KeyHint(Qt.Key.Key_F7, translate("Receipt", "Save as PDF")),
                KeyHint(Qt.Key.Key_F8, translate("Receipt", "Save as text")),
                KeyHint(Qt.Key.Key_F9, translate("Receipt", "Print"), reason),
                KeyHint(Qt.Key.Key_F10, translate("Sell", "Menu")),
                KeyHint(
                    Qt.Key.Key_F12,
                    translate("Receipt", "Back to the ticket")
                    if picture.is_copy
                    else translate("Receipt", "New sale"),
                ),
            )
        )

    def _lay_out(self) -> None:
        for button in (self._print, self._pdf, self._text, self._next):
            make_tall(button)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self._print, self._pdf, self._text):
            buttons.addWidget(button, 1)
        card = QFrame(self)
        set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        inside.setSpacing(GRID)
        inside.addLayout(head)
        inside.addWidget(self._summary)
        inside.addStretch(1)
        inside.addWidget(self._outcome_label)
        inside.addWidget(self._outcome)
        inside.addStretch(2)
        inside.addWidget(self._no_printer)
        inside.addLayout(buttons)
        inside.addSpacing(GRID)
        inside.addWidget(self._next)
        columns = QHBoxLayout()
        columns.setSpacing(2 * GRID)
        columns.addWidget(card, 1)
        columns.addWidget(self._paper)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addLayout(columns, 1)
        layout.addWidget(self._keys)

    def _connect(self) -> None:
        self._print.clicked.connect(self.presenter.print)
        self._pdf.clicked.connect(self.presenter.save_pdf)
        self._text.clicked.connect(self.presenter.save_text)
        self._next.clicked.connect(self.presenter.leave)
        self._keys.pressed.connect(self._on_key)
        self._keys.refused.connect(self._on_refused)

    def _on_refused(self, reason: str) -> None:
        self._window.show_message(reason, Level.NOTE)

    def _on_key(self, key: object) -> None:
        match key:
            case Qt.Key.Key_F1:
                self.open_screen("help")
            case Qt.Key.Key_F7:
                self.presenter.save_pdf()
            case Qt.Key.Key_F8:
                self.presenter.save_text()
            case Qt.Key.Key_F9:
                self.presenter.print()
            case Qt.Key.Key_F10:
                self.open_screen("menu")
            case _:
                self.presenter.leave()


def build_receipt(desk: SaleDesk) -> Screen:
    """Return the receipt screen, ready for `window.add_screen("receipt", …)`."""
    return ReceiptScreen(desk)
