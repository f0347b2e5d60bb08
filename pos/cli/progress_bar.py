"""Progress bar on standard error, while somebody looks at it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Give the function that is told how many are done, and of how many."""
    if not sys.stderr.isatty():
        yield lambda done, whole: None
        return
    from rich.console import Console  # only here: in a pipe nothing is shown
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


class ExchangeBars(Protocol):
    """What is told how far an exchange has got; called from the thread that does the work."""

    def sending(self, waiting: int) -> None:
        """Show that so many entries are still to be sent."""

    def fetching(self, done: int, whole: int) -> None:
        """Show how much of the catalogue is here."""


@contextmanager
def exchange_bars() -> Iterator[ExchangeBars]:
    """Give the bars of an exchange: entries that leave, and a catalogue that comes."""
    if not sys.stderr.isatty():
        yield _NoBars()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Bars(progress)


class _NoBars:
    def sending(self, waiting: int) -> None: ...
    def fetching(self, done: int, whole: int) -> None: ...


class _Bars:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._entries = progress.add_task("Entries", visible=False)
        self._catalogue = progress.add_task("Catalogue", visible=False)
        self._most = 0

    def sending(self, waiting: int) -> None:
        self._most = max(self._most, waiting)
        self._progress.update(
            self._entries,
            completed=self._most - waiting,
            total=self._most,
            visible=self._most > _WORTH_A_BAR,
        )

    def fetching(self, done: int, whole: int) -> None:
        self._progress.update(self._catalogue, completed=done, total=whole, visible=True)


_WORTH_A_BAR = 500  # entries; fewer are gone at once
