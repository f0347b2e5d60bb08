"""Canaries: each bug switches on and off without a trace, and each is caught by the oracle."""

import inspect
from importlib import import_module
from types import FunctionType
from typing import Any

import pytest

from pos.simulation.canaries.canary import Canary, CanaryOutOfDate, Mistake
from pos.simulation.canaries.catalogue import CANARIES
from pos.simulation.storm import run_chain
from pos.simulation.template import template
from tests.simulation.caught_canaries import CAUGHT

each_canary = pytest.mark.parametrize("canary", CANARIES.values(), ids=lambda one: one.name)
TRIES = 4  # runs from the recorded one on: what people do in it shifts when the program changes


def function_of(where: str) -> FunctionType:
    module, _, names = where.partition(":")
    found: Any = import_module(module)
    for name in names.split("."):
        found = vars(found)[name]
    if isinstance(found, property):
        found = found.fget
    unwrapped = inspect.unwrap(getattr(found, "__func__", found))
    assert isinstance(unwrapped, FunctionType)
    return unwrapped


class TestACanary:
    @each_canary
    def test_makes_code_wrong_for_a_while_and_leaves_it_as_it_was(self, canary: Canary) -> None:
        functions = [function_of(mistake.where) for mistake in canary.mistakes]
        before = [function.__code__ for function in functions]

        with canary.switch_on():
            during = [function.__code__ for function in functions]

        assert all(one is not other for one, other in zip(before, during, strict=True))
        assert [function.__code__ for function in functions] == before

    @pytest.mark.parametrize(
        "mistake",
        [
            Mistake("pos.domain.money:gone", "a", "b"),
            Mistake("pos.domain.money:Money.gone", "a", "b"),
            Mistake("pos.domain.money:zero", "what nobody wrote", ""),
            Mistake("pos.domain.money:MINOR_MAX", "1", "2"),
        ],
    )
    def test_fails_where_it_would_not_bite(self, mistake: Mistake) -> None:
        canary = Canary("old", "The code has moved on.", (1,), (mistake,))

        with pytest.raises(CanaryOutOfDate), canary.switch_on():
            pass

    def test_leaves_no_code_wrong_after_an_exception(self) -> None:
        canary = CANARIES["card_in_the_drawer"]
        function = function_of(canary.mistakes[0].where)
        before = function.__code__

        with pytest.raises(ZeroDivisionError), canary.switch_on():
            raise ZeroDivisionError

        assert function.__code__ is before

    def test_has_a_name_a_sentence_and_an_invariant(self) -> None:
        assert len(CANARIES) >= 30
        for name, canary in CANARIES.items():
            assert (canary.name, canary.bug[-1], bool(canary.invariants)) == (name, ".", True)


class TestTheOracle:
    @pytest.mark.parametrize("name", CAUGHT)
    def test_catches(self, name: str) -> None:
        canary, (seed, days) = CANARIES[name], CAUGHT[name]
        template()  # which is made without the bug

        with canary.switch_on():
            runs = (run_chain(one, days=days) for one in range(seed, seed + TRIES))
            found = next((run.violation for run in runs if run.violation is not None), None)

        assert found is not None
        assert found.invariant in canary.invariants, found.sentence
