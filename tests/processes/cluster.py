"""A PostgreSQL of the run's own: made, killed as a power cut would, and started again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_USER = "postgres"  # it refuses to run as root
_SECONDS = 60


class PostgresqlAbsent(Exception):
    """There is no PostgreSQL on this computer to run."""


class Cluster:
    """A private cluster on a socket in a folder of its own; nothing listens on a port."""

    def __init__(self) -> None:
        self._bin = _programs()
        self._root = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path is limited
        self._as_user = _USER if os.geteuid() == 0 else None
        self._turn = threading.Lock()

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{self._owner}@/evertill?host={self._root}"

    def __enter__(self) -> Self:
        if self._as_user is not None:
            shutil.chown(self._root, self._as_user)
        self._run("initdb", "-D", self._data, "-U", self._owner, "-A", "trust", "-E", "UTF8")
        with (self._root / "data" / "postgresql.conf").open("a") as settings:
            settings.write(
                f"listen_addresses = ''\nunix_socket_directories = '{self._root}'\n"
                "max_connections = 200\nfsync = on\n"
            )
        self.start()
        self._run("createdb", "-h", self._root, "-U", self._owner, "evertill")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(subprocess.CalledProcessError):
            self.stop("fast")
        shutil.rmtree(self._root, ignore_errors=True)

    def start(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-l", self._root / "log", "-w", "start")

    def stop(self, how: str) -> None:
        self._run("pg_ctl", "-D", self._data, "-m", how, "-w", "stop")

    def kill(self) -> None:
        """End all of its processes without a checkpoint, and start it again: it recovers."""
        self.stop("immediate")
        self.start()

    @property
    def _owner(self) -> str:
        return _USER

    @property
    def _data(self) -> Path:
        return self._root / "data"

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [self._bin / program, *map(str, arguments)],
            user=self._as_user,
            cwd=self._root,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=_SECONDS,
        )


def _programs() -> Path:
    """Return the folder of PostgreSQL's programs.

    :raises PostgresqlAbsent: if there is none.
    """
    found = shutil.which("pg_ctl")
    if found is not None:
        return Path(found).resolve().parent
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not newest:
        raise PostgresqlAbsent("PostgreSQL is not installed")
    return newest[-1].parent
