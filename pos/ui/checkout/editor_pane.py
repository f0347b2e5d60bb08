"""Editor pane: asks for a quantity or a discount, with a number pad, in place of the tiles."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pos.ui.checkout.editor import REASON_LENGTH_MAX, Asked, EditorPicture
from pos.ui.language import translate
from pos.ui.theme import GRID, HALF_GRID, set_role
from pos.ui.widgets.amount_field import AmountField
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.number_pad import NumberPad

_PAD_SMALLEST = QSize(240, 248)
_PAD_LARGEST = QSize(640, 272)


class EditorPane(QFrame):
    """One question with its field; Enter applies, Esc leaves."""

    applied = Signal(str, str)  # what was typed, the reason
    cancelled = Signal()
    removal_asked = Signal()
    percent_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("editor")
        set_role(self, "card")
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        set_role(self._title, "title")
        # What a number is, the presenter decides when it is applied.
        self._field = AmountField("", str, self)
        self._field.edit.setObjectName("editor_field")
        self._pad = NumberPad(self)
        self._pad.set_target(self._field.edit)
        self._amount, self._percent = self._switch("editor_amount"), self._switch("editor_percent")
        self._reason_label = QLabel(self)
        set_role(self._reason_label, "muted")
        self._reasons = [self._switch(f"reason_{number}") for number in range(4)]
        self._own_reason = QLineEdit(self)
        self._own_reason.setObjectName("reason_own")
        self._own_reason.setMaxLength(REASON_LENGTH_MAX)
        self._apply = action_button("", icon="done", role="primary", parent=self)
        self._apply.setObjectName("editor_apply")
        self._cancel = action_button("", parent=self)
        self._cancel.setObjectName("editor_cancel")
        self._remove = action_button("", icon="delete", role="danger", parent=self)
        self._remove.setObjectName("editor_remove")
        self._discount_parts: tuple[QWidget, ...] = (
            self._amount,
            self._percent,
            self._reason_label,
            self._own_reason,
            *self._reasons,
        )
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def reason(self) -> str:
        """Return the reason chosen or typed."""
        own = self._own_reason.text().strip()
        chosen = (button.text() for button in self._reasons if button.isChecked())
        return own or next(chosen, "")

    def show_picture(self, picture: EditorPicture) -> None:
        """Ask anew; what was typed before is replaced."""
        discount = picture.asked is Asked.DISCOUNT
        self._title.setText(picture.title)
        self._field.set_label(picture.label)
        if picture.typed is not None:
            self._field.set_text(picture.typed)
        self._field.show_problem("")
        self._pad.set_decimals(picture.decimals)
        for part in self._discount_parts:
            part.setVisible(discount)
        self._remove.setVisible(picture.removable)
        if discount:
            self._show_discount(picture)
        self._field.edit.setFocus()

    def show_problem(self, sentence: str) -> None:
        self._field.show_problem(sentence)
        self._field.edit.setFocus()
        self._field.edit.selectAll()

    def ask_for_reason(self) -> None:
        """Send the keyboard to the reasons: arrows and Enter choose one."""
        set_role(self._reason_label, "problem")
        self._reasons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def retranslate(self) -> None:
        self._amount.setText(translate("Sell", "Amount"))
        self._percent.setText(translate("Sell", "Percent"))
        self._reason_label.setText(translate("Sell", "Why? Choose a reason, or type one."))
        other = translate("Sell", "Another reason")
        self._own_reason.setPlaceholderText(other)
        self._own_reason.setAccessibleName(other)
        self._apply.setText(translate("Sell", "Apply  Enter"))
        self._cancel.setText(translate("Sell", "Back  Esc"))
        self._remove.setText(translate("Sell", "Remove discount"))

    def _show_discount(self, picture: EditorPicture) -> None:
        self._percent.setChecked(picture.percent)
        self._amount.setChecked(not picture.percent)
        for button, reason in zip(self._reasons, picture.reasons, strict=True):
            button.setText(reason)
        if picture.reason is None:
            return
        set_role(self._reason_label, "muted")
        known = picture.reason in picture.reasons
        self._own_reason.setText("" if known else picture.reason)
        for button in self._reasons:
            button.setChecked(button.text() == picture.reason)

    def _switch(self, name: str) -> QPushButton:
        button = action_button("", parent=self)
        button.setObjectName(name)
        button.setCheckable(True)
        return button

    def _lay_out(self) -> None:
        self._kinds = QButtonGroup(self)
        kinds = QHBoxLayout()
        kinds.setSpacing(GRID)
        for button in (self._amount, self._percent):
            self._kinds.addButton(button)
            kinds.addWidget(button, 1)
        reasons = QGridLayout()
        reasons.setSpacing(GRID)
        for at, button in enumerate(self._reasons):
            reasons.addWidget(button, at // 2, at % 2)
        asked = QVBoxLayout()
        asked.setSpacing(GRID)
        asked.addWidget(self._field)
        asked.addSpacing(HALF_GRID)
        asked.addWidget(self._reason_label)
        asked.addLayout(reasons)
        asked.addWidget(self._own_reason)
        asked.addStretch(1)
        self._pad.setMinimumSize(_PAD_SMALLEST)
        self._pad.setMaximumSize(_PAD_LARGEST)
        typed = QVBoxLayout()
        typed.setSpacing(GRID)
        typed.addLayout(kinds)
        typed.addWidget(self._pad, 1)
        middle = QHBoxLayout()
        middle.setSpacing(3 * GRID)
        middle.addLayout(asked, 1)
        middle.addLayout(typed, 1)
        answers = QHBoxLayout()
        answers.setSpacing(GRID)
        answers.addWidget(self._cancel)
        answers.addWidget(self._remove)
        answers.addStretch(1)
        answers.addWidget(self._apply)
        self._apply.setMinimumWidth(200)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self._title)
        layout.addLayout(middle)
        layout.addStretch(1)
        layout.addLayout(answers)

    def _connect(self) -> None:
        self._field.edit.returnPressed.connect(self._on_apply)
        self._own_reason.returnPressed.connect(self._on_apply)
        self._apply.clicked.connect(self._on_apply)
        self._cancel.clicked.connect(self.cancelled)
        self._remove.clicked.connect(self.removal_asked)
        self._amount.clicked.connect(self._on_amount)
        self._percent.clicked.connect(self._on_percent)
        for button in self._reasons:
            button.clicked.connect(self._on_reason)

    def _on_apply(self) -> None:
        self.applied.emit(self._field.edit.text(), self.reason)

    def _on_amount(self) -> None:
        self.percent_chosen.emit(False)

    def _on_percent(self) -> None:
        self.percent_chosen.emit(True)

    def _on_reason(self) -> None:
        """Keep one reason; where an amount stands already, the keyboard goes back to it."""
        touched = self.sender()
        self._own_reason.clear()
        for button in self._reasons:
            if button is not touched:
                button.setChecked(False)
        self._field.edit.setFocus()
