"""Handshake: what the server's mark means for a register that compares it with its journal."""

from __future__ import annotations

from enum import StrEnum

from pos.domain.chain import ChainHead
from pos.domain.event import GENESIS_HASH


class Verdict(StrEnum):
    """How server and register stand to each other; *unknown* never changes anything."""

    NORMAL = "normal"
    SERVER_BEHIND = "server_behind"
    REGISTER_BEHIND = "register_behind"
    FORK = "fork"
    FENCED = "fenced"  # never found by `compare`: the server said it, for good
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """What the server says of the register itself."""

    IN_USE = "in_use"
    FENCED = "fenced"


class Freeze(StrEnum):
    """Why a register gives no further number, until a definitive answer of the server.

    *Replaced* and *fenced* are for good.
    """

    RESTORED = "restored"
    REGISTER_BEHIND = "register_behind"
    FORK = "fork"
    REPLACED = "replaced"  # another device goes on with this register
    FENCED = "fenced"  # a manager took this register out of use


def compare(
    server: ChainHead, *, acknowledged: ChainHead, last: ChainHead, own_hash: str | None
) -> Verdict:
    """Judge the server's mark of a series against the register's own journal of it.

    `acknowledged` is the entry the server confirmed last, `last` the newest in the journal, and
    `own_hash` the hash that the journal has at the server's sequence number, None if it has no
    such entry. Before the first entry the sequence number is 0 and the hash `GENESIS_HASH`.

    ==========================================  ===============  ================================
    the server                                  verdict          what it means
    ==========================================  ===============  ================================
    has another hash at the same number         FORK             two histories: keep both
    is ahead of the register's last entry       REGISTER_BEHIND  the register was set back or cloned
    is behind what it confirmed                 SERVER_BEHIND    the server was set back: send again
    is at what it confirmed, or a little ahead  NORMAL           an answer may have been lost
    says what no server can                     UNKNOWN          nothing is changed
    ==========================================  ===============  ================================
    """
    if server.seq < 0 or (server.seq == 0 and server.hash != GENESIS_HASH):
        return Verdict.UNKNOWN
    if server.seq > last.seq:
        return Verdict.REGISTER_BEHIND
    if own_hash is None:
        return Verdict.UNKNOWN
    if own_hash != server.hash:
        return Verdict.FORK
    if server.seq < acknowledged.seq:
        return Verdict.SERVER_BEHIND
    return Verdict.NORMAL
