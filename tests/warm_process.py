"""Commands in processes of their own that need not import anything first.

One process imports the program once and forks for each command: a start costs milliseconds instead
of a second, and the command still has its own memory, streams and exit code, and can be killed.
Where processes cannot be forked, and where the environment speaks to Python itself, a command is
started as people start it.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # where processes cannot be forked there is none
    from multiprocessing.context import ForkServerContext

REPOSITORY = Path(__file__).parent.parent
_PRELOADED = ("pos.cli", "pos.bootstrap", "pos.sync.exchange", "pos.cli.session_words", "fastapi")


def stretch_quickly() -> None:
    """Stretch passphrases in this process as little as can be, not for 0.3 s as shops do."""
    from pos.runtime.sealed_file import _Stretching

    _Stretching.__init__.__defaults__ = (32, 1, 1)  # KiB, passes, lanes


def run_command(
    arguments: Sequence[str], environment: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run `evertill` with arguments, without a terminal, and return what it printed.

    :raises subprocess.TimeoutExpired: if it takes longer; it is killed then.
    """
    speaks_to_python = {
        name
        for name, value in environment.items()
        if name.startswith("PYTHON") and os.environ.get(name) != value
    }
    if _FORKING is None or speaks_to_python:
        return _run_cold(arguments, environment, timeout)
    with TemporaryDirectory() as folder:
        return _run_warm(_FORKING, arguments, environment, timeout, Path(folder))


def _forking() -> ForkServerContext | None:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return None
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*_PRELOADED])
    return context


_FORKING = _forking()


def _run_warm(
    context: ForkServerContext,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    timeout: float,
    folder: Path,
) -> subprocess.CompletedProcess[str]:
    process = context.Process(target=_command, args=([*arguments], {**environment}, str(folder)))
    process.start()
    process.join(timeout)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise subprocess.TimeoutExpired(["evertill", *arguments], timeout)
    told, complained = ((folder / name).read_text("utf-8") for name in _STREAMS)
    return subprocess.CompletedProcess(["evertill", *arguments], process.exitcode, told, complained)


_STREAMS = ("stdout", "stderr")


def _command(arguments: list[str], environment: Mapping[str, str], folder: str) -> None:
    """Be the command: this is where the forked process begins."""
    for name, stream in zip(_STREAMS, (sys.stdout, sys.stderr), strict=True):
        stream.flush()
        with (Path(folder) / name).open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(REPOSITORY)
    stretch_quickly()
    from pos.cli import main

    sys.exit(main(arguments))


def _run_cold(
    arguments: Sequence[str], environment: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pos.cli", *arguments],
        env={**environment},
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
