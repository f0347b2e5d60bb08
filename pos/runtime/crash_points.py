"""Named places where a test may kill the process, to show that nothing is lost there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Protocol

from pos.domain.problem import Problem

CRASH_AT = "EVERTILL_CRASH_AT"
KILLED = 137  # what a shell reports of a process that died by SIGKILL

KNOWN_CRASH_POINTS: Mapping[str, str] = {
    "sale.line.before_commit": "the open ticket has changed, not yet committed",
    "sale.line.after_commit": "the open ticket has changed on disk, the screen does not know",
    "sale.complete.rows_written": "the sale's rows are written, its journal entry is not",
    "sale.complete.before_commit": "sale, effects and journal entry are written, not committed",
    "sale.complete.after_commit": "the sale is on disk, nothing is printed or shown",
    "cash_session.open.before_commit": "the session is written, not committed",
    "cash_session.open.after_commit": "the session is on disk, the screen does not know",
    "cash_session.close.before_commit": "the count and the Z report are written, not committed",
    "cash_session.close.after_commit": "the session is closed on disk, nothing is printed",
    "push.before_send": "a batch is read from the journal, not sent",
    "push.after_answer": "the server has the batch, its mark is not stored here",
    "push.after_commit": "the server's mark is stored",
    "pull.before_commit": "a page and its cursor are written, not committed",
    "pull.after_commit": "a page and its cursor are on disk",
    "snapshot.before_swap": "a catalogue snapshot is complete, not yet in use",
    "snapshot.after_swap": "a catalogue snapshot is in use",
    "enrol.before_send": "the device key is stored, the server has not seen it",
    "enrol.after_answer": "the server has enrolled the register, nothing is stored here",
    "enrol.after_commit": "the register is enrolled on both sides",
    "import.ticket.after_commit": "one more imported ticket is on disk",
    "import.session.after_close": "the deferred session of one business date is closed",
    "ingest.before_commit": "the server has written a batch and its effects, not committed",
    "ingest.after_commit": "the server has a batch, the register does not know",
    "migrate.before_commit": "a migration has run, not committed",
    "migrate.after_commit": "a migration is on disk",
}


class CrashPointUnknown(Problem):
    def __init__(self, wanted: str) -> None:
        super().__init__(
            f"{CRASH_AT}={wanted} names no crash point. Write NAME:COUNT with one of these names: "
            f"{', '.join(KNOWN_CRASH_POINTS)}."
        )


class CrashPoints(Protocol):
    def reach(self, name: str) -> None:
        """Say that the place `name`, one of `KNOWN_CRASH_POINTS`, has been reached."""


class NoCrash:
    """Lets the process live."""

    def reach(self, name: str) -> None:
        pass


class KillAt:
    """Ends the process, as `kill -9` would, the `count`-th time that `name` is reached."""

    def __init__(self, name: str, count: int) -> None:
        if name not in KNOWN_CRASH_POINTS or count < 1:
            raise CrashPointUnknown(f"{name}:{count}")
        self._name = name
        self._left = count

    def reach(self, name: str) -> None:
        if name != self._name:
            return
        self._left -= 1
        if self._left == 0:
            os._exit(KILLED)


def crash_points_from(environment: Mapping[str, str]) -> CrashPoints:
    """Return what EVERTILL_CRASH_AT="name:count" asks for; without it, no crash.

    :raises CrashPointUnknown: if it cannot be understood.
    """
    wanted = environment.get(CRASH_AT, "")
    if not wanted:
        return NoCrash()
    name, _, count = wanted.partition(":")
    try:
        return KillAt(name, int(count or "1"))
    except ValueError as error:
        raise CrashPointUnknown(wanted) from error
