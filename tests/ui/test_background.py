"""Work off the GUI thread, results on it."""

import logging
import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QLabel

from pos.domain.problem import Problem
from pos.runtime.worker import DatabaseWorker, WorkerClosed
from pos.ui.background import Background


@pytest.fixture
def worker() -> Iterator[DatabaseWorker]:
    worker = DatabaseWorker()
    yield worker
    worker.close()


@pytest.fixture
def background(worker: DatabaseWorker, qapp: QObject) -> Iterator[Background]:
    background = Background(worker)
    yield background
    background.wait()


def never(value: object) -> None:
    raise AssertionError(value)


class TestBackground:
    def test_runs_elsewhere_and_answers_on_the_gui_thread(self, background, qtbot, qapp) -> None:
        seen = []

        background.run(
            threading.get_ident,
            on_done=lambda ident: seen.append((ident, QThread.currentThread())),
            on_error=never,
        )

        qtbot.waitUntil(lambda: bool(seen))
        assert seen[0][0] != threading.get_ident()
        assert seen[0][1] is qapp.thread()

    def test_keeps_the_order(self, background) -> None:
        seen = []
        for number in range(50):
            background.run(lambda number=number: number, on_done=seen.append, on_error=never)

        background.wait()

        assert seen == list(range(50))

    def test_hands_an_error_over(self, background) -> None:
        errors = []

        background.run(lambda: 1 // 0, on_done=never, on_error=errors.append)
        background.wait()

        assert isinstance(errors[0], ZeroDivisionError)

    def test_never_calls_back_before_it_returns(self, background) -> None:
        seen = []

        background.run(lambda: 1, on_done=seen.append, on_error=never)
        assert seen == []

        background.wait()
        assert seen == [1]

    def test_logs_an_error_of_the_callback_and_goes_on(self, background, caplog) -> None:
        seen = []

        background.run(lambda: 1, on_done=never, on_error=never)
        background.run(lambda: 2, on_done=seen.append, on_error=never)
        background.wait()

        assert seen == [2]
        assert "unanticipated error" in caplog.text
        assert "AssertionError" in caplog.text

    def test_leaves_a_screen_alone_that_is_gone(self, background, qtbot, caplog) -> None:
        label = QLabel()
        go = threading.Event()
        background.run(lambda: go.wait(5) and "late", on_done=label.setText, on_error=never)

        shiboken6.delete(label)
        go.set()
        background.wait()

        assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []

    def test_runs_what_a_callback_starts_before_it_is_done(self, background) -> None:
        seen = []

        def again(number: int) -> None:
            seen.append(number)
            if number < 3:
                background.run(lambda: number + 1, on_done=again, on_error=never)

        background.run(lambda: 1, on_done=again, on_error=never)
        background.wait()

        assert seen == [1, 2, 3]
        assert not background.busy

    def test_says_so_when_the_worker_takes_no_more(self, qtbot, qapp) -> None:
        worker = DatabaseWorker()
        worker.close()
        errors: list[Exception] = []

        Background(worker, qapp).run(lambda: 1, on_done=never, on_error=errors.append)

        qtbot.waitUntil(lambda: bool(errors))
        assert isinstance(errors[0], WorkerClosed)
        assert isinstance(errors[0], Problem)
