"""The table of commands: a name, one line of help, and where the code is found when it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

DEFAULT = "till"


@dataclass(frozen=True, slots=True)
class Command:
    """Code that is imported only when it runs, so that starting and helping stay fast.

    `target` is "module:attribute". The attribute is a `typer.Typer`, or a function of the
    remaining arguments that returns the exit code, for what cannot wait for Typer's import.
    """

    target: str
    summary: str

    def load(self) -> Any:
        module, _, attribute = self.target.partition(":")
        return getattr(import_module(module), attribute)

    def run(self, program: str, arguments: list[str]) -> int:
        """Run with the remaining `arguments`; `program` is what the usage line calls it."""
        return _exit_code(lambda: _call(self.load(), program, arguments))


def _call(loaded: Any, program: str, arguments: list[str]) -> object:
    if "typer" in sys.modules:  # else it cannot be one of Typer's
        import typer
        from typer.main import get_command

        if isinstance(loaded, typer.Typer):
            return get_command(loaded)(arguments, prog_name=program)
    return loaded(arguments)


def _exit_code(call: Callable[[], object]) -> int:
    """Turn every way to end into a number: a return value, `sys.exit` or Typer's own exit."""
    try:
        code = call()
    except SystemExit as end:
        code = end.code
    if code is None or isinstance(code, int):
        return code or 0
    print(code, file=sys.stderr)  # sys.exit("a sentence")
    return 1


COMMANDS = MappingProxyType(
    {
        "till": Command("pos.ui.commands:till", "Open the till window."),
        "serve": Command("pos.server.commands:serve", "Serve registers from a server's folder."),
        "demo": Command("pos.ui.demo.command:demo", "Work a shift through a demo shop, unseen."),
        "store": Command("pos.server.commands:store", "Create a store and its server's folder."),
        "operator": Command("pos.server.operator_commands:operator", "Add operators, list them."),
        "register": Command("pos.server.commands:register", "Add, list, replace, fence registers."),
        "enrol": Command("pos.cli.enrol:enrol", "Make this a register, with a one-time code."),
        "import-catalogue": Command(
            "pos.server.commands:import_catalogue", "Take products from a CSV file."
        ),
        "import-sales": Command("pos.cli.import_sales:import_sales", "Type past sales in."),
        "sync": Command("pos.cli.sync:sync", "Exchange with the server now, or see how it stands."),
        "sessions": Command("pos.cli.sessions:sessions", "List, open, close and repair sessions."),
        "entries": Command(
            "pos.server.entry_commands:entries", "See entries in quarantine, have them applied."
        ),
        "verify": Command("pos.cli.verify:verify", "Check every entry, signature and total."),
        "archive": Command("pos.cli.archive:archive", "Write every entry out for an auditor."),
        "backup": Command("pos.cli.backup:backup", "Make, check and restore backups."),
        "simulate": Command(
            "pos.simulation.command:simulate", "Work in a chain of shops where all goes wrong."
        ),
        "bench": Command("pos.cli.bench.command:bench", "Measure speed against bare floors."),
        "screenshots": Command("pos.ui.screenshots.command:screenshots", "Picture every screen."),
    }
)

# What a command of the command line does with a server's folder, by the folder's kind.
SERVER_BACKUPS = Command("pos.server.backup:SERVER_BACKUPS", "Backups of a server's folder.")
SERVER_ARCHIVE = Command("pos.server.archive:write_server_archive", "An archive of a server.")
