"""What happens to whole devices: one is replaced by a spare, one speaks a newer version."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from copy import deepcopy
from datetime import timedelta
from enum import StrEnum
from typing import cast

import msgspec

from pos.domain.event import EventKind
from pos.domain.problem import Problem
from pos.services.identity import load_store
from pos.services.journal import NewEvent
from pos.simulation.at_till import AtTill
from pos.simulation.chain import Chain
from pos.simulation.faults import Faults
from pos.simulation.office import replacement_code
from pos.simulation.template import enrolled_secrets
from pos.simulation.told import require
from pos.simulation.virtual import Crashed, MemorySecrets

_TRIES_ON_A_BAD_LINE = 20  # of the same command with the same code
_TRIES = 30
_BETWEEN_TRIES = timedelta(minutes=1)
_DEATHS = ("", "enrol.before_send", "enrol.after_answer", "enrol.before_swap", "enrol.after_commit")


class NewerKind(StrEnum):
    """What a program of the next version records."""

    GIFT_CARD_SOLD = "gift_card_sold"


class GiftCardSold(msgspec.Struct, frozen=True):
    card: str
    amount: int


def record_newer_event(at: AtTill) -> Problem | None:
    """Write an event that this version knows nothing of, as a newer program on this till did."""
    register = at.till.register

    def work() -> None:
        with register.database.begin() as db:
            payload = GiftCardSold(card="SIMULATED", amount=1_000)
            kind = cast("EventKind", NewerKind.GIFT_CARD_SOLD)
            new = NewEvent(kind=kind, payload=payload, actor=None, cash_session=None)
            register.journal.append(db, register.journal.state(db), new, load_store(db))

    return at.attempt(work, lambda _: None)


def copy_till(at: AtTill, chain: Chain) -> AtTill:
    """Copy the till's disk and keyring to another device: two tills that are one register."""
    till = at.till
    name = f"{till.name} copy {len(chain.tills)}"
    till.stop()
    shutil.copytree(till.root, chain.root / name)
    till.start()
    twin = chain.add_till(till.shop, name, MemorySecrets(till.secrets.contents))
    told = deepcopy(at.told)
    told.closed_on_server = at.told.closed_on_server  # what managers close is closed for both
    told.lost_closings = at.told.lost_closings
    return AtTill(twin, told, at.prices)


def replace_till(at: AtTill, chain: Chain, faults: Faults) -> None:
    """Have a spare take the till's place: enrol, pull the journal, go on at the right numbers.

    All that the till recorded has been sent; it is thrown away. However bad the line is, it is
    mended in the end.

    :raises Violation: if the spare does not come to work, however often it is tried.
    """
    till = at.till
    code = replacement_code(chain, till.shop, till.register.identity.register_name)
    till.stop()
    spare = till.root.with_name(f"{till.name} spare {code}")
    for attempt in range(_TRIES):
        till.mortality.armed = _DEATHS[attempt] if attempt < len(_DEATHS) else None
        try:
            with faults.calmed() if attempt > _TRIES_ON_A_BAD_LINE else nullcontext():
                secrets = enrolled_secrets(spare, code, till)
            break
        except (Problem, Crashed):
            chain.clock.advance(_BETWEEN_TRIES)
    else:
        require(46, holds=False, sentence=f"no spare can take the place of {till.name}")
        return
    till.mortality.armed = None
    till.root, till.secrets, till.backup = spare, MemorySecrets(secrets), None
    till.start()
