"""The `till` command: opens the window, or says in a sentence why it cannot."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pos.domain.problem import Problem

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from pos.ui.application import Till

_USAGE = "usage: evertill [till] [--data DIR] [--language en|ar] [--look light|dark] [--kiosk]"
_HELP = f"""{_USAGE}

Open the till window.

  --data DIR            the data folder of the register (default: this user's own)
  --language en|ar      the language of the screens; kept for the next start
  --look light|dark     the look of the screens; kept for the next start
  --kiosk               fill the screen, without a frame
  --help                show this and end"""
_CHOICES = {"--language": ("en", "ar"), "--look": ("light", "dark")}
_USAGE_ERROR = 2


class DisplayAbsent(Problem):
    def __init__(self) -> None:
        super().__init__(
            "There is no display, so the till cannot open its window. Start it on a desktop, or "
            "see it work unseen with: evertill demo"
        )


class _NotUnderstood(Exception):
    """The command line cannot be understood; the text says why."""


def till(arguments: list[str]) -> int:
    """Open the till and return the exit code when its window is closed.

    The arguments are read by hand: a parser's import would be a tenth of the start.

    :raises DisplayAbsent: if there is nothing to show a window on.
    """
    try:
        given = _read(arguments)
    except _NotUnderstood as reason:
        print(f"{_USAGE}\n{reason}", file=sys.stderr)  # noqa: T201 -- for whoever typed it
        return _USAGE_ERROR
    if given is None:
        print(_HELP)  # noqa: T201 -- asked for
        return 0
    if not _has_display():
        raise DisplayAbsent
    return _run(given)


def start(given: dict[str, str]) -> tuple[QApplication, Till]:
    """Build the till from its options; it opens its register after its first paint."""
    gc.disable()  # nothing to collect yet, and looking takes a twentieth of the start
    from pos.ui.theme import create_application

    app = create_application()
    from pos.ui.application import Till, TillOptions

    options = TillOptions(
        root=Path(given["--data"]) if "--data" in given else _default_root(),
        language=given.get("--language", ""),
        look=given.get("--look", ""),
        kiosk="--kiosk" in given,
    )
    till = Till(app, options)
    till.began.connect(gc.enable)
    return app, till


def _run(given: dict[str, str]) -> int:
    app, till = start(given)
    app.setQuitOnLastWindowClosed(False)
    till.closed.connect(app.quit)
    till.show()
    return app.exec()


def _read(arguments: list[str]) -> dict[str, str] | None:
    """Return the options by name, None if help is asked for."""
    given: dict[str, str] = {}
    left = list(arguments)
    while left:
        name, has_value, value = left.pop(0).partition("=")
        if name in ("--help", "-h"):
            return None
        if name == "--kiosk" and not has_value:
            given[name] = ""
        elif name in ("--data", *_CHOICES):
            given[name] = value if has_value else _next(name, left)
        else:
            raise _NotUnderstood(f"{name} is no option of the till.")
    for name, choices in _CHOICES.items():
        if name in given and given[name] not in choices:
            raise _NotUnderstood(f"{name} is one of: {', '.join(choices)}.")
    return given


def _next(name: str, left: list[str]) -> str:
    if not left:
        raise _NotUnderstood(f"{name} needs a value behind it.")
    return left.pop(0)


def _default_root() -> Path:
    from pos.runtime.paths import FolderKind, default_root

    return default_root(FolderKind.REGISTER)


def _has_display() -> bool:
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
