"""Everything that can happen to the cash sessions of a shop, as numbered choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from pos.domain.cash_movement import MovementKind
from pos.domain.problem import Problem
from pos.services.operators import Operator
from tests.simulation.exchanges import NOT_OURS, both_sides_agree, heal, hear_nonsense, prove, sync
from tests.simulation.managers import (
    ask_the_doctor,
    close_on_server,
    forget_lost_closings,
    restore,
)
from tests.simulation.session_invariants import check_server, check_till, closed_figures
from tests.simulation.till_actions import PRODUCTS, AtTill
from tests.simulation.told import ToldSession, ToldTill
from tests.simulation.world import World

T = TypeVar("T")

DEATHS = (
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
    "ticket.park",
    "ticket.discard",
)
STEPS_OF_TIME = (
    timedelta(minutes=1),
    timedelta(minutes=70),
    timedelta(hours=5),
    timedelta(hours=14),
    timedelta(days=9),
)


@dataclass
class SessionWorld:
    """The actions; each number is taken modulo what there is to choose from."""

    world: World
    at: list[AtTill] = field(default_factory=list)
    z_reports: dict[tuple[bytes, int], tuple[Any, ...]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    steps: int = 0
    touched: int = -1

    def __post_init__(self) -> None:
        self.at = [AtTill(till, ToldTill()) for till in self.world.tills]

    def open_normal(self, till: int, person: int, amount: int) -> None:
        at = self._at(till)
        self._note(at.open_normal(self._person(at, person), amount))

    def open_training(self, till: int, person: int, amount: int) -> None:
        at = self._at(till)
        self._note(at.open_training(self._person(at, person), amount))

    def open_deferred(self, till: int, person: int, days: int) -> None:
        """`days` before today; 0 is today and must be refused."""
        at = self._at(till)
        day = self._today() - timedelta(days=days)
        refused = at.open_deferred(self._person(at, person), day)
        assert days or refused, "21: a deferred session was opened for today"
        self._note(refused)

    def sell(self, till: int, which: int, person: int, product: int, *, card: bool) -> None:
        at, told = self._session(till, which)
        if told is not None:
            name = _one_of(PRODUCTS, product)
            self._note(at.sell(told, self._person(at, person), name, by_card=card))

    def park(self, till: int, which: int, person: int) -> None:
        self._do(AtTill.park, till, which, person)

    def discard(self, till: int, which: int, person: int) -> None:
        self._do(AtTill.discard, till, which, person)

    def move_cash(self, till: int, which: int, person: int, kind: int, amount: int) -> None:
        at, told = self._session(till, which)
        if told is not None:
            movement = _one_of(tuple(MovementKind), kind)
            self._note(at.move_cash(told, self._person(at, person), movement, amount))

    def open_drawer(self, till: int, which: int, person: int) -> None:
        self._do(AtTill.open_drawer, till, which, person)

    def resume(self, till: int, which: int, person: int) -> None:
        self._do(AtTill.resume, till, which, person)

    def count(self, till: int, which: int, person: int) -> None:
        self._do(AtTill.count, till, which, person)

    def leave_count(self, till: int, which: int, person: int) -> None:
        self._do(AtTill.leave_count, till, which, person)

    def close(self, till: int, which: int, person: int, over: int) -> None:
        at, told = self._session(till, which)
        if told is not None:
            self._note(at.close(told, self._person(at, person), over))

    def correct(self, till: int, which: int, other: int, person: int, days: int) -> None:
        """Move a closed session to another day, or join it with another one."""
        at = self._at(till)
        closed = at.told.closed()
        if not closed or at.till.program is None:
            return
        told, into = _one_of(closed, which), _one_of(closed, other)
        who = self._person(at, person)
        if days:
            self._note(at.redate(told, who, self._today() - timedelta(days=days)))
        else:
            self._note(at.join(told, who, into))

    def sign_out_in_mid_work(self, till: int, which: int, person: int) -> None:
        at, told = self._session(till, which)
        if told is not None:
            at.sell_after_signing_out(told, self._person(at, person))

    def kill(self, till: int) -> None:
        at = self._at(till)
        at.till.kill()
        at.till.start()

    def arm(self, till: int, place: int, *, after: bool) -> None:
        """Have the till die the next time it comes to that place."""
        moment = "after_commit" if after else "before_commit"
        self._at(till).till.mortality.armed = f"{_one_of(DEATHS, place)}.{moment}"

    def lose_network(self, till: int) -> None:
        self._at(till).till.line.is_up = False

    def find_network(self, till: int) -> None:
        self._at(till).till.line.is_up = True

    def lose_an_answer(self, till: int, count: int) -> None:
        self._at(till).till.line.lost_answers = count

    def sync(self, till: int) -> None:
        sync(self._at(till))

    def hear_nonsense(self, till: int, answer: int) -> None:
        hear_nonsense(self._at(till), _one_of(NOT_OURS, answer))

    def close_on_server(self, till: int, which: int) -> None:
        """A manager closes a session at the office."""
        at, told = self._session(till, which)
        if told is not None:
            refused = close_on_server(self.world, told.id)
            self._note(refused)
            if refused is None:
                at.told.closed_on_server.add(told.id)
            self.touched = -1

    def ask_the_doctor(self, till: int) -> None:
        ask_the_doctor(self._at(till), self._today())

    def save_register(self, till: int) -> None:
        self._at(till).till.save()

    def restore_register(self, till: int) -> None:
        at = self._at(till)
        if at.till.backup is not None and heal(at).is_at_rest:
            restore(at)

    def save_server(self) -> None:
        self.world.save_server()

    def restore_server(self) -> None:
        """The server is set back; what managers did there since is gone."""
        if self.world.server_backup is not None:
            self.world.restore_server()
            self.z_reports = {}
            forget_lost_closings(self.world, self.at)

    def pass_time(self, step: int) -> None:
        self.world.clock.advance(_one_of(STEPS_OF_TIME, step))

    def check(self) -> None:
        """Check all that must hold after every step."""
        self.steps += 1
        for at in self.at:
            check_till(at)
        if self._server_rests():
            return
        check_server(self.world)
        now = closed_figures(self.world)
        for key, figures in self.z_reports.items():
            assert now.get(key) == figures, f"25: a Z report on the server changed: {key}"
        self.z_reports = now

    def _server_rests(self) -> bool:
        """Tell whether nothing has reached the server since this was asked last."""
        touched, self.touched = self.touched, sum(at.till.line.requests for at in self.at)
        return touched == self.touched

    def rest(self) -> None:
        """Heal everything, let it come to rest, and prove it."""
        for at in self.at:
            result = heal(at)
            assert result.is_at_rest, f"5: {result}"
            both_sides_agree(at)
        self.check()
        for at in self.at:
            prove(at)

    def _do(
        self,
        action: Callable[[AtTill, ToldSession, Operator], Problem | None],
        till: int,
        which: int,
        person: int,
    ) -> None:
        at, told = self._session(till, which)
        if told is not None:
            self._note(action(at, told, self._person(at, person)))

    def _session(self, till: int, which: int) -> tuple[AtTill, ToldSession | None]:
        at = self._at(till)
        told = sorted(at.told.sessions.values(), key=lambda one: str(one.id))
        return at, _one_of(told, which) if told else None

    def _at(self, till: int) -> AtTill:
        return _one_of(self.at, till)

    def _person(self, at: AtTill, person: int) -> Operator:
        return _one_of(tuple(at.till.people.values()), person)

    def _today(self) -> Any:
        return self.world.store.business_date(self.world.clock.now())

    def _note(self, refused: Problem | None) -> None:
        if refused is not None:
            name = type(refused).__name__
            self.refused[name] = self.refused.get(name, 0) + 1


def _one_of(things: Sequence[T], number: int) -> T:
    return things[number % len(things)]
