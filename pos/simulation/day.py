"""A day at one till: what its people do, with exchanges and faults in between."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from datetime import timedelta

from pos.domain.cash_session import CashSessionKind
from pos.runtime.ids import Chance
from pos.simulation.exchanges import tick
from pos.simulation.nature import Nature
from pos.simulation.shop_floor import ShopFloor
from pos.simulation.trace import Trace

STEPS = 22
# How often each action comes; selling is what tills do.
_WEIGHTS = {
    "sell": 26,
    "begin_ticket": 3,
    "park": 3,
    "discard": 2,
    "move_cash": 5,
    "open_drawer": 2,
    "hand_over": 2,
    "resume": 2,
    "count": 2,
    "leave_count": 2,
    "close": 2,
    "open_normal": 2,
    "open_deferred": 4,
    "open_training": 2,
    "correct": 2,
    "sign_out_in_mid_work": 1,
    "ask_the_doctor": 1,
}
_ACTIONS = tuple(name for name, weight in _WEIGHTS.items() for _ in range(weight))
_BOUNDS = {"days": (0, 4), "amount": (1, 10_000), "over": (-500, 1_000)}  # the least, how many
_ANY = 1_000
_STEPS_PER_EXCHANGE = 3  # a till exchanges within seconds; here what waits adds up a little
_LONGEST_PAUSE = 45 * 60  # seconds


@dataclass(slots=True)
class Day:
    """One till's day; `number` is the till's place in the chain."""

    floor: ShopFloor
    nature: Nature
    number: int
    chance: Chance
    trace: Trace
    _next_tick_ns: int = 0

    def work(self) -> None:
        """Open in the morning, work, close in the evening more often than not."""
        self._step("open_normal")
        for _ in range(STEPS):
            self._step(_ACTIONS[self._below(len(_ACTIONS))])
        if self._below(10):
            self._close_what_is_open()

    def _step(self, name: str) -> None:
        at = self.floor.at[self.number]
        if at.is_revoked:
            return
        self.nature.strike(self.number)
        if at.till.is_on:
            self._act(name)
        self._let_time_pass()
        self._exchange()
        self.floor.check_till(self.number)
        self.trace.note(name, len(at.told.sessions), at.told.counted_total(), at.deaths)

    def _act(self, name: str) -> None:
        """Do an action with what chance gives for each of its parameters."""
        action = getattr(self.floor, name)
        drawn = {
            parameter: self._drawn(parameter)
            for parameter in inspect.signature(action).parameters
            if parameter != "till"
        }
        action(self.number, **drawn)

    def _drawn(self, parameter: str) -> int | bool:
        if parameter == "card":
            return self._below(3) == 0
        least, limit = _BOUNDS.get(parameter, (0, _ANY))
        return least + self._below(limit)

    def _close_what_is_open(self) -> None:
        """Close the normal session as a cashier does at the end of the day."""
        at = self.floor.at[self.number]
        for told in at.told.unclosed():
            if told.kind is not CashSessionKind.NORMAL or not at.till.is_on:
                continue
            boss = next(iter(at.till.people.values()))
            at.discard(told, boss)
            at.close(told, boss, self._below(3) - 1)
        self._exchange()
        self.floor.check_till(self.number)

    def _let_time_pass(self) -> None:
        seconds = 5 + self._below(_LONGEST_PAUSE if self._below(4) == 0 else 120)
        self.floor.chain.clock.advance(timedelta(seconds=seconds))

    def _exchange(self) -> None:
        """Do what the till's schedule has due by now."""
        at, clock = self.floor.at[self.number], self.floor.chain.clock
        if clock.monotonic_ns() < self._next_tick_ns or self._below(_STEPS_PER_EXCHANGE):
            return
        wait = tick(at)
        self._next_tick_ns = clock.monotonic_ns() + wait // timedelta(microseconds=1) * 1_000

    def _below(self, limit: int) -> int:
        return self.chance.below(limit)
