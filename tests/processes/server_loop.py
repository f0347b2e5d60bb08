"""A server that is killed at any moment, wholly or a worker of it, and started again."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from tests.fakes import FakeChance
from tests.processes.server_process import ServerProcess

DatabaseKill = Callable[[], None]


class ServerLoop:
    """Kills and restarts of one server. `kill_database`, if given, ends PostgreSQL as well."""

    def __init__(
        self,
        server: ServerProcess,
        seed: int,
        calm_seconds: int,
        kill_database: DatabaseKill | None = None,
    ) -> None:
        self._server = server
        self._chance = FakeChance(seed)
        self._calm_seconds = calm_seconds
        self._kill_database = kill_database
        self.kills: Counter[str] = Counter()
        self.restarts = 0

    def run(self, stop: threading.Event) -> None:
        """Let it live a while, kill it, let it be away a while; until told to stop."""
        while not stop.wait(2 + self._chance.below(self._calm_seconds)):
            self._kill()
            if self._server.has_ended:
                stop.wait(self._chance.below(3_000) / 1_000)
                self._server.start()
                self.restarts += 1

    def _kill(self) -> None:
        draw = self._chance.below(10)
        if draw < 2 and self._kill_database is not None:
            self._kill_database()
            self.kills["postgresql"] += 1
        elif draw < 6 and self._server.kill_worker(self._chance.below(64)):
            self.kills["worker"] += 1
        elif draw == 6:
            self._server.stop()
            self.kills["stopped in good order"] += 1
        elif draw == 7 and self._server.workers > 1:
            self._server.kill_first()
            self.kills["supervisor alone"] += 1
        else:
            self._server.kill()
            self.kills["server"] += 1
