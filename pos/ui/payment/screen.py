"""Pay screen: what is due on the leading side, the ways to pay it on the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from pos.domain.currency import exponent
from pos.domain.tender import TenderKind
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.language import translate
from pos.ui.payment.due_pane import DuePane
from pos.ui.payment.presenter import Outcome, PayPicture, PayPresenter, tender_name
from pos.ui.payment.quick_bar import QuickBar
from pos.ui.screen import Screen
from pos.ui.theme import GRID, set_role
from pos.ui.widgets.amount_field import AmountField
from pos.ui.widgets.buttons import action_button, make_tall
from pos.ui.widgets.key_bar import KeyBar, KeyHint
from pos.ui.widgets.message_bar import Level
from pos.ui.widgets.number_pad import NumberPad

_KEYS = {
    Qt.Key.Key_F5: TenderKind.CASH,
    Qt.Key.Key_F6: TenderKind.CARD,
    Qt.Key.Key_F7: TenderKind.COUPON,
    Qt.Key.Key_F8: TenderKind.VOUCHER,
}
_ICONS = {
    TenderKind.CASH: "cash",
    TenderKind.CARD: "card",
    TenderKind.COUPON: "coupon",
    TenderKind.VOUCHER: "voucher",
}
_TENDER_HEIGHT_MAX = 128
_TENDER_WIDTH = 240
_PAD_HEIGHT_MIN = 264
_PAD_HEIGHT_MAX = 440


class PayScreen(Screen):
    """Shows and asks; `PayPresenter` decides. Enter on an empty field is exact cash."""

    def __init__(self, desk: SaleDesk) -> None:
        super().__init__()
        self.setObjectName("pay_screen")
        self._window = desk.window
        self._due = DuePane(self)
        self._quick = QuickBar(self)
        self._field = AmountField("", str, self)
        self._field.edit.setObjectName("amount")
        self._pad = NumberPad(self)
        self._pad.set_target(self._field.edit)
        self._pad.set_decimals(exponent(desk.register.catalogue.currency) > 0)
        self._tenders = {kind: self._tender_button(kind) for kind in TenderKind}
        self._keys = KeyBar(self)
        self._keys.setObjectName("keys")
        self._lay_out()
        self.presenter = PayPresenter(self, desk)
        self._connect()
        self._name_all(covered=False)

    # What the presenter asks for.

    def show_picture(self, picture: PayPicture) -> None:
        self._due.show_picture(picture)
        self._quick.show_amounts(picture.exact, picture.quick)
        self._quick.setDisabled(picture.covered)
        for button in self._tenders.values():
            button.setDisabled(picture.covered)
        self._name_all(covered=picture.covered)

    def show_outcome(self, outcome: Outcome) -> None:
        self._due.show_outcome(outcome)

    def show_amount_problem(self, sentence: str) -> None:
        self._field.show_problem(sentence)
        self._field.edit.setFocus()
        self._field.edit.selectAll()

    def clear_amount(self) -> None:
        self._field.clear()
        self._field.show_problem("")
        self._field.edit.setFocus()

    def show_problem(self, sentence: str) -> None:
        self._window.show_problem(sentence)

    def show_note(self, sentence: str) -> None:
        self._window.show_message(sentence, Level.NOTE)

    def open_screen(self, name: str) -> None:
        self._window.show_screen(name)

    # What Qt asks for.

    def entered(self) -> None:
        self.presenter.enter()

    def home(self) -> QWidget | None:
        return self._field.edit

    def retranslate(self) -> None:
        self._due.retranslate()
        self._quick.retranslate()
        self._name_all(covered=False)
        self.presenter.retranslate()

    def _name_all(self, *, covered: bool) -> None:
        self._field.set_label(translate("Pay", "Amount given; empty means exactly what is due"))
        for key, kind in _KEYS.items():
            shown = f"{tender_name(kind)}  {key.name.removeprefix('Key_')}"
            self._tenders[kind].setText(shown)
        done = translate("Pay", "Nothing is due any more") if covered else ""
        due = "" if covered else translate("Pay", "Something is still due")
        self._keys.show_hints(
            (
                KeyHint(Qt.Key.Key_F1, translate("Sell", "Help")),
                *(KeyHint(key, tender_name(kind), done) for key, kind in _KEYS.items()),
                KeyHint(Qt.Key.Key_F12, translate("Pay", "Complete"), due),
                KeyHint(Qt.Key.Key_Escape, translate("Pay", "Back to the ticket")),
            )
        )

    def _tender_button(self, kind: TenderKind) -> QPushButton:
        role = "primary" if kind is TenderKind.CASH else ""
        button = action_button("", icon=_ICONS[kind], role=role, parent=self)
        button.setObjectName(f"tender_{kind.value}")
        make_tall(button)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        button.setMaximumHeight(_TENDER_HEIGHT_MAX)
        button.setFixedWidth(_TENDER_WIDTH)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self._pay(kind))
        return button

    def _lay_out(self) -> None:
        self._field.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._pad.setMinimumHeight(_PAD_HEIGHT_MIN)
        self._pad.setMaximumHeight(_PAD_HEIGHT_MAX)
        typed = QVBoxLayout()
        typed.setSpacing(2 * GRID)
        typed.addWidget(self._field)
        typed.addWidget(self._pad, 100)
        typed.addStretch(1)
        ways = QVBoxLayout()
        ways.setSpacing(GRID)
        for button in self._tenders.values():
            ways.addWidget(button, 100)
        ways.addStretch(1)
        below = QHBoxLayout()
        below.setSpacing(3 * GRID)
        below.addLayout(typed, 1)
        below.addLayout(ways)
        card = QFrame(self)
        set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        inside.setSpacing(3 * GRID)
        inside.addWidget(self._quick)
        inside.addLayout(below, 1)
        columns = QHBoxLayout()
        columns.setSpacing(2 * GRID)
        columns.addWidget(self._due, 38)
        columns.addWidget(card, 62)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addLayout(columns, 1)
        layout.addWidget(self._keys)

    def _connect(self) -> None:
        self._field.edit.textChanged.connect(self.presenter.type)
        self._field.edit.returnPressed.connect(self._on_entered)
        self._quick.exact_chosen.connect(self._on_exact)
        self._quick.chosen.connect(self.presenter.pay_quick)
        self._due.take_back_pressed.connect(self.presenter.take_back)
        self._keys.pressed.connect(self._on_key)
        self._keys.refused.connect(self.show_note)

    def _pay(self, kind: TenderKind) -> None:
        self.presenter.pay(kind, self._field.edit.text())

    def _on_entered(self) -> None:
        self._pay(TenderKind.CASH)

    def _on_exact(self) -> None:
        self.presenter.pay(TenderKind.CASH, "")

    def _on_key(self, key: object) -> None:
        if isinstance(key, Qt.Key) and key in _KEYS:
            self._pay(_KEYS[key])
        elif key == Qt.Key.Key_F1:
            self.open_screen("help")
        elif key == Qt.Key.Key_F12:
            self.presenter.complete()
        else:
            self.presenter.back()


def build_pay(desk: SaleDesk) -> Screen:
    """Return the pay screen, ready for `window.add_screen("pay", …)`."""
    return PayScreen(desk)
