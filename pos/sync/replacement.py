"""Replacement: a new device takes a register over, with all that the one before it recorded."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from pos.domain.history import Stretch
from pos.domain.signature import SigningKey
from pos.models.database import Database
from pos.runtime.clock import Clock
from pos.runtime.crash_points import CrashPoints
from pos.runtime.ids import Ids
from pos.runtime.worker import InlineWorker
from pos.services.identity import load_identity
from pos.services.journal import Journal
from pos.services.series_beginning import begin_series
from pos.sync.local_store import LocalStore
from pos.sync.marks import Marks
from pos.sync.peer import load_peer
from pos.sync.progress import Progress
from pos.sync.recovery import Recovery
from pos.sync.server_link import link_to
from pos.sync.transport import Transport
from pos.wire.messages import StretchMessage

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver:
    """Fills the database of a register whose series is not its first.

    What the older device did not send is not here: it stays on that device.
    """

    key: SigningKey
    series: int
    clock: Clock
    ids: Ids
    crash_points: CrashPoints
    connect: Callable[[str, Clock], Transport]
    progress: Progress
    history: Sequence[StretchMessage] = ()  # through which series; empty: all older ones

    def fill(self, database: Database) -> None:
        """Pull all older series, verified, with every row of theirs, and begin the new one.

        :raises NoUsableAnswer: if the server is away or sends what is not genuine.
        :raises EntryRefused: if an entry is not this register's.
        """
        local = LocalStore(database, InlineWorker(), self.clock, self.crash_points)
        peer = local.run(lambda db: load_peer(db, self.key))
        link = link_to(peer, self.connect(peer.server_url, self.clock), self.clock)
        try:
            recovery = Recovery(local, link, Marks(local, peer))
            recovery.pull_older(self._older(), self.progress)
        finally:
            link.close()
        local.run(self._begin_series)
        self.crash_points.reach("enrol.before_swap")

    def _older(self) -> list[Stretch]:
        """Return what was recorded before, in the order in which it was written."""
        if not self.history:
            return [Stretch(series=one, written_as=one) for one in range(1, self.series)]
        return [
            Stretch(
                series=one.series,
                written_as=one.written_as,
                after=one.after,
                through=one.through,
            )
            for one in self.history
            if one.series != self.series
        ]

    def _begin_series(self, db: Connection) -> None:
        """Write the first entry of the new series: it says which entry it continues."""
        journal = Journal(load_identity(db, self.key), self.clock, self.ids)
        before = begin_series(db, journal, self.series)
        logger.info("series begun: series=%s after=%s", self.series, before.seq)
