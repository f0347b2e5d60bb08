"""Behaviour of the database worker and of its stand-in without a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from pos.runtime.worker import DatabaseWorker, InlineWorker, Worker, WorkerClosed


class NoSuchSale(Exception):
    pass


def refuse() -> int:
    raise NoSuchSale


@pytest.fixture(params=[DatabaseWorker, InlineWorker])
def worker(request: pytest.FixtureRequest) -> Iterator[Worker]:
    worker: Worker = request.param()
    yield worker
    worker.close()


class TestAnyWorker:
    def test_keeps_the_order(self, worker: Worker) -> None:
        done: list[int] = []

        futures = [worker.submit(partial(done.append, number)) for number in range(50)]
        for future in futures:
            future.result()

        assert done == list(range(50))

    def test_returns_what_the_work_returns(self, worker: Worker) -> None:
        assert worker.run(lambda: 42) == 42
        assert worker.submit(lambda: 42).result() == 42

    def test_raises_what_the_work_raises_and_goes_on(self, worker: Worker) -> None:
        with pytest.raises(NoSuchSale):
            worker.run(refuse)
        with pytest.raises(NoSuchSale):
            worker.submit(refuse).result()

        assert worker.run(lambda: 1) == 1

    def test_lets_work_run_other_work_at_once(self, worker: Worker) -> None:
        assert worker.run(lambda: worker.run(lambda: 7) + 1) == 8

    def test_refuses_work_after_closing(self, worker: Worker) -> None:
        worker.close()

        with pytest.raises(WorkerClosed, match="is closing"):
            worker.submit(lambda: 1)
        with pytest.raises(WorkerClosed):
            worker.run(lambda: 1)
        worker.close()


class TestDatabaseWorker:
    def test_runs_everything_on_one_thread_that_is_not_the_callers(self) -> None:
        worker = DatabaseWorker()

        threads = {worker.submit(threading.get_ident).result() for _ in range(20)}

        assert len(threads) == 1
        assert threading.get_ident() not in threads
        worker.close()

    def test_finishes_what_was_submitted_before_it_closes(self) -> None:
        worker = DatabaseWorker()
        gate = threading.Event()
        worker.submit(gate.wait)
        last = worker.submit(lambda: "done")
        closing = threading.Thread(target=worker.close)

        closing.start()
        gate.set()
        closing.join()

        assert last.result(timeout=0) == "done"

    def test_has_a_thread_that_a_process_waits_for(self) -> None:
        worker = DatabaseWorker()

        assert worker.run(lambda: threading.current_thread().daemon) is False
        worker.close()
