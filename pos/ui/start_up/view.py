"""Start-up screen: starting, asking for the passphrase, or saying why it cannot be."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from pos.ui.language import translate
from pos.ui.page import card, text_label
from pos.ui.screen import Screen
from pos.ui.theme import GRID, set_icon
from pos.ui.widgets.buttons import action_button

_CARD_WIDTH = 640


class StartUpScreen(Screen):
    """One calm card in the middle of the window."""

    retry_asked = Signal()
    close_asked = Signal()
    passphrase_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start_up")
        self._asks = False
        self._sentence = ""
        self._icon = QLabel(self)
        self._title = text_label("title", self, wrapped=True)
        self._text = text_label("line", self, wrapped=True)
        self._passphrase = QLineEdit(self)
        self._passphrase.setObjectName("passphrase")
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._passphrase.returnPressed.connect(self._on_go)
        self._go = action_button("", role="primary", parent=self)
        self._go.setObjectName("go")
        self._go.clicked.connect(self._on_go)
        self._close = action_button("", parent=self)
        self._close.setObjectName("close")
        self._close.clicked.connect(self.close_asked)
        self._lay_out()
        self.show_starting()

    def show_starting(self) -> None:
        """Say that it takes a moment."""
        self._asks, self._sentence = False, ""
        self._show("clock", busy=True)

    def show_problem(self, sentence: str) -> None:
        """Say why the register cannot be opened, and offer to try again."""
        self._asks, self._sentence = False, sentence
        self._show("problem", busy=False)
        self._go.setFocus()

    def ask_passphrase(self, problem: str) -> None:
        """Ask for the passphrase of the keys, and say what was wrong with the last one."""
        self._asks, self._sentence = True, problem
        self._passphrase.clear()
        self._show("lock", busy=False)
        self._passphrase.setFocus()

    def retranslate(self) -> None:
        self._name_all()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._go.isVisible():
            self._go.click()
        else:
            super().keyPressEvent(event)

    def _show(self, icon: str, *, busy: bool) -> None:
        set_icon(self._icon, icon, "danger_text" if icon == "problem" else "accent_text", 48)
        self._passphrase.setVisible(self._asks)
        self._go.setVisible(not busy)
        self._close.setVisible(not busy)
        self._name_all()

    def _name_all(self) -> None:
        self._close.setText(translate("StartUp", "Close"))
        if self._asks:
            self._title.setText(translate("StartUp", "This register’s keys are locked"))
            self._go.setText(translate("StartUp", "Unlock"))
            self._passphrase.setPlaceholderText(translate("StartUp", "Passphrase"))
            ask = translate(
                "StartUp", "Type the passphrase that was chosen when this register was enrolled."
            )
            self._text.setText(self._sentence or ask)
        elif self._sentence:
            self._title.setText(translate("StartUp", "The register cannot be opened"))
            self._go.setText(translate("StartUp", "Try again"))
            self._text.setText(self._sentence)
        else:
            self._title.setText(translate("StartUp", "Starting …"))
            self._text.setText(translate("StartUp", "The register is being opened."))

    def _lay_out(self) -> None:
        frame, inside = card(self)
        frame.setFixedWidth(_CARD_WIDTH)
        inside.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 4 * GRID)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self._go)
        buttons.addWidget(self._close)
        buttons.addStretch(1)
        for part in (self._icon, self._title, self._text, self._passphrase):
            inside.addWidget(part)
        inside.addSpacing(GRID)
        inside.addLayout(buttons)
        # Not by alignment, which would not give a wrapped sentence the height that it needs.
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(frame)
        across.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(across)
        layout.addStretch(3)

    def _on_go(self) -> None:
        if self._asks:
            self.passphrase_given.emit(self._passphrase.text())
            self._passphrase.clear()
        else:
            self.retry_asked.emit()
