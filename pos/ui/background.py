"""Background work: run a function on the database worker, get its result on the GUI thread."""

from __future__ import annotations

import concurrent.futures
import logging
from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from pos.runtime.worker import Worker
from pos.ui.errors import report_bug

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Background(QObject):
    """Runs functions on the worker, in order, and brings results back, in order.

    An error of the work reaches `on_error`, an error of a callback the log; none reaches the
    event loop. A callback whose widget is gone by then is left out.
    """

    _ready = Signal(object)

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._pending: dict[concurrent.futures.Future[Any], None] = {}
        self._ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        *,
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        """Run `work` on the worker; call `on_done` or `on_error` on the GUI thread, later."""

        def finished(future: concurrent.futures.Future[T]) -> None:
            self._hand_over(lambda: self._finish(future, on_done, on_error))

        try:
            future = self._worker.submit(work)
        except Exception as error:  # noqa: BLE001 -- handed to on_error, never lost
            refusal = error
            self._hand_over(lambda: _call(on_error, refusal))
            return
        self._pending[future] = None
        future.add_done_callback(finished)

    @property
    def busy(self) -> bool:
        """Tell whether a result is still to come."""
        return bool(self._pending)

    def wait(self) -> None:
        """Block until all work has finished and its results are delivered (on shutdown)."""
        while self._pending:
            concurrent.futures.wait(tuple(self._pending))
            QCoreApplication.sendPostedEvents(self)

    def _hand_over(self, callback: Callable[[], None]) -> None:
        """Queue the callback on the GUI thread; called on either thread."""
        if shiboken6.isValid(self):
            self._ready.emit(callback)
        else:
            logger.warning("a result came after the window was gone")

    @Slot(object)
    def _deliver(self, callback: Callable[[], None]) -> None:
        callback()

    def _finish(
        self,
        future: concurrent.futures.Future[T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        self._pending.pop(future, None)
        try:
            result = future.result()
        except Exception as error:  # noqa: BLE001 -- handed to on_error, never lost
            _call(on_error, error)
        else:
            _call(on_done, result)


def _call(callback: Callable[[T], None], value: T) -> None:
    receiver = getattr(callback, "__self__", None)
    if isinstance(receiver, QObject) and not shiboken6.isValid(receiver):
        logger.info("a result was not shown: its screen is gone")
        return
    try:
        callback(value)
    except Exception as error:  # noqa: BLE001 -- logged as a bug, kept from the event loop
        report_bug(error)
