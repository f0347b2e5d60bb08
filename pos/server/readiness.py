"""Readiness: whether the database can be used, tried again with growing delay until it can."""

from __future__ import annotations

import logging
import sys
import threading

from pos.domain.problem import Problem
from pos.server.database import Database
from pos.server.schema import require_schema

logger = logging.getLogger(__name__)

_FIRST_DELAY = 0.25  # seconds
_LONGEST_DELAY = 15.0
_FIRST_PROBE_SECONDS = 5.0


class Readiness:
    """Probes on a thread of its own, so that the server starts without its database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._prepared = threading.Event()
        self._probed = threading.Event()
        self._stopping = threading.Event()
        self._reason = "The server is starting."
        self._has_told = False
        self._is_quiet = False
        self._thread = threading.Thread(target=self._probe, name="readiness", daemon=True)

    @property
    def is_prepared(self) -> bool:
        """Tell whether the database was there once, with its tables up to date."""
        return self._prepared.is_set()

    @property
    def reason(self) -> str:
        """Return why not, as far as the last probe knows."""
        return self._reason

    def take_as_prepared(self) -> None:
        """Probe nothing: whoever made the database just now knows that it is usable."""
        self._prepared.set()

    def keep_quiet(self) -> None:
        """Say nothing to whoever started the server: another process does."""
        self._is_quiet = True

    def start(self) -> None:
        self._thread.start()

    def wait_for_probe(self) -> None:
        """Wait a moment for the first probe: what comes while it runs would be turned away."""
        self._probed.wait(_FIRST_PROBE_SECONDS)

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def check(self) -> list[str]:
        """Try the database now and return the reasons why it cannot be used; none if it can."""
        if not self.is_prepared:
            return [self._reason]
        try:
            require_schema(self._database)
        except Problem as problem:
            return [str(problem)]
        return []

    def _tell(self, sentence: str) -> None:
        """Say it to whoever started the server, too: a log is read later, if at all."""
        if self._is_quiet:
            return
        self._has_told = True
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()

    def _probe(self) -> None:
        delay = _FIRST_DELAY
        while not self._stopping.is_set():
            try:
                require_schema(self._database)
            except Problem as problem:
                if str(problem) != self._reason:
                    logger.warning("database not usable yet: %s", problem)
                    self._tell(f"Not ready: {problem}")
                self._reason = str(problem)
                self._probed.set()
            else:
                logger.info("database ready")
                if self._has_told:
                    self._tell("Ready.")
                self._prepared.set()
                self._probed.set()
                return
            self._stopping.wait(delay)
            delay = min(2 * delay, _LONGEST_DELAY)
