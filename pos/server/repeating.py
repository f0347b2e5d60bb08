"""Repeating of requests whose database transaction was undone through no fault of theirs.

PostgreSQL undoes one of two transactions that wait for each other, and all of them when it is
restarted. A few tries later that has passed; else the register is told to come again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from pos.runtime.ids import SystemChance
from pos.server.database import OutcomeUnknown, TransactionUndone

P = ParamSpec("P")
T = TypeVar("T")

logger = logging.getLogger(__name__)

_TRIES = 6
_FIRST_PAUSE = (
    20_000  # microseconds at most; doubled with each try, so 0.6 s at most before the last
)
_chance = SystemChance()


def repeated(ask: Callable[P, T]) -> Callable[P, T]:
    """Answer a request again when the database has undone it for certain."""
    return _repeated(ask, (TransactionUndone,))


def repeated_safely(ask: Callable[P, T]) -> Callable[P, T]:
    """Answer a request again also when it may have been done: done twice, it is as done once."""
    return _repeated(ask, (TransactionUndone, OutcomeUnknown))


def _repeated(ask: Callable[P, T], causes: tuple[type[Exception], ...]) -> Callable[P, T]:
    @wraps(ask)
    def again(*args: P.args, **kwargs: P.kwargs) -> T:
        for number in range(1, _TRIES):
            try:
                return ask(*args, **kwargs)
            except causes as undone:
                logger.info("request repeated: try=%s cause=%s", number, type(undone).__name__)
            threading.Event().wait(_chance.below(_FIRST_PAUSE << number) / 1_000_000)
        return ask(*args, **kwargs)

    return again
