"""`evertill backup`: a register's or a server's folder as one file, checked, and back again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pos.cli.backup_words import (
    check_json,
    check_text,
    contents,
    damage_json,
    next_steps,
    restored_json,
    summary_json,
)
from pos.cli.options import AsJson

if TYPE_CHECKING:
    from pos.runtime.backup import BackupCheck, BackupPorts, BackupSummary

UNSOUND = 1

backup = typer.Typer(
    help="Make, check and restore backups of a register's or a server's data folder.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

AnyFolder = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="The data folder of the register or server.")
]
BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="Made by `backup create`.")]


@backup.command("create")
def backup_create(
    data: AnyFolder,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="Where the file goes; else DIR/backups."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make one encrypted file of the folder. A server may go on serving; close a till first.

    A folder whose keys are in keys.json keeps its passphrase. Else one is taken from
    EVERTILL_PASSPHRASE or asked for twice.
    """
    from pos.cli.progress_bar import progress_bar
    from pos.runtime.paths import FolderKind

    destination = to or data / "backups"
    with progress_bar("Backup") as on_progress:
        if _kind_of(data) is FolderKind.SERVER:
            made = _server_backups().create(data, destination, _ports(), on_progress)
        else:
            made = _of_register(data, destination, on_progress)
    if as_json:
        print(json.dumps(summary_json(made)))
    else:
        print(f"{made.path}: {contents(made.manifest)}, {made.size:,} bytes.")


@backup.command("verify")
def backup_verify(file: BackupFile, as_json: AsJson = False) -> None:
    """Open a backup in a temporary folder and prove all that is in it; exit 1 if it is not sound.

    Its passphrase is taken from EVERTILL_PASSPHRASE or asked for.
    """
    from pos.runtime.backup_manifest import BackupProblem

    try:
        check = _verified(file)
    except BackupProblem as problem:
        if not as_json:
            raise
        print(json.dumps(damage_json(file, problem)))
        raise typer.Exit(UNSOUND) from problem
    if as_json:
        print(json.dumps(check_json(check)))
    else:
        print("\n".join(check_text(check)))
    raise typer.Exit(0 if check.is_sound else UNSOUND)


@backup.command("restore")
def backup_restore(
    file: BackupFile,
    data: Annotated[
        Path, typer.Option("--data", metavar="NEWDIR", help="A new or an empty folder.")
    ],
    as_json: AsJson = False,
) -> None:
    """Make a new data folder of a backup. Interrupted, do the same again.

    A register sells only after it has asked its server; a server begins a new epoch, so that
    registers send again what the backup does not hold.
    """
    from pos.cli.progress_bar import progress_bar
    from pos.runtime.backup_file import read_backup_file
    from pos.runtime.paths import FolderKind
    from pos.services.backup_restore import restore_backup

    kind = read_backup_file(file).manifest.kind
    restore = _server_backups().restore if kind is FolderKind.SERVER else restore_backup
    with progress_bar("Restore") as on_progress:
        restored = restore(file, data, _ports(), on_progress)
    if as_json:
        print(json.dumps(restored_json(restored)))
    else:
        print("\n".join(next_steps(restored, data)))


@backup.command("list")
def backup_list(data: AnyFolder, as_json: AsJson = False) -> None:
    """List the backups in DIR/backups, the oldest first."""
    from pos.services.backup import backups_in

    _kind_of(data)
    found = backups_in(data / "backups")
    if as_json:
        print(json.dumps({"backups": [summary_json(one) for one in found]}))
        return
    for one in found:
        print(f"{one.path}: {contents(one.manifest)}, {one.size:,} bytes.")
    if not found:
        print(f"There are no backups in {data / 'backups'}.")


def _of_register(data: Path, destination: Path, on_progress: Any) -> BackupSummary:
    from pos.cli.asking import PassphrasePrompt
    from pos.cli.register_folder import register_at
    from pos.runtime.backup_making import new_passphrase

    with register_at(data) as register:
        passphrase = (
            new_passphrase(register.folder, PassphrasePrompt())
            if register.backups.needs_passphrase
            else None
        )
        return register.backups.create(destination, on_progress, passphrase=passphrase)


def _verified(file: Path) -> BackupCheck:
    from pos.cli.progress_bar import progress_bar
    from pos.runtime.backup_file import read_backup_file
    from pos.runtime.paths import FolderKind
    from pos.services.backup_check import verify_backup

    kind = read_backup_file(file).manifest.kind
    verify = _server_backups().verify if kind is FolderKind.SERVER else verify_backup
    with progress_bar("Verify") as on_progress:
        return verify(file, _ports(), on_progress)


def _kind_of(data: Path) -> Any:
    """Return the kind of a folder; one that is none is refused as a register's would be."""
    from pos.runtime.paths import (
        FolderKind,
        is_data_folder,
        open_data_folder,
        read_data_folder,
    )

    kind = read_data_folder(data).kind if is_data_folder(data) else FolderKind.REGISTER
    return open_data_folder(data, kind).kind


def _ports() -> BackupPorts:
    from pos.bootstrap import Surroundings
    from pos.cli.asking import PassphrasePrompt
    from pos.runtime.backup import BackupPorts

    around = Surroundings.real()
    return BackupPorts(
        clock=around.clock,
        ids=around.ids,
        chance=around.chance,
        crash_points=around.settings.crash_points,
        ask_passphrase=PassphrasePrompt(),
    )


def _server_backups() -> Any:
    """Return the server's part, which the command line does not import (docs/adr/0010)."""
    from pos.cli.commands import SERVER_BACKUPS

    return SERVER_BACKUPS.load()
