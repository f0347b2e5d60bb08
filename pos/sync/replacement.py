"""Replacement: a new device takes a register over, with all that the one before it recorded."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from pos.domain.event import GENESIS_HASH, EventKind
from pos.domain.signature import SigningKey
from pos.models.database import Database
from pos.runtime.clock import Clock
from pos.runtime.crash_points import CrashPoints
from pos.runtime.ids import Ids
from pos.runtime.worker import InlineWorker
from pos.services.identity import Identity, load_identity, load_store
from pos.services.journal import Journal, NewEvent
from pos.sync.local_store import LocalStore
from pos.sync.marks import Marks
from pos.sync.peer import load_peer
from pos.sync.progress import Progress
from pos.sync.recovery import Recovery
from pos.sync.server_link import link_to
from pos.sync.transport import Transport
from pos.wire.payloads import ContinuedPayload, RegisterEnrolledPayload

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

    def fill(self, database: Database) -> None:
        """Pull all older series, verified, with every row of theirs, and begin the new one.

        :raises NoUsableAnswer: if the server is away or sends what is not genuine.
        :raises EntryRefused: if an entry is not this register's.
        """
        local = LocalStore(database, InlineWorker(), self.clock, self.crash_points)
        peer = local.run(lambda db: load_peer(db, self.key))
        link = link_to(peer, self.connect(peer.server_url, self.clock), self.clock)
        try:
            Recovery(local, link, Marks(local, peer)).pull_older(self.series - 1, self.progress)
        finally:
            link.close()
        local.run(self._begin_series)
        self.crash_points.reach("enrol.before_swap")

    def _begin_series(self, db: Connection) -> None:
        """Write the first entry of the new series: it says which entry it continues."""
        identity = load_identity(db, self.key)
        journal = Journal(identity, self.clock, self.ids)
        state = journal.state(db)
        continues = None
        if state.seq:
            continues = ContinuedPayload(series=state.series, seq=state.seq, hash=state.head_hash)
        begun = replace(state, series=self.series, seq=0, head_hash=GENESIS_HASH)
        journal.append(db, begun, _enrolled(identity, continues), load_store(db))
        logger.info("series begun: series=%s after=%s", self.series, state.seq)


def _enrolled(identity: Identity, continues: ContinuedPayload | None) -> NewEvent:
    payload = RegisterEnrolledPayload(
        register_name=identity.register_name,
        public_key=b64encode(identity.key.verifying_key.der).decode("ascii"),
        continues=continues,
    )
    return NewEvent(
        kind=EventKind.REGISTER_ENROLLED, payload=payload, actor=None, cash_session=None
    )
