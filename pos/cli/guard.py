"""The last catch of the command line: problems become sentences, bugs go to the log."""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from pos.domain.problem import Problem

PROBLEM = 1
BUG = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_KEPT = "What was saved before is kept."

logger = logging.getLogger(__name__)


def guarded(run: Callable[[], int]) -> int:
    """Run and return the exit code; nobody who starts a command ever sees a traceback."""
    try:
        code = run()
        sys.stdout.flush()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return PROBLEM
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _stop_writing()
        return PROBLEM
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NO_SPACE:
            _stop_writing()  # it may have been the output that went into a full disk
            print(f"{error.strerror}: free some space and do it again. {_KEPT}", file=sys.stderr)
            return PROBLEM
        log = _log_file()
        logger.exception("unanticipated error in a command")
        _apologise(log)
        return BUG
    return code


def _apologise(log: Path | None) -> None:
    print(
        f"Evertill met an error of its own. {_KEPT} "
        f"Please report it; the details are in {log or 'no log: none could be written'}.",
        file=sys.stderr,
    )


def _log_file() -> Path | None:
    """Return the file the program logs to, or begin one where it had not come that far."""
    root = logging.getLogger()
    for handler in root.handlers:
        if isinstance(handler, logging.FileHandler) and handler.baseFilename != os.devnull:
            return Path(handler.baseFilename)
    from platformdirs import user_log_path  # only here: the till starts without it

    logging.raiseExceptions = False  # a full disk must not put a traceback on the screen
    path = user_log_path("evertill", appauthor=False) / "evertill.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError:
        root.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    return path


def _stop_writing() -> None:
    """Let the interpreter flush into nothing at its end: whoever read has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
