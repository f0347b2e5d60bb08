"""The database worker: the one thread that touches the register's database, in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

from pos.domain.problem import Problem

Result = TypeVar("Result")


class WorkerClosed(Problem):
    def __init__(self) -> None:
        super().__init__("Evertill is closing and takes no more work. Start it again to go on.")


class Worker(Protocol):
    """Runs pieces of work one at a time, in the order they were submitted."""

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Queue `work` and return at once; the future holds what it returns or raises.

        :raises WorkerClosed: after `close`.
        """

    def run(self, work: Callable[[], Result]) -> Result:
        """Queue `work`, wait for it, and return what it returns or raise what it raises.

        Work that is already on the worker may call this: the inner work runs at once.

        :raises WorkerClosed: after `close`.
        """

    def close(self) -> None:
        """Take no more work and wait until all that was submitted is done."""


class DatabaseWorker:
    """A worker with a thread of its own, which holds up the end of the process until closed."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        self._closed = False
        self._thread_id = self._executor.submit(threading.get_ident).result()

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        if self._closed:
            raise WorkerClosed
        try:
            return self._executor.submit(work)
        except RuntimeError as error:  # closed by another thread a moment ago
            raise WorkerClosed from error

    def run(self, work: Callable[[], Result]) -> Result:
        if threading.get_ident() == self._thread_id:
            return work()  # waiting for itself would last for ever
        return self.submit(work).result()

    def close(self) -> None:
        """Take no more work and wait for the rest. Not to be called from work."""
        self._closed = True
        self._executor.shutdown(wait=True)


class InlineWorker:
    """A worker without a thread: work runs where it is submitted. For the CLI and tests."""

    def __init__(self) -> None:
        self._closed = False

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        if self._closed:
            raise WorkerClosed
        future: Future[Result] = Future()
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 - the future hands it to whoever asks
            future.set_exception(error)
        return future

    def run(self, work: Callable[[], Result]) -> Result:
        if self._closed:
            raise WorkerClosed
        return work()

    def close(self) -> None:
        self._closed = True
