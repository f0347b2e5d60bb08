"""Everything that happens to the cash sessions of a chain, as numbered choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from pos.domain.cash_movement import MovementKind
from pos.domain.problem import Problem
from pos.services.operators import Operator
from pos.simulation.at_till import AtTill
from pos.simulation.exchanges import NOT_OURS, heal, hear_nonsense, sync
from pos.simulation.floor import Floor
from pos.simulation.office import ask_the_doctor, close_on_server, forget_lost_closings, restore
from pos.simulation.told import ToldSession, require

T = TypeVar("T")

# Where a till can die in what its people do; the places of an exchange are below.
DEATHS_AT_WORK = (
    "cash_session.open",
    "cash_session.close",
    "cash_session.count",
    "cash_session.leave_count",
    "cash_session.move_cash",
    "cash_session.open_drawer",
    "cash_session.hand_over",
    "cash_session.correct",
    "sale.complete",
    "sale.line",
    "sale.void",
    "ticket.park",
    "ticket.recall",
    "ticket.discard",
)
DEATHS = tuple(
    f"{name}.{moment}" for name in DEATHS_AT_WORK for moment in ("before_commit", "after_commit")
)
STEPS_OF_TIME = (
    timedelta(minutes=1),
    timedelta(minutes=70),
    timedelta(hours=5),
    timedelta(hours=14),
    timedelta(days=9),
)


@dataclass
class ShopFloor(Floor):
    """The actions; each number is taken modulo what there is to choose from."""

    def open_normal(self, till: int, person: int, amount: int) -> None:
        at = self._at(till)
        self._note(at.open_normal(self._person(at, person), amount))

    def open_training(self, till: int, person: int, amount: int) -> None:
        at = self._at(till)
        self._note(at.open_training(self._person(at, person), amount))

    def open_deferred(self, till: int, person: int, days: int) -> None:
        """`days` before today; 0 is today and must be refused."""
        at = self._at(till)
        day = self._today(at) - timedelta(days=days)
        before = len(at.told.sessions)
        refused = at.open_deferred(self._person(at, person), day)
        opened = len(at.told.sessions) - before
        require(21, days or not opened, "a deferred session was opened for today")
        self._note(refused)

    def sell(self, till: int, which: int, person: int, product: int, *, card: bool) -> None:
        """Sell one to three pieces; `product` says which."""
        at, told = self._told(till, which)
        if told is not None:
            articles = at.till.shop.articles
            pieces = 1 + product % 3
            skus = [articles[(product // 3 + at_) % len(articles)].sku for at_ in range(pieces)]
            self._note(at.sell(told, self._person(at, person), skus, by_card=card))

    def begin_ticket(self, till: int, which: int, person: int) -> None:
        at, told = self._told(till, which)
        if told is not None:
            sku = at.till.shop.articles[0].sku
            self._note(at.begin_ticket(told, self._person(at, person), sku))

    def park(self, till: int, which: int, person: int) -> None:
        self._do(AtTill.park, till, which, person)

    def discard(self, till: int, which: int, person: int) -> None:
        self._do(AtTill.discard, till, which, person)

    def move_cash(self, till: int, which: int, person: int, kind: int, amount: int) -> None:
        at, told = self._told(till, which)
        if told is not None:
            movement = _one_of(tuple(MovementKind), kind)
            self._note(at.move_cash(told, self._person(at, person), movement, amount))

    def open_drawer(self, till: int, which: int, person: int) -> None:
        self._do(AtTill.open_drawer, till, which, person)

    def hand_over(self, till: int, which: int, person: int, to: int) -> None:
        at, told = self._told(till, which)
        if told is not None:
            self._note(at.hand_over(told, self._person(at, person), self._person(at, to)))

    def resume(self, till: int, which: int, person: int) -> None:
        self._do(AtTill.resume, till, which, person)

    def count(self, till: int, which: int, person: int) -> None:
        self._do(AtTill.count, till, which, person)

    def leave_count(self, till: int, which: int, person: int) -> None:
        self._do(AtTill.leave_count, till, which, person)

    def close(self, till: int, which: int, person: int, over: int) -> None:
        at, told = self._told(till, which)
        if told is not None:
            self._note(at.close(told, self._person(at, person), over))

    def correct(self, till: int, which: int, other: int, person: int, days: int) -> None:
        """Move a closed session to another day, or join it with another one."""
        at = self._at(till)
        closed = at.told.closed()
        if not closed or not at.till.is_on:
            return
        told, into = _one_of(closed, which), _one_of(closed, other)
        who = self._person(at, person)
        if days:
            self._note(at.redate(told, who, self._today(at) - timedelta(days=days)))
        else:
            self._note(at.join(told, who, into))

    def sign_out_in_mid_work(self, till: int, which: int, person: int) -> None:
        at, told = self._told(till, which)
        if told is not None:
            at.sell_after_signing_out(told, self._person(at, person))

    def kill(self, till: int) -> None:
        at = self._at(till)
        at.till.kill()
        at.till.start()

    def arm(self, till: int, place: int) -> None:
        """Have the till die the next time it comes to that place."""
        self._at(till).till.mortality.armed = _one_of(DEATHS, place)

    def lose_network(self, till: int) -> None:
        self._at(till).till.line.is_up = False

    def find_network(self, till: int) -> None:
        self._at(till).till.line.is_up = True

    def lose_an_answer(self, till: int, count: int) -> None:
        self._at(till).till.line.lost_answers = count

    def sync(self, till: int) -> None:
        at = self._at(till)
        sync(at)

    def hear_nonsense(self, till: int, answer: int) -> None:
        hear_nonsense(self._at(till), _one_of(NOT_OURS, answer))

    def close_on_server(self, till: int, which: int) -> None:
        """Have a manager close a session at the office."""
        at, told = self._told(till, which)
        if told is not None:
            refused = close_on_server(self.chain, at.till.shop, told.id)
            self._note(refused)
            if refused is None:
                at.told.closed_on_server.add(told.id)
            self.touched = -1

    def ask_the_doctor(self, till: int) -> None:
        at = self._at(till)
        ask_the_doctor(at, self._today(at))

    def save_register(self, till: int) -> None:
        self._at(till).till.save()

    def restore_register(self, till: int) -> None:
        at = self._at(till)
        if at.till.backup is not None and heal(at, self.chain.clock).is_at_rest:
            restore(at, self.chain)

    def save_server(self) -> None:
        self.chain.save_server()

    def restore_server(self) -> None:
        """Set the server back; what managers did there since is gone."""
        if self.chain.server_backup is not None:
            self.chain.restore_server()
            self.server_watch.forget()
            forget_lost_closings(self.chain, self.at)

    def pass_time(self, step: int) -> None:
        self.chain.clock.advance(_one_of(STEPS_OF_TIME, step))

    def _do(
        self,
        action: Callable[[AtTill, ToldSession, Operator], Problem | None],
        till: int,
        which: int,
        person: int,
    ) -> None:
        at, told = self._told(till, which)
        if told is not None:
            self._note(action(at, told, self._person(at, person)))

    def _told(self, till: int, which: int) -> tuple[AtTill, ToldSession | None]:
        """Return one of the till's sessions, those that are not closed more often."""
        at = self._at(till)
        unclosed = at.told.unclosed()
        there = (unclosed if which % 4 and unclosed else [*at.told.sessions.values()])[-8:]
        return at, _one_of(there, which // 4) if there else None

    def _at(self, till: int) -> AtTill:
        return _one_of(self.at, till)

    def _person(self, at: AtTill, person: int) -> Operator:
        return _one_of(tuple(at.till.people.values()), person)

    def _today(self, at: AtTill) -> date:
        return at.till.shop.store.business_date(at.till.clock.now())

    def _note(self, refused: Problem | None) -> None:
        if refused is not None:
            self.refused[type(refused).__name__] += 1


def _one_of(things: Sequence[T], number: int) -> T:
    return things[number % len(things)]
