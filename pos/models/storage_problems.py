"""What can be wrong with the database file, as sentences for people."""

from __future__ import annotations

from pathlib import Path

from pos.domain.problem import Problem


class DatabaseMissing(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The database {path} is missing although this register was enrolled before. "
            "Bring the file back or restore a backup; nothing was started anew."
        )


class DatabaseEmpty(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The database {path} is empty although this register was enrolled before. "
            "Bring the file back or restore a backup; nothing was started anew."
        )


class DatabaseUnreadable(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The database {path} cannot be read: it is damaged, or its key is not the one in "
            "this user's keyring or keys.json. Nothing was changed; restore a backup or the key."
        )


class DatabaseNotOpened(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The database {path} cannot be opened. Allow your user to read and write it, and try "
            "again; nothing was changed."
        )


class DatabaseTooNew(Problem):
    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            f"The database {path} was written by a newer Evertill (schema {found}). "
            "Update Evertill; nothing was changed."
        )


class DatabaseBusy(Problem):
    def __init__(self) -> None:
        super().__init__(
            "The database is in use by another program. Close that program; nothing was changed."
        )


class DriverUnsafe(Problem):
    def __init__(self, found: str) -> None:
        super().__init__(
            f"The database driver cannot keep sales through a power cut ({found}). "
            "Install Evertill again; nothing was changed."
        )


class StorageFull(Problem):
    def __init__(self) -> None:
        super().__init__(
            "The disk is full. This step was not kept, everything before it was: "
            "free some space and do it again."
        )


class StorageReadOnly(Problem):
    def __init__(self) -> None:
        super().__init__(
            "The database cannot be written to: the disk or the file is read-only. This step was "
            "not kept; allow writing and do it again."
        )


class StorageDamaged(Problem):
    def __init__(self) -> None:
        super().__init__(
            "The database file is damaged. This step was not kept: save a copy of the data folder "
            "and restore a backup before you sell on."
        )


class StorageFailing(Problem):
    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The disk failed ({reason}). This step was not kept: save a backup and change the "
            "disk before you sell on."
        )


class StepUncertain(StorageFailing):
    def __init__(self, found: Problem) -> None:
        self.found = found
        Problem.__init__(
            self,
            "The disk refuses to work: it is full or failing. Whether this step was kept shows "
            "when Evertill starts again: see that the disk has space, start again, and look "
            "before you do this step again. Everything before it was kept.",
        )


def storage_problem(error: Exception) -> Problem | None:
    """Return what the driver's error means for people, or None if it is a bug."""
    text = str(error).lower()
    if "disk is full" in text:
        return StorageFull()
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return StorageReadOnly()
    if "database is locked" in text or "database table is locked" in text:
        return DatabaseBusy()
    if "malformed" in text or "not a database" in text:
        return StorageDamaged()
    if "disk i/o error" in text:
        return StorageFailing("input or output error")
    return None
