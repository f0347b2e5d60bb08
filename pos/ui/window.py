"""The main window: status bar on top, messages below it, one screen at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from pos.ui.assets import asset
from pos.ui.formatting import Formats
from pos.ui.screen import Screen
from pos.ui.theme import GRID, set_role
from pos.ui.widgets.message_bar import Level, MessageBar
from pos.ui.widgets.status_bar import StatusBar
from pos.ui.widgets.toast import Toast

PRODUCT = "Evertill"
SMALLEST = QSize(1024, 720)
USUAL = QSize(1280, 800)


class MainWindow(QMainWindow):
    """Holds the screens by name; each is built when it is first shown, so the window is quick."""

    screen_shown = Signal(str)

    def __init__(self, formats: Formats, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(PRODUCT)
        self.setWindowIcon(QIcon(str(asset("icons", "evertill.svg"))))
        self.setMinimumSize(SMALLEST)
        self.resize(USUAL)
        self._factories: dict[str, Callable[[], Screen]] = {}
        self._screens: dict[str, Screen] = {}
        self._current = ""
        self.status_bar = StatusBar(formats, self)
        self._messages = MessageBar(self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._toast = Toast(self._stack)

    @property
    def current_screen(self) -> str:
        """Return the name of the screen in sight, or nothing."""
        return self._current

    @property
    def message(self) -> str:
        """Return what the message bar says, or nothing."""
        return self._messages.text

    def add_screen(self, name: str, build: Callable[[], Screen]) -> None:
        """Make a screen known; `build` runs when it is first shown."""
        self._factories[name] = build

    def find_screen(self, name: str) -> Screen:
        """Return a screen, built if need be.

        :raises KeyError: if no screen has that name.
        """
        if name not in self._screens:
            screen = self._factories[name]()
            self._screens[name] = screen
            self._stack.addWidget(screen)
        return self._screens[name]

    def show_screen(self, name: str) -> None:
        """Bring a screen into sight; the message of the one before goes away.

        :raises KeyError: if no screen has that name.
        """
        shown = self.find_screen(name)
        if self._current == name:
            shown.entered()
            return
        if self._current:
            self._screens[self._current].left()
        self._messages.clear()
        self._current = name
        self._stack.setCurrentWidget(shown)
        shown.entered()
        self.screen_shown.emit(name)

    def add_above_screens(self, part: QWidget) -> None:
        """Put a part above the messages of every screen; it shows and hides itself."""
        self._around_messages.insertWidget(0, part)

    def show_problem(self, text: str) -> None:
        """Say what went wrong, above the screen, until it is dismissed or answered."""
        self._messages.show_message(text, Level.PROBLEM)

    def show_message(self, text: str, level: Level = Level.NOTE) -> None:
        """Say something above the screen."""
        self._messages.show_message(text, level)

    def clear_message(self) -> None:
        self._messages.clear()

    def show_toast(self, text: str, icon: str = "done") -> None:
        """Confirm something in a few words that go by themselves."""
        self._toast.show_text(text, icon)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give a key to the screen in sight when the focus is nowhere in it."""
        screen = self._screens.get(self._current)
        focused = cast("QWidget | None", self.focusWidget())  # the stubs know no None
        if screen is None or (focused is not None and screen.isAncestorOf(focused)):
            super().keyPressEvent(event)
        else:
            screen.keyPressEvent(event)

    def _lay_out(self) -> None:
        centre = QWidget(self)
        set_role(centre, "ground")
        margin = QWidget(centre)
        around = self._around_messages = QVBoxLayout(margin)
        around.setContentsMargins(2 * GRID, GRID, 2 * GRID, 0)
        around.addWidget(self._messages)
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.status_bar)
        layout.addWidget(margin)
        layout.addWidget(self._stack, 1)
        self.setCentralWidget(centre)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
