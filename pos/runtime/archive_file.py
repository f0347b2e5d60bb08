"""Archive file: lines written beside its name, which it gets once it is whole and durable."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from pos.domain.problem import Problem
from pos.runtime.atomic_file import CannotWrite, publish_file

_OWNER_ONLY = 0o600
_COMPRESSION = 6

WriteLine = Callable[[bytes], None]


class ArchiveExists(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already and is not overwritten: choose another name, or move it away."
        )


@contextmanager
def new_archive_file(path: Path) -> Iterator[WriteLine]:
    """Give the function that writes a line; packed with gzip where the name ends in `.gz`.

    After an exception nothing is at `path`, nor beside it.

    :raises ArchiveExists: if something is at `path`; it stays as it is.
    :raises CannotWrite: if the disk is full, read-only or refuses.
    """
    if os.path.lexists(path):
        raise ArchiveExists(path)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        new.unlink(missing_ok=True)
        with _opened(new, packed=path.suffix == ".gz") as file:
            yield lambda line: _write(file, line, path)
        publish_file(new, path)
    except FileExistsError as error:
        raise ArchiveExists(path) from error
    except OSError as error:
        raise CannotWrite(path, error) from error
    finally:
        with suppress(OSError):  # where it could not be made it cannot be removed either
            new.unlink(missing_ok=True)


@contextmanager
def _opened(new: Path, *, packed: bool) -> Iterator[IO[bytes]]:
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(handle, "wb") as plain:
        if not packed:
            yield plain
            return
        # Without a name and a time in it, the same entries give the same bytes.
        with gzip.GzipFile(
            filename="", mode="wb", fileobj=plain, compresslevel=_COMPRESSION, mtime=0
        ) as file:
            yield cast("IO[bytes]", file)


def _write(file: IO[bytes], line: bytes, path: Path) -> None:
    try:
        file.write(line)
    except OSError as error:
        raise CannotWrite(path, error) from error
