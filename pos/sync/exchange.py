"""Exchange: engine, schedule and connection as one thing that a register opens and closes."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.signature import SigningKey
from pos.runtime.ids import Chance
from pos.sync.engine import SyncEngine
from pos.sync.local_store import LocalStore
from pos.sync.peer import load_peer
from pos.sync.progress import Progress
from pos.sync.retry import Backoff
from pos.sync.scheduler import Scheduler, SyncScheduler
from pos.sync.server_link import ServerLink, link_to
from pos.sync.status import CycleResult, Listener, SyncStatus
from pos.sync.totals import ServerTotals, fetch_totals
from pos.sync.transport import HttpTransport, Transport


@dataclass(frozen=True, slots=True)
class Exchange:
    """The register's side of the exchange with its server."""

    engine: SyncEngine
    scheduler: Scheduler
    link: ServerLink
    local: LocalStore

    @property
    def status(self) -> SyncStatus:
        return self.engine.status

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with each new status, from the thread of the exchange."""
        self.engine.listen(listener)

    def start(self) -> None:
        """Exchange in the background from now on."""
        self.scheduler.start(self.engine.tick)

    def nudge(self) -> None:
        """Say that something was committed: it is sent soon. From any thread, at once."""
        self.scheduler.nudge()

    def try_now(self) -> None:
        """Ask the server now, even while it is given time to recover. From any thread."""
        self.engine.try_now()
        self.scheduler.nudge()

    def cycle(self, progress: Progress | None = None) -> CycleResult:
        """Exchange once, here and now; not while `start` has it done in the background."""
        return self.engine.cycle(progress)

    def totals(self) -> ServerTotals:
        """Return what the register's sales add up to on the server.

        :raises NoUsableAnswer: if it does not say so genuinely.
        """
        return fetch_totals(self.link, self.engine.marks)

    def close(self) -> None:
        """End the background work within seconds, and let go of the connection."""
        self.engine.stop()
        self.scheduler.close()
        self.link.close()


def open_exchange(
    local: LocalStore,
    key: SigningKey,
    chance: Chance,
    *,
    transport: Transport | None = None,
    scheduler: Scheduler | None = None,
) -> Exchange:
    """Build the exchange of an enrolled register; nothing is sent before `start` or `cycle`."""
    peer = local.run(lambda db: load_peer(db, key))
    link = link_to(peer, transport or HttpTransport(peer.server_url, local.clock), local.clock)
    return Exchange(
        SyncEngine(local, peer, link, Backoff(chance)),
        scheduler or SyncScheduler(local.clock),
        link,
        local,
    )
