"""What people are told of problems and of bugs."""

import logging
import sys
import threading

import pytest
from PySide6.QtCore import QTimer, qWarning

from pos.domain.problem import Problem
from pos.ui.errors import BugWatch, apology, explain


class TestExplain:
    def test_tells_a_problem_as_it_is_and_logs_nothing(self, qapp, caplog) -> None:
        assert explain(Problem("The drawer is open: close it.")) == "The drawer is open: close it."
        assert caplog.records == []

    def test_apologises_for_a_bug_and_logs_its_traceback(self, qapp, caplog) -> None:
        sentence = explain(KeyError("secret"))

        assert sentence == apology()
        assert "secret" not in sentence
        assert "Nothing you completed is lost" in sentence
        assert caplog.records[0].exc_info


@pytest.fixture
def shown(qapp):
    texts: list[str] = []
    watch = BugWatch(texts.append)
    hooks = sys.excepthook, threading.excepthook
    watch.install()
    yield texts
    watch.uninstall()
    sys.excepthook, threading.excepthook = hooks


class TestBugWatch:
    @pytest.mark.qt_no_exception_capture
    def test_catches_what_reaches_the_event_loop(self, shown, qtbot, caplog) -> None:
        QTimer.singleShot(0, lambda: 1 // 0)

        qtbot.waitUntil(lambda: bool(shown))

        assert shown == [apology()]
        assert "ZeroDivisionError" in caplog.text

    @pytest.mark.qt_no_exception_capture
    def test_catches_what_ends_a_thread(self, shown, qtbot, caplog) -> None:
        thread = threading.Thread(target=lambda: 1 // 0)
        thread.start()
        thread.join()

        qtbot.waitUntil(lambda: bool(shown))

        assert shown == [apology()]
        assert "ZeroDivisionError" in caplog.text

    def test_writes_what_qt_says_into_the_log(self, shown, caplog) -> None:
        with caplog.at_level(logging.WARNING, logger="qt"):
            qWarning("a widget is unhappy")

        assert "a widget is unhappy" in caplog.text
