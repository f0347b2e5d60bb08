"""Exchange: engine, schedule and connection as one thing that a register opens and closes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from pos.domain.cash_session import CashSessionId
from pos.domain.signature import SigningKey
from pos.runtime.ids import Chance
from pos.services.session_reconciliation import SessionReconciliation
from pos.sync.engine import SyncEngine
from pos.sync.greeting import Counterpart
from pos.sync.local_store import LocalStore
from pos.sync.pace import Metered
from pos.sync.patience import Patience
from pos.sync.peer import load_peer
from pos.sync.presence import Presence
from pos.sync.progress import Progress
from pos.sync.scheduler import Scheduler, SyncScheduler
from pos.sync.server_link import ServerLink, link_to
from pos.sync.session_checks import SessionChecks
from pos.sync.status import CycleResult, Listener, SyncStatus
from pos.sync.tempo import Tempo
from pos.sync.totals import ServerTotals, fetch_totals
from pos.sync.transport import HttpTransport, Transport

ASKING = timedelta(seconds=2)  # as long as somebody may wait who opens a cash session


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The register's side of the exchange with its server."""

    engine: SyncEngine
    scheduler: Scheduler
    link: ServerLink
    local: LocalStore
    patience: Patience
    checks: SessionChecks
    presence: Presence
    tempo: Tempo

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

    def ask(self) -> CycleResult:
        """Ask what the server holds of each cash session, here and now, for 2 s at the most.

        A server that does not answer is no error: `reached` is false, nothing has changed. Not
        while `start` has it done in the background: there it is `ask_soon`.
        """
        with self.patience.at_most(ASKING):
            return self.engine.ask()

    def send_briefly(self) -> CycleResult:
        """Exchange once as `cycle` does, for 2 s at the most; what is left waits for the next."""
        with self.patience.at_most(ASKING):
            return self.engine.cycle()

    def ask_soon(self) -> None:
        """Have the background ask that now; the status tells. From any thread, at once."""
        self.engine.ask_soon()
        self.scheduler.nudge()

    def tell_cleared(self, session_ids: Collection[CashSessionId]) -> None:
        """Say that the cashier was told of these cleared sessions. From any thread, at once."""
        self.checks.tell(session_ids)
        self.scheduler.nudge()

    def signed_in(self, operator: UUID | None) -> None:
        """Say who is signed in now; None is nobody. From any thread, at once."""
        self.presence.signed_in(operator)

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
    reconciliation: SessionReconciliation,
    *,
    transport: Transport | None = None,
    scheduler: Scheduler | None = None,
) -> Exchange:
    """Build the exchange of an enrolled register; nothing is sent before `start` or `cycle`."""
    peer = local.run(lambda db: load_peer(db, key))
    tempo = Tempo(local.clock, chance)
    line = Metered(transport or HttpTransport(peer.server_url, local.clock), tempo.budget)
    patience = Patience(line, local.clock)
    link = link_to(peer, patience, local.clock)
    presence = Presence(link, patience, local.clock)
    checks = SessionChecks(local, reconciliation)
    counterpart = Counterpart(peer, link, presence, patience, chance)
    return Exchange(
        engine=SyncEngine(local, counterpart, checks, tempo),
        scheduler=scheduler or SyncScheduler(local.clock),
        link=link,
        local=local,
        patience=patience,
        checks=checks,
        presence=presence,
        tempo=tempo,
    )
