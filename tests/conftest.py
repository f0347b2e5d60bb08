"""What every test starts from: no screen, nothing of this user's, no thread left behind."""

from __future__ import annotations

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

# Time says nothing about a rule, and a busy machine must not fail one.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

END_OF_THREAD_SECONDS = 5.0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make what a test printed and logged encodable: it travels between processes as UTF-8."""
    report = yield
    report.sections = [
        (title, text.encode(errors="backslashreplace").decode()) for title, text in report.sections
    ]
    return report


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
