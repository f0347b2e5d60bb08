"""Backups: what a register and a server say of theirs alike, and what they need to make them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pos.runtime.backup_manifest import BackupProblem, Manifest
from pos.runtime.clock import Clock
from pos.runtime.crash_points import CrashPoints
from pos.runtime.ids import Chance, Ids
from pos.runtime.paths import DataFolder
from pos.runtime.sealed_file import PassphraseEmpty
from pos.runtime.secrets import PASSPHRASE, AskPassphrase, PassphraseFor, PassphraseNeeded


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPorts:
    """What a backup needs of the computer; tests bring their own."""

    clock: Clock
    ids: Ids
    chance: Chance
    crash_points: CrashPoints
    ask_passphrase: AskPassphrase


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSummary:
    """A backup file and what it says of itself. `size` is in bytes."""

    path: Path
    size: int
    manifest: Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupCheck:
    """What was found in a backup that could be opened; `problems` is empty when it is sound.

    There may be more problems than were kept: `problems_count` tells.
    """

    backup: BackupSummary
    problems: tuple[str, ...]
    problems_count: int

    @property
    def is_sound(self) -> bool:
        return self.problems_count == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredFolder:
    """A data folder made from a backup. `epoch` is that of a server's store, else empty."""

    folder: DataFolder
    backup: BackupSummary
    epoch: str = ""


class BackupUnsound(BackupProblem):
    """What is in the backup contradicts itself, so it is not restored."""

    def __init__(self, check: BackupCheck) -> None:
        more = f" (and {check.problems_count - 1} more)" if check.problems_count > 1 else ""
        super().__init__(
            f"The backup {check.backup.path} is not sound: {check.problems[0]}{more}. Nothing was "
            "restored from it; `evertill backup verify` names every problem."
        )


def asked_passphrase(
    path: Path, wanted_for: PassphraseFor, ask: AskPassphrase, environment: Mapping[str, str]
) -> str:
    """Return what the environment says, or else a person.

    :raises PassphraseNeeded, PassphraseEmpty: if there is none.
    """
    given = environment.get(PASSPHRASE) or ask(wanted_for)
    if given is None:
        raise PassphraseNeeded(path)
    if not given:
        raise PassphraseEmpty
    return given
