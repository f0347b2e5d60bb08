"""Errors on screen: a problem is told as it is, a bug is logged and apologised for."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from pos.domain.problem import Problem
from pos.ui.language import translate
from pos.ui.problem_words import told

logger = logging.getLogger(__name__)
qt_logger = logging.getLogger("qt")

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def explain(error: BaseException) -> str:
    """Return the sentence for people; a bug is logged with its traceback on the way."""
    if isinstance(error, Problem):
        return told(error)
    report_bug(error)
    return apology()


def report_bug(error: BaseException) -> None:
    """Log an unanticipated error. Anything that arrives here needs a code change."""
    logger.error("unanticipated error in the UI", exc_info=error)


def apology() -> str:
    """Return what is shown instead of a bug."""
    return translate(
        "Errors",
        "Something went wrong inside Evertill. Nothing you completed is lost. "
        "Try again; if it comes back, tell whoever looks after this register.",
    )


class BugWatch(QObject):
    """Catches what no one caught: logs it and says so on screen, and the till goes on.

    Errors of other threads arrive here too; `show` is always called on the GUI thread.
    """

    _seen = Signal()

    def __init__(self, show: Callable[[str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._seen.connect(self._apologise, Qt.ConnectionType.QueuedConnection)
        self._installed = False

    def install(self) -> None:
        """Take over the hooks of Python, its threads and Qt."""
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_uncaught_in_thread
        qInstallMessageHandler(log_qt_message)
        self._installed = True
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.uninstall)

    def uninstall(self) -> None:
        """Give the hooks back."""
        if not self._installed:
            return
        self._installed = False
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def _on_uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report_bug(error)
        self._seen.emit()

    def _on_uncaught_in_thread(self, event: threading.ExceptHookArgs) -> None:
        if event.exc_value is None:
            return
        report_bug(event.exc_value)
        self._seen.emit()

    def _apologise(self) -> None:
        self._show(apology())


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Write what Qt says into the log of the program."""
    category = context.category
    qt_logger.log(_QT_LEVELS.get(kind, logging.WARNING), "%s: %s", category, message)
