"""Quick bar: exact cash and the round amounts, one touch each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from pos.ui.language import translate
from pos.ui.payment.quick_notes import OFFERED_MAX
from pos.ui.theme import GRID
from pos.ui.widgets.buttons import action_button, make_tall


class QuickBar(QWidget):
    """As many buttons as there are amounts and room to read them; all pay in cash."""

    exact_chosen = Signal()
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exact = self._button("quick_exact")
        self._exact.clicked.connect(self.exact_chosen)
        self._shown = 0
        self._amounts = [self._button(f"quick_{place}") for place in range(OFFERED_MAX)]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        for button in (self._exact, *self._amounts):
            layout.addWidget(button, 1)
        for place, button in enumerate(self._amounts):
            button.clicked.connect(partial(self._on_clicked, place))
        self.retranslate()

    def show_amounts(self, exact: str, amounts: tuple[str, ...]) -> None:
        """Show these amounts, already written."""
        self._exact.setAccessibleName(f"{self._exact.text()} {exact}")
        for button, amount in zip(self._amounts, amounts, strict=False):
            button.setText(amount)
        self._shown = len(amounts)
        self._show_what_fits()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        """Leave the largest amounts out rather than cut all of them."""
        fitting = self._shown
        while fitting > 1 and not self._fits(fitting):
            fitting -= 1
        for place, button in enumerate(self._amounts):
            button.setVisible(place < fitting)

    def _fits(self, amounts: int) -> bool:
        buttons = [self._exact, *self._amounts[:amounts]]
        room = (self.width() + GRID) // len(buttons) - GRID
        return all(
            button.fontMetrics().horizontalAdvance(button.text()) + 2 * GRID <= room
            for button in buttons
        )

    def retranslate(self) -> None:
        self._exact.setText(translate("Pay", "Exact"))

    def _button(self, name: str) -> QPushButton:
        button = action_button("", parent=self)
        button.setObjectName(name)
        make_tall(button)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _on_clicked(self, place: int) -> None:
        self.chosen.emit(place)
