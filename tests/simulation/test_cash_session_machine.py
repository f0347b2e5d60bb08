"""Cash sessions under everything that happens to a shop, as a Hypothesis state machine."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from pos.simulation.chain import a_chain, fast_folder
from pos.simulation.shop_floor import DEATHS, ShopFloor
from pos.simulation.template import SHOPS

PARTS, STEPS = 4, 50
EXAMPLES = int(os.environ.get("CASH_SESSION_EXAMPLES", "80"))  # 200: 10,000 steps
TILL = st.integers(0, 1)
WHICH = st.integers(0, 31)
WHO = st.integers(0, 2)
MINOR = st.integers(1, 50_000)


class CashSessionMachine(RuleBasedStateMachine):
    """Two tills, three people, a manager at the office, and a network that comes and goes."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        root = Path(mkdtemp(dir=fast_folder()))
        self._stack.callback(shutil.rmtree, root, ignore_errors=True)
        self.shop = ShopFloor(self._stack.enter_context(a_chain(root, shops=SHOPS[:1])))

    @rule(till=TILL, who=WHO, amount=MINOR)
    def open_a_normal_session(self, till: int, who: int, amount: int) -> None:
        self.shop.open_normal(till, who, amount)

    @rule(till=TILL, who=WHO, days=st.integers(0, 4))
    def open_a_deferred_session(self, till: int, who: int, days: int) -> None:
        self.shop.open_deferred(till, who, days)

    @rule(till=TILL, who=WHO, amount=MINOR)
    def open_a_training_session(self, till: int, who: int, amount: int) -> None:
        self.shop.open_training(till, who, amount)

    @rule(till=TILL, which=WHICH, who=WHO, product=st.integers(0, 8), card=st.booleans())
    def sell(self, till: int, which: int, who: int, product: int, card: bool) -> None:
        self.shop.sell(till, which, who, product, card=card)

    @rule(till=TILL, which=WHICH, who=WHO)
    def park_a_ticket(self, till: int, which: int, who: int) -> None:
        self.shop.park(till, which, who)

    @rule(till=TILL, which=WHICH, who=WHO)
    def discard_the_parked_tickets(self, till: int, which: int, who: int) -> None:
        self.shop.discard(till, which, who)

    @rule(till=TILL, which=WHICH, who=WHO, kind=st.integers(0, 3), amount=MINOR)
    def move_cash(self, till: int, which: int, who: int, kind: int, amount: int) -> None:
        self.shop.move_cash(till, which, who, kind, amount)

    @rule(till=TILL, which=WHICH, who=WHO)
    def open_the_drawer(self, till: int, which: int, who: int) -> None:
        self.shop.open_drawer(till, which, who)

    @rule(till=TILL, which=WHICH, who=WHO)
    def resume(self, till: int, which: int, who: int) -> None:
        self.shop.resume(till, which, who)

    @rule(till=TILL, which=WHICH, who=WHO)
    def count(self, till: int, which: int, who: int) -> None:
        self.shop.count(till, which, who)

    @rule(till=TILL, which=WHICH, who=WHO)
    def leave_the_count(self, till: int, which: int, who: int) -> None:
        self.shop.leave_count(till, which, who)

    @rule(till=TILL, which=WHICH, who=WHO, over=st.integers(-500, 500))
    def close(self, till: int, which: int, who: int, over: int) -> None:
        self.shop.close(till, which, who, over)

    @rule(till=TILL, which=WHICH, other=WHICH, who=WHO, days=st.integers(0, 3))
    def correct(self, till: int, which: int, other: int, who: int, days: int) -> None:
        self.shop.correct(till, which, other, who, days)

    @rule(till=TILL, which=WHICH, who=WHO)
    def sign_out_in_mid_work(self, till: int, which: int, who: int) -> None:
        self.shop.sign_out_in_mid_work(till, which, who)

    @rule(till=TILL)
    def kill(self, till: int) -> None:
        self.shop.kill(till)

    @rule(till=TILL, place=st.integers(0, len(DEATHS) - 1))
    def die_at_the_next(self, till: int, place: int) -> None:
        self.shop.arm(till, place)

    @rule(till=TILL)
    def lose_the_network(self, till: int) -> None:
        self.shop.lose_network(till)

    @rule(till=TILL)
    def find_the_network(self, till: int) -> None:
        self.shop.find_network(till)

    @rule(till=TILL, count=st.integers(1, 3))
    def lose_answers(self, till: int, count: int) -> None:
        self.shop.lose_an_answer(till, count)

    @rule(till=TILL)
    def sync(self, till: int) -> None:
        self.shop.sync(till)

    @rule(till=TILL, answer=st.integers(0, 11))
    def hear_nonsense(self, till: int, answer: int) -> None:
        self.shop.hear_nonsense(till, answer)

    @rule(till=TILL, which=WHICH)
    def a_manager_closes_on_the_server(self, till: int, which: int) -> None:
        self.shop.close_on_server(till, which)

    @rule()
    def save_the_server(self) -> None:
        self.shop.save_server()

    @rule()
    def restore_the_server(self) -> None:
        self.shop.restore_server()

    @rule(till=TILL)
    def ask_the_doctor(self, till: int) -> None:
        self.shop.ask_the_doctor(till)

    @rule(till=TILL)
    def save_the_register(self, till: int) -> None:
        self.shop.save_register(till)

    @rule(till=TILL)
    def restore_the_register(self, till: int) -> None:
        self.shop.restore_register(till)

    @rule(step=st.integers(0, 4))
    def pass_time(self, step: int) -> None:
        self.shop.pass_time(step)

    @invariant()
    def all_holds(self) -> None:
        self.shop.check()

    def teardown(self) -> None:
        try:
            self.shop.rest()
        finally:
            self._stack.close()


CashSessionMachine.TestCase.settings = settings(
    max_examples=EXAMPLES // PARTS,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)


# Parts, so that they run beside one another; each from a seed of its own, the same every time.
@pytest.mark.parametrize("part", range(PARTS))
def test_cash_sessions_hold_under_everything_that_happens(part: int) -> None:
    machine = seed(part)(CashSessionMachine)
    run_state_machine_as_test(machine, settings=CashSessionMachine.TestCase.settings)
