"""Background of the till: after work, when nothing was done for a while, the log is tidied."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer

from pos.runtime.worker import Worker
from pos.ui.background import Background
from pos.ui.errors import report_bug

IDLE_MS = 2_000
T = TypeVar("T")


class TillBackground(Background):
    """Runs `when_idle` on the worker once nothing was asked of it for two seconds.

    A checkpoint then costs nobody a wait; on the way of a sale it would.
    """

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(worker, parent)
        self._when_idle: Callable[[], None] | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._on_idle)

    def do_when_idle(self, work: Callable[[], None]) -> None:
        """Set what is done in idle moments."""
        self._when_idle = work

    def run(
        self,
        work: Callable[[], T],
        *,
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        super().run(work, on_done=on_done, on_error=on_error)
        self._idle.start()

    def stop(self) -> None:
        """Begin no idle work any more."""
        self._idle.stop()
        self._when_idle = None

    def _on_idle(self) -> None:
        if self.busy:
            self._idle.start()
        elif self._when_idle is not None:
            super().run(self._when_idle, on_done=lambda _: None, on_error=report_bug)
