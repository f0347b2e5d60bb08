"""Progress line: a count that grows in place, where somebody watches a terminal."""

from __future__ import annotations

import sys


class ProgressLine:
    """Shows `what: done of total` on standard error; nothing where it is not a terminal."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._is_shown = sys.stderr.isatty()
        self._has_begun = False

    def show(self, done: int, total: int) -> None:
        if self._is_shown:
            self._has_begun = True
            print(f"\r{self._what}: {done:,} of {total:,}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line, so that what follows begins on its own."""
        if self._has_begun:
            print(file=sys.stderr)
            self._has_begun = False
