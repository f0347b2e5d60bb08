"""Behaviour of the data folder's lock, between real processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pos.runtime.atomic_file import CannotWrite
from pos.runtime.clock import SystemClock
from pos.runtime.lock import FolderInUse, lock_folder
from tests.fakes import FakeClock

HOLD_IT = """
import sys
from pathlib import Path
from pos.runtime.clock import SystemClock
from pos.runtime.lock import lock_folder
lock = lock_folder(Path(sys.argv[1]), SystemClock())
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_process_holding(root: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD_IT, str(root)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield process
        process.kill()


class TestLocking:
    def test_is_refused_while_another_process_holds_the_folder(self, tmp_path: Path) -> None:
        with another_process_holding(tmp_path) as holder:
            with pytest.raises(FolderInUse) as refused:
                lock_folder(tmp_path, SystemClock())

            said = str(refused.value)

        assert re.search(
            rf"is already in use by another Evertill \(process {holder.pid}, since \d\d:\d\d\)\. "
            r"Close it first\.$",
            said,
        )
        assert str(tmp_path) in said

    def test_succeeds_once_the_holder_is_killed(self, tmp_path: Path) -> None:
        with another_process_holding(tmp_path) as holder:
            holder.kill()
            holder.wait()

            with lock_folder(tmp_path, SystemClock()):
                held = (tmp_path / "lock").read_text(encoding="utf-8")

        assert f'"pid": {os.getpid()}' in held

    def test_is_refused_within_the_same_process_too(self, tmp_path: Path) -> None:
        with (
            lock_folder(tmp_path, SystemClock()),
            pytest.raises(FolderInUse, match=f"process {os.getpid()}"),
        ):
            lock_folder(tmp_path, SystemClock())

    def test_says_the_day_when_it_was_another_one(self, tmp_path: Path) -> None:
        clock = FakeClock()
        with lock_folder(tmp_path, clock):
            clock.advance(timedelta(days=3))

            with pytest.raises(FolderInUse, match=r"since 2[89] Mar 2026 \d\d:\d\d"):
                lock_folder(tmp_path, clock)

    @pytest.mark.parametrize("text", ["", "garbage", "[]", '{"pid": "x", "since": 5}'])
    def test_is_refused_even_when_the_holder_has_not_said_who_it_is(
        self, tmp_path: Path, text: str
    ) -> None:
        with lock_folder(tmp_path, SystemClock()):
            (tmp_path / "lock").write_text(text, encoding="utf-8")

            with pytest.raises(FolderInUse, match=r"another Evertill\. Close it first"):
                lock_folder(tmp_path, SystemClock())

    def test_can_be_taken_again_after_release(self, tmp_path: Path) -> None:
        lock = lock_folder(tmp_path, SystemClock())

        lock.release()
        lock.release()

        lock_folder(tmp_path, SystemClock()).release()

    def test_says_why_when_there_is_no_such_folder(self, tmp_path: Path) -> None:
        with pytest.raises(CannotWrite, match="cannot be written: No such file"):
            lock_folder(tmp_path / "nowhere", SystemClock())
