"""The server's data folder: made, opened, and its database brought up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pos.domain.problem import Problem
from pos.runtime.paths import DataFolder, FolderKind, open_data_folder, record, recorded
from pos.server.database import Database, open_sqlite, open_url
from pos.server.postgresql import address_to_keep
from pos.server.schema import require_schema

DATABASE_URL = "EVERTILL_DATABASE_URL"
_DATABASE = "database"


class DatabaseMissing(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The server's database {path} is missing: restore it from a backup. "
            "Nothing was changed."
        )


@dataclass(frozen=True, slots=True)
class ServerFolder:
    """A server's folder and the way to its database, which may not be there yet."""

    folder: DataFolder
    database: Database


def server_folder(root: Path) -> ServerFolder:
    """Return the folder at `root`, without touching its database.

    :raises Problem: if it is no server's folder.
    """
    folder = open_data_folder(root, FolderKind.SERVER)
    return ServerFolder(folder, database_of(folder))


@contextmanager
def opened(root: Path) -> Iterator[ServerFolder]:
    """Give the folder at `root` with its database ready, for one command.

    :raises Problem: if the folder or its database cannot be used.
    """
    found = server_folder(root)
    if address_of(found.folder) is None and not found.folder.database_path.is_file():
        raise DatabaseMissing(found.folder.database_path)
    try:
        require_schema(found.database)
        yield found
    finally:
        found.database.close()


def database_of(folder: DataFolder, *, create: bool = False) -> Database:
    """Return the folder's database: the file in it, or the one at its address."""
    url = address_of(folder)
    if url is not None:
        return open_url(url)
    return open_sqlite(folder.database_path, create=create)


def address_of(folder: DataFolder) -> str | None:
    """Return the address of the folder's database, unless that is the file in it.

    The environment's comes first: it may hold a password, the one that the folder keeps does not.
    """
    return os.environ.get(DATABASE_URL) or recorded(folder, _DATABASE)


def keep_address(folder: DataFolder, url: str) -> None:
    """Have the folder's database be the one at an address from now on.

    :raises AddressUnusable, PasswordInAddress: if it is not one to keep.
    :raises CannotWrite: if the disk refuses.
    """
    record(folder, _DATABASE, address_to_keep(url))
