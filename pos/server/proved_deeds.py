"""Proved deeds: who claims to change the store, the proof of it, and its entry in the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pos.domain.cash_movement import REASON_CHARACTERS_MAX
from pos.domain.clean_text import clean_text
from pos.domain.permission import Right
from pos.domain.signature import SigningKey
from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemChance, SystemIds
from pos.server.folder import ServerFolder
from pos.server.manager_log import Deed, DeedKind, LogPen
from pos.server.pin_proof import person_in_charge, prove
from pos.server.server_key import open_server_key
from pos.server.stores import KnownStore, the_store
from pos.wire.messages import OperatorMessage


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says to be behind a change, and why; the reason may be empty."""

    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProvedClaim:
    """Who is behind a change, with the key that signs for it."""

    actor: OperatorMessage
    reason: str
    key: SigningKey

    def write(
        self, db: Connection, store: KnownStore, kind: DeedKind, content: Mapping[str, Any]
    ) -> None:
        """Write what was done into the log, in the caller's database transaction."""
        deed = Deed(kind=kind, actor=self.actor, reason=self.reason, content=content)
        LogPen(self.key, SystemIds(), SystemClock().now()).write(db, store, deed)


def prove_claim(server: ServerFolder, claim: Claim, right: Right) -> ProvedClaim:
    """Have the person show the PIN; nothing was changed before.

    :raises Problem: if nobody has that name or right, or the PIN is not shown.
    """
    reason = clean_text(claim.reason, what="The reason", longest=REASON_CHARACTERS_MAX)
    with server.database.read() as db:
        actor = person_in_charge(db, the_store(db).number, claim.by)
    prove(actor, right)
    return ProvedClaim(actor, reason, open_server_key(server.folder, SystemChance()))
