"""Hands: presses real keys and buttons of the till's window, and waits for what they bring."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pos.domain.problem import Problem
from pos.ui.application import Till

W = TypeVar("W", bound=QWidget)

_PATIENCE_MS = 60_000
_MOMENT_MS = 2


class NotSeen(Problem):
    """What the keys should have brought did not come into sight."""

    def __init__(self, wanted: str, screen: str, message: str) -> None:
        told = f" It says: {message}" if message else ""
        super().__init__(f"On the screen “{screen}”, {wanted} did not happen.{told}")


class Hands:
    """Works on one till as a cashier would: by key, by click, by looking."""

    def __init__(self, till: Till) -> None:
        self._till = till

    @property
    def window(self) -> QWidget:
        return self._till.window

    def until(self, condition: Callable[[], object], wanted: str) -> None:
        """Let the program run until the condition holds.

        :raises NotSeen: if it does not within a minute.
        """
        deadline = QDeadlineTimer(_PATIENCE_MS)
        while not condition():
            if deadline.hasExpired():
                window = self._till.window
                raise NotSeen(wanted, window.current_screen, window.message)
            self.let_run(_MOMENT_MS)

    def let_run(self, milliseconds: int) -> None:
        """Let the program run for so long.

        `QTest.qWait` would keep Python's lock, and so hold up the worker that is waited for.
        """
        moment = QEventLoop()
        QTimer.singleShot(milliseconds, moment.quit)
        moment.exec()

    def until_idle(self) -> None:
        """Wait until the database worker has answered everything."""
        self.until(self._idle, "the end of the work in hand")

    def see(self, screen: str) -> None:
        """Wait until a screen is in sight and at rest."""
        self.until(lambda: self._till.window.current_screen == screen, f"the screen “{screen}”")
        self.until_idle()
        self.let_run(_MOMENT_MS)

    def find(self, name: str, kind: type[W]) -> W:
        """Return a visible part of the window by its object name."""
        seen: list[W] = []
        self.until(lambda: _filled(seen, self._seen(name, kind)), f"the part “{name}”")
        return seen[0]

    def shows(self, name: str, kind: type[W]) -> W | None:
        """Return a part of the window if it is visible now."""
        return next(iter(self._seen(name, kind)), None)

    def type_text(self, text: str) -> None:
        """Type into whatever has the keyboard."""
        QTest.keyClicks(self._focused(), text)

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(self._focused(), key, modifier)

    def click(self, name: str) -> None:
        """Click in the middle of the part with that object name."""
        part = self.find(name, QWidget)
        self.until(part.isEnabled, f"the part “{name}” being enabled")
        self.click_at(part, part.rect().center())

    def click_at(self, part: QWidget, place: QPoint) -> None:
        QTest.mouseClick(part, Qt.MouseButton.LeftButton, pos=place)

    def picture(self, path: Path) -> None:
        """Write what the window shows now as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.until(lambda: self.window.grab().save(str(path)), f"the picture {path}")

    def _idle(self) -> bool:
        try:
            return not self._till.background.busy
        except LookupError:  # the window has not been painted yet
            return False

    def _seen(self, name: str, kind: type[W]) -> list[W]:
        return [part for part in self.window.findChildren(kind, name) if part.isVisible()]

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self.window


def _filled(seen: list[W], found: list[W]) -> bool:
    seen.extend(found)
    return bool(seen)
