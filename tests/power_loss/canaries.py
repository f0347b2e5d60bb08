"""Registers that would lose sales: the judges have to find it, or they prove nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

from pos.models import database
from pos.runtime import atomic_file

CANARIES: dict[str, Callable[[], AbstractContextManager[None]]] = {}


def _canary(
    name: str,
) -> Callable[[Callable[[], Iterator[None]]], Callable[[], AbstractContextManager[None]]]:
    def add(make: Callable[[], Iterator[None]]) -> Callable[[], AbstractContextManager[None]]:
        CANARIES[name] = contextmanager(make)
        return CANARIES[name]

    return add


@_canary("synchronous=NORMAL")
def normal() -> Iterator[None]:
    """SQLite's advice for a WAL: a commit is only synced by the next checkpoint."""
    with _configured("PRAGMA synchronous=NORMAL"):
        yield


@_canary("synchronous=OFF")
def off() -> Iterator[None]:
    """Nothing is ever synced: the file itself can be damaged."""
    with _configured("PRAGMA synchronous=OFF"):
        yield


@_canary("journal_mode=DELETE")
def delete() -> Iterator[None]:
    """Python's default: the journal's removal, which is the commit, is not synced."""
    with _configured("PRAGMA journal_mode=DELETE", "PRAGMA synchronous=FULL"):
        yield


@_canary("files are not synced")
def unsynced_files() -> Iterator[None]:
    """A marker or key file gets its name before its content is on the disk."""

    def write_beside(path: Any, content: bytes) -> Any:
        new = path.with_name(f".{path.name}.{os.getpid()}.new")
        new.write_bytes(content)
        return new

    with patch.object(atomic_file, "_write_beside", write_beside):
        yield


@_canary("names are not synced")
def unsynced_names() -> Iterator[None]:
    """A file's content is on the disk, and its new name perhaps not."""
    with patch.object(atomic_file, "sync_folder", lambda _: None):
        yield


@contextmanager
def _configured(*pragmas: str) -> Iterator[None]:
    real = database._configure

    def configure(connection: Any, key: str) -> None:
        real(connection, key)
        for pragma in pragmas:
            connection.execute(pragma).fetchall()

    with patch.object(database, "_configure", configure):
        yield
