"""Progress: how far long work has got, for whoever waits."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are, from the thread that does the work."""


def no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""
