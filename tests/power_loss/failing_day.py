"""A day on a disk that fails at every operation once: each step is refused, and done again."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from msgspec.structs import replace

from pos.domain.cash_movement import MovementKind
from pos.domain.money import Money
from pos.domain.problem import Problem
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from tests.power_loss.commits import digest
from tests.power_loss.failing_disk import FailingDisk, Failure
from tests.power_loss.operations import Sync
from tests.power_loss.shop import MILK
from tests.power_loss.till_day import Day
from tests.registers import usd

Step = Callable[[Day], object]
Look = Callable[[], str]


def open_session(day: Day) -> None:
    day.opened = day.register.cash_sessions.open_normal(day.mia, usd("100.00"))


def _scan(day: Day) -> object:
    return day.register.checkout.scan(day.session.id, day.mia, "LAMP")


def _pay(day: Day) -> object:
    tender = Tender(TenderKind.CASH, usd("30.00"))
    return day.register.checkout.tender(day.session.id, day.mia, tender)


def _complete(day: Day) -> object:
    return day.register.checkout.complete(day.session.id, day.mia)


def _void(day: Day) -> object:
    return day.register.checkout.void_ticket(day.session.id, day.mia)


def _park(day: Day) -> None:
    day.register.parked_tickets.park(day.session.id, day.mia)


def _recall(day: Day) -> object:
    (ticket,) = day.register.parked_tickets.waiting(day.session.id)
    return day.register.parked_tickets.recall(day.session.id, day.mia, ticket.sale.id)


def _discard(day: Day) -> None:
    (ticket,) = day.register.parked_tickets.waiting(day.session.id)
    day.register.parked_tickets.discard(day.session.id, day.mia, ticket.sale.id)


def _move(day: Day) -> object:
    movements = day.register.cash_movements
    return movements.move(day.session.id, day.mia, MovementKind.PAID_OUT, usd("1.00"), "tip")


def _drawer(day: Day) -> object:
    return day.register.cash_movements.open_drawer(day.session.id, day.mia, "change")


def _hand_over(day: Day) -> object:
    return day.register.cash_sessions.hand_over(day.session.id, day.mia, day.tom)


def _take_back(day: Day) -> object:
    return day.register.cash_sessions.resume(day.session.id, day.mia)


def _count(day: Day) -> object:
    return day.register.cash_sessions.begin_count(day.session.id, day.mia)


def _leave_count(day: Day) -> object:
    return day.register.cash_sessions.leave_count(day.session.id, day.mia)


def _close(day: Day) -> object:
    found = day.register.cash_sessions.x_report(day.session.id).cash.expected
    counted = Declaration(counted=Money(found.minor, found.currency))
    return day.register.cash_sessions.close(day.session.id, day.mia, counted)


def _redate(day: Day) -> object:
    before = day.session.business_date - timedelta(days=1)
    return day.register.corrections.redate(day.session.id, day.mia, before, "cut-off")


def _checkpoint(day: Day) -> None:
    day.register.database.checkpoint()


STEPS: tuple[tuple[str, Step], ...] = (
    ("open", open_session),
    ("scan", _scan),
    ("pay", _pay),
    ("complete", _complete),
    ("checkpoint", _checkpoint),
    ("scan", _scan),
    ("park", _park),
    ("recall", _recall),
    ("void", _void),
    ("scan", _scan),
    ("park", _park),
    ("discard", _discard),
    ("cash move", _move),
    ("no sale", _drawer),
    ("hand over", _hand_over),
    ("take back", _take_back),
    ("count", _count),
    ("leave count", _leave_count),
    ("count", _count),
    ("close", _close),
    ("correction", _redate),
)
UNDISTURBED = {
    "cash_session_opened": 1,
    "sale_completed": 1,
    "sale_voided": 2,
    "cash_moved": 1,
    "drawer_opened": 1,
    "cash_session_handed_over": 2,
    "cash_session_counting": 2,
    "cash_session_count_left": 1,
    "cash_session_closed": 1,
    "cash_session_redated": 1,
}


@dataclass
class Refusals:
    """What the cashier was told, and how often."""

    sentences: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return "\n".join(f"{count:>5} {sentence}" for sentence, count in self.sentences.items())


def stubbornly(
    day: Day, disk: FailingDisk, failure: Failure, refusals: Refusals, look: Look
) -> None:
    """Do each step; its first operation fails, then its second, until none is left to fail.

    `look` returns what a register would hold that were started anew on the same files.

    :raises AssertionError: if a refused step left something, or was refused without a sentence.
    """
    for name, step in STEPS:
        number, done = 0, False
        while not done:
            before = digest(day.register.database.fetch)
            refused = _attempt(day, step, disk, failure, number)
            if refused is not None:
                refusals.sentences[str(refused)] += 1
                assert disk.fired, f"{name} is refused on a disk that works again: {refused}"
                assert digest(day.register.database.fetch) == before, f"{name} left something"
                if isinstance(disk.failed_at, Sync):
                    assert look() == before, f"{name} was refused and is there after a start"
            elif name == "checkpoint":  # it is refused without a word
                done = not disk.fired
            else:
                done = True
            number += 1


def _attempt(
    day: Day, step: Step, disk: FailingDisk, failure: Failure, number: int
) -> Problem | None:
    """Do a step of which one operation fails; return what the cashier is told."""
    disk.arm(failure, number)
    try:
        step(day)
    except Problem as problem:
        return problem
    finally:
        disk.disarm()
    return None


def sent_stubbornly(day: Day, disk: FailingDisk, failure: Failure, every: int) -> None:
    """Exchange while an operation fails, then another one, until there is none left to fail.

    There is something to send and something to take over each time.
    """
    disk.fired = True
    for number in itertools.count(0, every):
        if not disk.fired:
            break
        day.shop.server.put(replace(MILK, price=f"{number}.99"))
        _open_and_close(day)
        disk.arm(failure, number)
        assert day.shop.till.exchange is not None
        day.shop.till.exchange.cycle()
        disk.disarm()
        day.shop.clock.advance(timedelta(minutes=5))
        day.shop.till.cycle()


def _open_and_close(day: Day) -> None:
    open_session(day)
    _count(day)
    _close(day)
