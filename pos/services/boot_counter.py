"""Boot counter: how often a register was started, kept twice, so that an older database shows.

The register's database counts first, then its keyring. A database that has counted less than the
keyring was put back: what was recorded after it is missing, and its numbers were given already.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from pos.domain.handshake import Freeze, Verdict
from pos.domain.problem import Problem
from pos.models.database import Database
from pos.models.journal import RegisterStateRecord
from pos.models.sync_state import SyncStateRecord
from pos.runtime.secret_names import BOOTS
from pos.runtime.secrets import Secrets

logger = logging.getLogger(__name__)

_DIGITS_MAX = 18  # what SQLite counts to has more


@dataclass(frozen=True, slots=True)
class _Counted:
    """The number of this start, and whether the database was older than the keyring knows."""

    boots: int
    was_set_back: bool


def count_boot(database: Database, secrets: Secrets, now: datetime) -> None:
    """Count this start, and freeze a register whose database was set back.

    To be called before anything is recorded. A disk or a keyring that refuses is in the log and
    stops nobody: the next start that can be counted compares again.

    :raises KeyringProblem: if the keyring cannot be read.
    """
    known = _known(secrets)
    try:
        with database.begin() as db:
            counted = _count(db, known, now)
    except Problem as error:
        logger.warning("start not counted: %s", error)
        return
    if counted.was_set_back:
        logger.warning("database set back: boots=%s of %s", counted.boots - 1, known)
    try:
        secrets.set(BOOTS, str(counted.boots).encode("ascii"))
    except Problem as error:
        logger.warning("start not counted in the keyring: %s", error)


def _known(secrets: Secrets) -> int | None:
    """Return what the keyring has counted; nothing of an older register, or if it is unreadable."""
    found = secrets.get(BOOTS)
    if found is None:
        return None
    if not found.isdigit() or len(found) > _DIGITS_MAX:
        logger.warning("the counter of starts in the keyring is no number: it begins anew")
        return None
    return int(found)


def _count(db: Connection, known: int | None, now: datetime) -> _Counted:
    row = db.execute(select(RegisterStateRecord.boots, RegisterStateRecord.frozen)).one_or_none()
    if row is None:  # the verification names it; there is nothing to count in
        return _Counted(known or 0, was_set_back=False)
    was_set_back = known is not None and row.boots < known
    boots = max(row.boots, known or 0) + 1
    db.execute(update(RegisterStateRecord).values(boots=boots))
    if was_set_back and not row.frozen:
        _freeze(db, now)
    return _Counted(boots, was_set_back)


def _freeze(db: Connection, now: datetime) -> None:
    words = (
        f"At the start on {now:%Y-%m-%d %H:%M} UTC this register's database was older than the one "
        "it used last: an earlier copy of it was put back. The server was not asked since."
    )
    db.execute(update(RegisterStateRecord).values(frozen=Freeze.RESTORED.value))
    db.execute(
        update(SyncStateRecord).values(
            verdict=Verdict.UNKNOWN.value, answered_at=None, last_answer=words
        )
    )
