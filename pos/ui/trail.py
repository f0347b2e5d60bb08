"""Trail: the way back from menu, help and the like to where the work goes on."""

from __future__ import annotations

from collections.abc import Callable

_ASIDE = frozenset(
    {"menu", "sync", "settings", "help", "about", "x_report", "z_copy"}
    | {"cash", "sessions", "session_story", "doctor"}
)


class Trail:
    """Remembers the screens passed since the last one where work is done."""

    def __init__(self, show: Callable[[str], None], otherwise: Callable[[], None]) -> None:
        self._show = show
        self._otherwise = otherwise
        self._passed: list[str] = []

    def follow(self, name: str) -> None:
        """Note that a screen came into sight."""
        if name not in _ASIDE:
            self._passed = [name]
        elif name in self._passed:
            del self._passed[self._passed.index(name) + 1 :]
        else:
            self._passed.append(name)

    def forget(self) -> None:
        """Forget the way: the work that it began with is over."""
        self._passed.clear()

    def back(self) -> None:
        """Show the screen before this one; without one, where work goes on."""
        if len(self._passed) > 1:
            self._show(self._passed[-2])
        else:
            self._otherwise()
