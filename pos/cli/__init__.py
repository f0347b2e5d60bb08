"""The command line: what every way to start Evertill goes through."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pos import __version__
from pos.cli.commands import COMMANDS, DEFAULT, Command
from pos.cli.guard import guarded
from pos.cli.streams import have_streams

USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for and return the exit code.

    0: done; 1: an anticipated problem, told in a sentence on stderr; 2: the command line
    cannot be understood; 70: a bug, whose traceback is in the log; 130: interrupted.
    """
    have_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)
    return guarded(lambda: _dispatch(words))


def _dispatch(words: list[str]) -> int:
    match words:
        case ["--version"]:
            print(f"evertill {__version__}")
            return 0
        case ["--help" | "-h" | "help"]:
            print(_help())
            return 0
        case [name, *rest] if not name.startswith("-"):
            return _run_named(name, rest)
        case _:
            return _run_named(DEFAULT, words)


def _run_named(name: str, arguments: list[str]) -> int:
    command = COMMANDS.get(name)
    if command is None:
        print(_unknown(name), file=sys.stderr)
        return USAGE_ERROR
    return command.run(f"evertill {name}", arguments)


def _unknown(name: str) -> str:
    from difflib import get_close_matches  # only here: the till starts without it

    close = get_close_matches(name, COMMANDS, n=1)
    guess = f" Did you mean {close[0]}?" if close else ""
    return f"There is no command {name!r}.{guess} `evertill --help` lists them all."


def _help() -> str:
    width = max(map(len, COMMANDS))
    return "\n".join(
        [
            "Usage: evertill [COMMAND] [OPTIONS]",
            "",
            "A till that never loses a sale and never does one twice, with its server.",
            "",
            "Commands:",
            *(_help_line(name, command, width) for name, command in COMMANDS.items()),
            "",
            f"Without a command: {DEFAULT}. `evertill COMMAND --help` tells more of one.",
        ]
    )


def _help_line(name: str, command: Command, width: int) -> str:
    return f"  {name:<{width}}  {command.summary}"
