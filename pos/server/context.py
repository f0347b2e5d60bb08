"""What the requests of one server share."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos.domain.signature import SigningKey
from pos.runtime.clock import Clock
from pos.runtime.ids import Chance
from pos.server.database import Database
from pos.server.metrics import InProgress, Metrics
from pos.server.pacing import Pacing
from pos.server.readiness import Readiness
from pos.server.server_key import token_secret
from pos.server.snapshots import Snapshots

_GUESSES = 10
_SECONDS_PER_GUESS = 6
_NONCES = 60


@dataclass(frozen=True, slots=True)
class ServerContext:
    """The parts of a running server; requests hold nothing else."""

    database: Database
    key: SigningKey
    clock: Clock
    chance: Chance
    secret: bytes
    metrics: Metrics
    readiness: Readiness
    enrolment_pacing: Pacing
    nonce_pacing: Pacing
    in_progress: InProgress = field(default_factory=InProgress)
    snapshots: Snapshots = field(default_factory=Snapshots)


def server_context(
    database: Database, key: SigningKey, *, clock: Clock, chance: Chance
) -> ServerContext:
    """Put the parts together."""
    return ServerContext(
        database=database,
        key=key,
        clock=clock,
        chance=chance,
        secret=token_secret(key),
        metrics=Metrics(),
        readiness=Readiness(database),
        enrolment_pacing=Pacing(
            purpose="enrolment", tries=_GUESSES, seconds_per_try=_SECONDS_PER_GUESS
        ),
        nonce_pacing=Pacing(purpose="nonce", tries=_NONCES, seconds_per_try=1),
    )
