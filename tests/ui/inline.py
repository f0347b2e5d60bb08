"""Background for presenters' tests: works at once on the same thread, without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Immediately:
    """Runs work where it is asked for; `hold` keeps it until `go_on`."""

    def __init__(self) -> None:
        self._held: list[Callable[[], None]] | None = None

    def hold(self) -> None:
        self._held = []

    def go_on(self) -> None:
        held, self._held = self._held or [], None
        for work in held:
            work()

    def run(
        self,
        work: Callable[[], Any],
        *,
        on_done: Callable[[Any], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        def do() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 -- handed to on_error, never lost
                on_error(error)
            else:
                on_done(result)

        if self._held is None:
            do()
        else:
            self._held.append(do)
