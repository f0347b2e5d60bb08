"""Child process of the start benchmark: a bare Qt window, or the till's sign-in screen.

Run as `python -m pos.ui.bench_child bare` or `… till FOLDER`. Prints one line when the window is
painted and usable, and for the till another with its resident memory once all is loaded.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos.ui.application import Till

_SETTLED_MS = 1_500
_STATUS = Path("/proc/self/status")


def _bare() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Bare(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, painted)

    def painted() -> None:
        _say("usable")
        app.quit()

    app = QApplication(sys.argv)
    window = Bare()
    window.resize(1280, 800)
    window.show()
    app.exec()


def _till(folder: str) -> None:
    from pos.ui.commands import start

    app, till = start({"--data": folder})
    from PySide6.QtCore import QEvent, QObject, QTimer

    class FirstUse(QObject):
        """Sees the first picture of the sign-in screen with its operators."""

        def __init__(self) -> None:
            super().__init__(app)
            self._seen = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if not self._seen and event.type() == QEvent.Type.Paint and _has_operators(till):
                self._seen = True
                QTimer.singleShot(0, lambda: _say("usable"))
            return super().eventFilter(watched, event)

    def settled() -> None:
        _say(f"resident {_resident_kib()}")
        till.close()

    app.setQuitOnLastWindowClosed(False)
    till.closed.connect(app.quit)
    till.opened.connect(lambda: QTimer.singleShot(_SETTLED_MS, settled))
    till.show()
    till.window.installEventFilter(FirstUse())
    app.exec()


def _has_operators(till: Till) -> bool:
    from pos.ui.widgets.tile_grid import TileGrid

    grids = till.window.findChildren(TileGrid, "operators")
    return till.window.current_screen == "sign_in" and any(grid.tiles for grid in grids)


def _resident_kib() -> int:
    """Return the resident memory; 0 where the system does not tell it this way."""
    if not _STATUS.exists():
        return 0
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        _bare()
    else:
        _till(sys.argv[2])
