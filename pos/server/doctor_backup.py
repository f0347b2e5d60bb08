"""The backup that the doctor makes and proves before it changes anything."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from pos.domain.problem import Problem
from pos.runtime.backup import BackupPorts, BackupUnsound
from pos.runtime.clock import SystemClock
from pos.runtime.config import Settings
from pos.runtime.ids import SystemChance, SystemIds
from pos.runtime.secrets import PassphraseFor
from pos.server.backup import NotInTheFolder, create_backup
from pos.server.backup_check import verify_backup

BACKUPS = "backups"


class PassphrasesDiffer(Problem):
    def __init__(self) -> None:
        super().__init__("The two passphrases differ. Nothing was done; start again.")


def backup_first(root: Path) -> Path | None:
    """Make a backup of the server's folder in it, and prove it; where it is PostgreSQL's, none.

    :raises BackupUnsound: if the database is not sound; the file stays.
    :raises Problem: if it cannot be written or read, or has no passphrase.
    """
    ports = BackupPorts(
        clock=SystemClock(),
        ids=SystemIds(),
        chance=SystemChance(),
        crash_points=Settings.from_environment().crash_points,
        ask_passphrase=_Asked(),
    )
    try:
        made = create_backup(root, root / BACKUPS, ports, _show_nothing)
    except NotInTheFolder:
        return None
    check = verify_backup(made.path, ports, _show_nothing)
    if not check.is_sound:
        raise BackupUnsound(check)
    return made.path


class _Asked:
    """Asks at the terminal for the backup's passphrase: twice for a new one, and only once."""

    def __init__(self) -> None:
        self._given: str | None = None

    def __call__(self, wanted_for: PassphraseFor) -> str | None:
        if self._given is None and sys.stdin.isatty():
            self._given = _typed(wanted_for)
        return self._given


def _typed(wanted_for: PassphraseFor) -> str:
    if wanted_for is PassphraseFor.UNLOCK:
        return getpass.getpass("Passphrase of this folder's keys: ")
    typed = getpass.getpass("Passphrase for the backup that is made first: ")
    if getpass.getpass("The same passphrase again: ") != typed:
        raise PassphrasesDiffer
    return typed


def _show_nothing(done: int, whole: int) -> None:
    """Take progress, which a doctor has no place for."""
