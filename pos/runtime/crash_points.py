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
    "sale.complete.before_commit": "sale, effects and journal entry are written, not committed",
    "sale.complete.after_commit": "the sale is on disk, nothing is printed or shown",
    "sale.void.before_commit": "the ticket is voided, not committed",
    "sale.void.after_commit": "the ticket is voided on disk, the screen does not know",
    "ticket.park.before_commit": "the ticket is set aside, not committed",
    "ticket.park.after_commit": "the ticket is set aside on disk",
    "ticket.recall.before_commit": "a parked ticket is taken up, not committed",
    "ticket.recall.after_commit": "a parked ticket is taken up on disk",
    "ticket.discard.before_commit": "a parked ticket is voided, not committed",
    "ticket.discard.after_commit": "a parked ticket is voided on disk",
    "cash_session.hand_over.before_commit": "another operator answers for it, not committed",
    "cash_session.hand_over.after_commit": "another operator answers for it on disk",
    "cash_session.count.before_commit": "the count has begun, not committed",
    "cash_session.count.after_commit": "the count has begun on disk",
    "cash_session.leave_count.before_commit": "the count is left, not committed",
    "cash_session.leave_count.after_commit": "the count is left on disk",
    "cash_session.move_cash.before_commit": "a movement of cash is written, not committed",
    "cash_session.move_cash.after_commit": "a movement of cash is on disk, nothing is printed",
    "cash_session.open_drawer.before_commit": "opening the drawer is noted, not committed",
    "cash_session.open_drawer.after_commit": "opening the drawer is noted, it is still shut",
    "cash_session.correct.before_commit": "a correction is written, not committed",
    "cash_session.correct.after_commit": "a correction is on disk",
    "cash_session.open.before_commit": "the session is written, not committed",
    "cash_session.open.after_commit": "the session is on disk, the screen does not know",
    "cash_session.close.before_commit": "the count and the Z report are written, not committed",
    "cash_session.close.after_commit": "the session is closed on disk, nothing is printed",
    "session.clear.before_commit": "a stale resumption is ended, not committed",
    "session.clear.after_commit": "a stale resumption is ended on disk, nobody was told",
    "push.before_send": "a batch is read from the journal, not sent",
    "push.after_answer": "the server has the batch, its mark is not stored here",
    "push.after_commit": "the server's mark is stored",
    "pull.before_commit": "a page and its cursor are written, not committed",
    "pull.after_commit": "a page and its cursor are on disk",
    "recovery.before_commit": "a page of the own journal is written, not committed",
    "recovery.after_commit": "a page of the own journal is on disk, more of them are missing",
    "branch.before_open": "another copy's history was found, no branch was asked for",
    "branch.after_open": "the server has opened a branch, nothing was sent into it",
    "branch.before_begin": "all is in the branch, the next series is written, not committed",
    "branch.after_begin": "the next series is begun on disk, the server does not know",
    "snapshot.before_swap": "a catalogue snapshot is complete, not yet in use",
    "snapshot.after_swap": "a catalogue snapshot is in use",
    "enrol.before_send": "the device key is stored, the server has not seen it",
    "enrol.after_answer": "the server has enrolled the register, nothing is stored here",
    "enrol.before_swap": "the replaced device's journal is rebuilt, not yet in its place",
    "enrol.after_commit": "the register is enrolled on both sides",
    "import.ticket.after_commit": "one more imported ticket is on disk",
    "import.session.after_close": "the deferred session of one business date is closed",
    "backup.copied": "the database is copied for a backup, nothing has the backup's name",
    "backup.before_publish": "a backup is complete under a temporary name",
    "backup.after_publish": "a backup is complete under its name",
    "restore.begun": "the folder of a restore is begun and empty",
    "restore.copied": "a backup's database lies in the new folder under a temporary name",
    "restore.checked": "the copy is proved sound and prepared, the keys are not stored",
    "restore.keys_stored": "the keys of a restored folder are stored, its database has no name",
    "restore.before_finish": "database and keys are in place, the folder is still unfinished",
    "restore.after_finish": "the restored folder is finished",
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
