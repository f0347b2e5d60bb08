"""Judge of a server: its folder opens as for a command, and holds what was acknowledged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pos.domain.problem import Problem
from pos.runtime.ids import SystemChance
from pos.runtime.paths import read_data_folder
from pos.server.folder import opened
from pos.server.server_key import open_server_key
from tests.power_loss.commits import Commits, Fetch
from tests.power_loss.findings import Harm, Trouble
from tests.power_loss.recorder import Recording
from tests.power_loss.small_files import SmallFiles


def opened_server(path: Path, use: Callable[[Fetch], str]) -> str:
    """Open a server's database the program's own way and close it again."""
    try:
        with opened(path.parent) as server, server.database.read() as db:
            connection: Any = db.connection.driver_connection

            def fetch(sql: str) -> list[tuple[Any, ...]]:
                rows: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
                return rows

            return use(fetch)
    except Problem as problem:
        raise Trouble(Harm.UNUSABLE, str(problem)) from problem


class ServerJudge:
    """Judges a server's computer whose store was made before the recording."""

    def __init__(self, folder: str = "server") -> None:
        self._folder = Path(folder)
        self._small_files = SmallFiles(self._folder)
        self._commits = Commits(self._folder / "server.db", opened_server)

    def study(self, recording: Recording) -> None:
        self._commits.study(recording)
        self._small_files.study(recording)

    def judge(self, root: Path, point: int, *, thoroughly: bool) -> None:
        self._small_files.require(root, point)
        self._commits.require(root, point)
        if thoroughly:
            require_key(root / self._folder)


def require_key(folder: Path) -> None:
    """Find the key that registers know the server by.

    :raises Trouble: if it is not there or damaged.
    """
    try:
        open_server_key(read_data_folder(folder), SystemChance(), {})
    except Problem as problem:
        raise Trouble(Harm.UNUSABLE, str(problem)) from problem
