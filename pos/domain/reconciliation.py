"""Reconciliation: what becomes of a cash session when the server has said what it knows of it.

One pure function over the whole table (docs/sync-protocol.md). Only a definitive answer about
that very session changes anything; no answer changes nothing, ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from itertools import product
from types import MappingProxyType


class LocalState(StrEnum):
    """The session in this register's store."""

    NONE = "none"
    OPEN = "open"
    COUNTING = "counting"
    CLOSED = "closed"


class ServerState(StrEnum):
    """The session as the server told of it.

    ABSENT is an answer: "I do not know it". OTHER_SERIES says that the server's history of this
    register is another one (a fork, or a series that this register does not write).
    """

    ABSENT = "absent"
    OPEN = "open"
    CLOSED_BY_REGISTER = "closed_by_register"
    CLOSED_BY_MANAGER = "closed_by_manager"
    OTHER_SERIES = "other_series"
    NO_ANSWER = "no_answer"


class Action(StrEnum):
    """What follows. Only CLEAR writes an event; none of them ever deletes anything."""

    NOTHING = "nothing"  # both say the same
    SEND = "send"  # the server has not heard all of it yet
    CLEAR = "clear"  # a stale resumption: end it here too, and say who closed it and why
    OFFER = "offer"  # pull the journal, verify it, then offer to resume
    RECOVER = "recover"  # the server holds more of our own journal: pull it first
    ATTENTION = "attention"  # they disagree for no reason that can be repaired: a person looks
    ASK_LATER = "ask_later"  # unknown: change nothing, sell on


Cell = tuple[LocalState, bool, ServerState]

_UNCLOSED = (LocalState.OPEN, LocalState.COUNTING)


def _table() -> Mapping[Cell, Action]:
    rows: dict[Cell, Action] = {}

    def put(local: LocalState, server: ServerState, *, sent: Action, unsent: Action) -> None:
        rows[local, False, server] = sent
        rows[local, True, server] = unsent

    def put_both(local: LocalState, server: ServerState, action: Action) -> None:
        put(local, server, sent=action, unsent=action)

    for local, server in product(LocalState, ServerState):
        if server is ServerState.NO_ANSWER:
            put_both(local, server, Action.ASK_LATER)
        elif server is ServerState.OTHER_SERIES:
            put_both(local, server, Action.ATTENTION)
    for local in _UNCLOSED:
        put(local, ServerState.ABSENT, sent=Action.ATTENTION, unsent=Action.SEND)
        put(local, ServerState.OPEN, sent=Action.NOTHING, unsent=Action.SEND)
        put_both(local, ServerState.CLOSED_BY_REGISTER, Action.RECOVER)
        put_both(local, ServerState.CLOSED_BY_MANAGER, Action.CLEAR)
    put(LocalState.CLOSED, ServerState.ABSENT, sent=Action.ATTENTION, unsent=Action.SEND)
    put(LocalState.CLOSED, ServerState.OPEN, sent=Action.ATTENTION, unsent=Action.SEND)
    for server in (ServerState.CLOSED_BY_REGISTER, ServerState.CLOSED_BY_MANAGER):
        put(LocalState.CLOSED, server, sent=Action.NOTHING, unsent=Action.SEND)
    put_both(LocalState.NONE, ServerState.ABSENT, Action.NOTHING)
    put_both(LocalState.NONE, ServerState.OPEN, Action.OFFER)
    put_both(LocalState.NONE, ServerState.CLOSED_BY_REGISTER, Action.NOTHING)
    put_both(LocalState.NONE, ServerState.CLOSED_BY_MANAGER, Action.NOTHING)
    return MappingProxyType(rows)


RECONCILIATION: Mapping[Cell, Action] = _table()


def reconcile(local: LocalState, server: ServerState, *, unsent: bool) -> Action:
    """Return what follows for one session.

    `unsent` tells whether the register holds entries of this session that the server has not
    confirmed.
    """
    return RECONCILIATION[local, unsent, server]
