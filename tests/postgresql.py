"""PostgreSQL for tests: a private cluster that a test process starts and ends, and its databases.

PostgreSQL refuses to run as root; there it runs as another user of the system.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import psycopg

MISSING = (
    "These tests need PostgreSQL's own programs, initdb and pg_ctl: scripts/install installs "
    "Debian's package postgresql, which brings them."
)
USERS = ("postgres", "nobody")
SETTINGS = (  # for speed: what a test wrote need not survive the machine
    "fsync=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "max_connections=100",
    "listen_addresses=",
    "autovacuum=off",
    "max_wal_size=256MB",
    "log_min_messages=warning",
    "deadlock_timeout=100ms",
)
WORDS = ("--encoding=UTF8", "--locale=C.UTF-8")
_numbers = count(1)


class Cluster:
    """A running PostgreSQL that nobody else sees, reached over a socket in its folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._data = root / "cluster"
        self._run("initdb", "--no-sync", "--auth=trust", "--username=evertill", *WORDS)
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, value in map(_split, SETTINGS))
            settings.write(f"unix_socket_directories = '{root}'\n")
        self.start()

    def start(self) -> None:
        self._control("start")

    def stop(self) -> None:
        self._control("stop", "--mode=immediate")

    def crash_and_start(self) -> None:
        """End all of it at once, as a crash does, and start it again: it recovers by its log."""
        self._control("restart", "--mode=immediate")

    def url(self, name: str) -> str:
        return f"postgresql://evertill@/{name}?host={self.root}"

    def run(self, statement: str) -> list[tuple[object, ...]]:
        """Run one statement beside everything else, as who owns the cluster."""
        where = f"host={self.root} user=evertill dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def create(self, template: str = "template0") -> str:
        """Make a database and return its name."""
        name = f"evertill_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def _control(self, action: str, *more: str) -> None:
        log = str(self.root / "log")
        self._run("pg_ctl", action, "--wait", "--silent", "--log", log, *more)

    def _run(self, program: str, *arguments: str) -> None:
        written = self.root / "output"
        with written.open("ab") as output:  # a pipe would stay open as long as the server runs
            done = subprocess.run(
                [*_as_ordinary_user(), _program(program), "--pgdata", str(self._data), *arguments],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        assert done.returncode == 0, written.read_text()


@cache
def cluster() -> Cluster:
    """Return this test process's cluster, which ends with it."""
    kept = ExitStack()
    atexit.register(kept.close)
    return kept.enter_context(a_cluster())


@contextmanager
def a_cluster() -> Iterator[Cluster]:
    """Give a cluster of one's own, to crash without harm to other tests."""
    root = Path(mkdtemp(prefix="evertill-pg-"))
    root.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(root, _ordinary_user())
    made = Cluster(root)
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(root)


@contextmanager
def a_database(template: str = "template0") -> Iterator[str]:
    """Give the address of a new database, dropped at the end."""
    found = cluster()
    name = found.create(template)
    try:
        yield found.url(name)
    finally:
        found.drop(name)


def _as_ordinary_user() -> list[str]:
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam(_ordinary_user())
    setpriv = shutil.which("setpriv")
    assert setpriv, "PostgreSQL does not run as root, and setpriv (util-linux) is not here"
    return [setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _ordinary_user() -> str:
    known = {user.pw_name for user in pwd.getpwall()}
    found = next((name for name in USERS if name in known), None)
    assert found, f"PostgreSQL does not run as root, and there is no user {' or '.join(USERS)}"
    return found


@cache
def _program(name: str) -> str:
    """Return the path of one of the newest PostgreSQL's programs; Debian keeps them off PATH."""
    installed = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(installed, key=lambda path: int(path.parts[-3]), default=None)
    found = str(newest) if newest else shutil.which(name)
    assert found, MISSING
    return found


def _split(setting: str) -> tuple[str, str]:
    name, _, value = setting.partition("=")
    return name, value
