"""`evertill archive`: every entry of a register or a server in one file, for an auditor."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from pos.cli.options import AsJson

Progress = Callable[[int, int], None]

archive = typer.Typer(add_completion=False, rich_markup_mode=None)

_HELP = """Write the journal of a register, or the journals of all registers of a server, into one
new file with the public keys that they are signed with. Where FILE ends in .gz it is packed.

Whoever has the file can check it without this program: python auditor/verify_archive.py FILE.
A second file, of the other side, is compared entry by entry. docs/archive.md tells the format.

Close a till before; a server may go on serving."""


@archive.command(help=_HELP)
def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The new file.")],
    data: Annotated[
        Path,
        typer.Option("--data", metavar="DIR", help="The data folder of the register or server."),
    ],
    as_json: AsJson = False,
) -> None:
    from pos.cli.progress_bar import progress_bar

    with progress_bar("Entries") as on_progress:
        entries = _writer(data)(data, file, on_progress)
    if as_json:
        print(json.dumps({"file": str(file), "entries": entries}))
    else:
        print(f"{file}: {entries:,} entries.")


def _writer(data: Path) -> Callable[[Path, Path, Progress], int]:
    """Return what writes the archive of this kind of folder."""
    from pos.cli.commands import SERVER_ARCHIVE
    from pos.runtime.paths import FolderKind, is_data_folder, read_data_folder

    if is_data_folder(data) and read_data_folder(data).kind is FolderKind.SERVER:
        write: Callable[[Path, Path, Progress], int] = SERVER_ARCHIVE.load()
        return write
    return _of_register


def _of_register(data: Path, file: Path, on_progress: Progress) -> int:
    from pos.cli.register_folder import register_at
    from pos.services.archive import RegisterArchives

    with register_at(data) as register:
        return RegisterArchives(register.database, register.identity).write(file, on_progress)
