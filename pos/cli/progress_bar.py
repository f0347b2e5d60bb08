"""Progress bar on standard error, while somebody looks at it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


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
