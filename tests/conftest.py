"""What every test starts from: no screen, nothing of this user's, no thread left behind."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Generator, Iterator

# Before anything imports Qt or Typer. A developer who wants to watch sets the platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
os.environ["NO_COLOR"] = "1"
for name in [name for name in os.environ if name.startswith("EVERTILL_")]:
    del os.environ[name]

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

from tests.warm_process import stretch_quickly  # noqa: E402

# Time says nothing about a rule, and a busy machine must not fail one.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

END_OF_THREAD_SECONDS = 5.0
_SLOW = ("processes", "simulation", "power_loss", "scenario", "fuzzing")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have each worker begin with its share of the slow tests: none is left alone with one."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = [one for one in items if one.path.parent.name in _SLOW]
    if workers > 1 and slow:
        quick = [one for one in items if one.path.parent.name not in _SLOW]
        share = -(-len(quick) // workers)
        items[:] = [
            one
            for worker in range(workers)
            for one in (*slow[worker::workers], *quick[worker * share : (worker + 1) * share])
        ]


def pytest_collection_finish() -> None:
    """Have the garbage collector pass over what the tests imported: it stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make what a test printed and logged encodable: it travels between processes as UTF-8."""
    report = yield
    report.sections = [
        (title, text.encode(errors="backslashreplace").decode()) for title, text in report.sections
    ]
    return report


@pytest.fixture(autouse=True, scope="session")
def passphrases_are_stretched_quickly() -> None:
    """Spare each opening of a register 0.3 s; windows and servers stretch as shops do."""
    stretch_quickly()


@pytest.fixture(autouse=True)
def no_thread_is_left_behind() -> Iterator[None]:
    """Fail the test that starts a thread and does not end it.

    A thread that Qt started and Python only saw is Qt's own to end.
    """
    before = set(threading.enumerate())
    yield
    left = [
        thread
        for thread in threading.enumerate()
        if thread not in before and not isinstance(thread, threading._DummyThread)
    ]
    for thread in left:
        thread.join(END_OF_THREAD_SECONDS)
    names = [thread.name for thread in left if thread.is_alive()]
    assert names == [], "these threads outlive the test"
