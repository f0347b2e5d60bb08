"""Due pane: the total, the tenders taken, and what is still due or given back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from pos.ui.checkout.fitting_label import FittingLabel
from pos.ui.fonts import CHANGE_PX, TOTAL_PX
from pos.ui.language import translate
from pos.ui.payment.presenter import Outcome, PayPicture, TenderRow
from pos.ui.theme import GRID, TOUCH_PX, set_role
from pos.ui.widgets.buttons import icon_button


class DuePane(QFrame):
    """The leading third of the pay screen."""

    take_back_pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._heading, self._lines = QLabel(self), QLabel(self)
        set_role(self._heading, "heading")
        set_role(self._lines, "muted")
        self._total = FittingLabel(TOTAL_PX, parent=self)
        self._total.setObjectName("total")
        self._paid_heading = QLabel(self)
        set_role(self._paid_heading, "muted")
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(GRID)
        self._row_widgets: list[QWidget] = []
        self._outcome_label = QLabel(self)
        set_role(self._outcome_label, "heading")
        self._outcome = FittingLabel(CHANGE_PX, parent=self)
        self._outcome.setObjectName("outcome")
        self._picture: PayPicture | None = None
        self._lay_out()
        self.retranslate()

    def show_picture(self, picture: PayPicture) -> None:
        """Show the total and the tenders."""
        self._picture = picture
        self._total.show_text(picture.total)
        self._lines.setText(picture.lines)
        self._paid_heading.setVisible(bool(picture.tenders))
        for old in self._row_widgets:
            self._rows.removeWidget(old)
            old.deleteLater()
        self._row_widgets = [self._row(at, row) for at, row in enumerate(picture.tenders)]
        for widget in self._row_widgets:
            self._rows.insertWidget(self._rows.count() - 1, widget)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show in the largest type what is due or given back."""
        self._outcome_label.setText(outcome.label)
        colour = "accent_text" if outcome.is_change else "text"
        self._outcome.show_text(outcome.amount, colour)

    def retranslate(self) -> None:
        self._heading.setText(translate("Pay", "To pay"))
        self._paid_heading.setText(translate("Pay", "Paid so far"))

    def _row(self, place: int, row: TenderRow) -> QWidget:
        widget = QWidget(self)
        name, amount = QLabel(row.name, widget), QLabel(row.amount, widget)
        for label in (name, amount):
            set_role(label, "line")
        back = icon_button("close", translate("Pay", "Take back"), parent=widget)
        back.setObjectName(f"take_back_{place}")
        back.clicked.connect(partial(self._on_take_back, place))
        layout = QHBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(name, 1)
        layout.addWidget(amount)
        layout.addWidget(back)
        widget.setFixedHeight(TOUCH_PX)
        return widget

    def _on_take_back(self, place: int) -> None:
        self.take_back_pressed.emit(place)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self._lines)
        inner = QWidget(self)
        inner.setLayout(self._rows)
        self._rows.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(self._total)
        layout.addSpacing(2 * GRID)
        layout.addWidget(self._paid_heading)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._outcome_label)
        layout.addWidget(self._outcome)
