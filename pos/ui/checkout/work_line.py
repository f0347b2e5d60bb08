"""Work line: what one screen has asked of the worker and not heard of yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pos.ui.background import Background

Result = TypeVar("Result")


class WorkLine:
    """Counts work in flight, so that a key pressed after a scan can wait for its answer."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._in_flight = 0
        self._failures = 0

    @property
    def is_busy(self) -> bool:
        return self._in_flight > 0

    def run(
        self,
        work: Callable[[], Result],
        on_done: Callable[[Result], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        """Queue work; its answer comes after those to everything queued before."""

        def done(result: Result) -> None:
            self._in_flight -= 1
            on_done(result)

        def failed(error: Exception) -> None:
            self._in_flight -= 1
            self._failures += 1
            on_error(error)

        self._in_flight += 1
        self._background.run(work, on_done=done, on_error=failed)

    def when_settled(self, act: Callable[[], None]) -> None:
        """Act when everything asked before has been answered, unless some of it is refused."""
        if not self._in_flight:
            act()
            return
        failures = self._failures

        def then(_: None) -> None:
            if self._failures == failures:
                act()

        self.run(_nothing, then, _never)


def _nothing() -> None:
    """Only take a place in the order."""


def _never(error: Exception) -> None:
    raise error
