"""The proof as a command: `python -m tests.processes.run --minutes 60 --seed 1`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import threading
from pathlib import Path

from tests.processes.proof import Kind, Wanted, prove


def main() -> int:
    """Run, print the report, and return 0 only if nothing was lost, doubled or unequal."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.processes.run",
        description="A register and a server as real processes behind a bad network, both killed "
        "at random; afterwards both sides are compared with what the cashier was told.",
    )
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", type=Kind, choices=list(Kind), default=Kind.SQLITE)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--calm", type=int, default=12, help="seconds each side lives at most")
    parser.add_argument("--folder", type=Path, help="keep everything in this new folder")
    parser.add_argument("--json", action="store_true", help="print the report on one line")
    given = parser.parse_args()
    wanted = Wanted(
        database=given.database,
        seconds=round(given.minutes * 60),
        seed=given.seed,
        workers=given.workers,
        calm_seconds=given.calm,
    )
    ended = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: ended.set())
    with tempfile.TemporaryDirectory(prefix="evertill-proof-") as scratch:
        report = prove(given.folder or Path(scratch) / "shop", wanted, _say, ended)
    print(json.dumps(report.as_json(), indent=None if given.json else 2))  # noqa: T201
    return 0 if report.is_sound else 1


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
