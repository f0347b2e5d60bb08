"""A long run of the cash session machine: `python -m tests.simulation.long_run --steps 1000000`.

Shops of a few hundred steps, one after the other, each from a seed of its own. A failure prints
the seed and the step; the same seed gives the same actions again.
"""

from __future__ import annotations

import argparse
import inspect
import json
import logging
import shutil
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from pos.runtime.clock import SystemClock
from tests.fakes import FakeChance
from tests.simulation.session_world import SessionWorld
from tests.simulation.world import a_world, fast_folder

STEPS_PER_SHOP = 250
# How often each action comes; selling is what tills do, restores are rare.
WEIGHTS = {
    "open_normal": 6,
    "open_deferred": 6,
    "open_training": 3,
    "sell": 24,
    "park": 5,
    "discard": 3,
    "move_cash": 8,
    "open_drawer": 4,
    "resume": 4,
    "count": 6,
    "leave_count": 3,
    "close": 8,
    "correct": 4,
    "sign_out_in_mid_work": 2,
    "kill": 2,
    "arm": 4,
    "lose_network": 2,
    "find_network": 3,
    "lose_an_answer": 3,
    "sync": 6,
    "hear_nonsense": 2,
    "close_on_server": 4,
    "ask_the_doctor": 2,
    "save_register": 1,
    "restore_register": 1,
    "save_server": 1,
    "restore_server": 1,
    "pass_time": 4,
}

_ACTIONS = tuple(name for name, weight in WEIGHTS.items() for _ in range(weight))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true", help="Print each step of each shop.")
    wanted = parser.parse_args()
    logging.disable(logging.CRITICAL)
    clock, done, seed = SystemClock(), 0, wanted.seed
    began = clock.monotonic_ns()
    actions: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    asked_to_end = False

    def end(*_: object) -> None:
        nonlocal asked_to_end
        asked_to_end = True

    signal.signal(signal.SIGTERM, end)
    while done < wanted.steps and not asked_to_end:
        try:
            shop = _one_shop(seed, actions, verbose=wanted.verbose)
        except AssertionError:
            traceback.print_exc()
            sys.stderr.write(f"seed {seed} failed after {sum(actions.values())} steps\n")
            return 1
        refused.update(shop.refused)
        done += STEPS_PER_SHOP
        seed += 1
    report = {
        "steps": done,
        "shops": seed - wanted.seed,
        "first_seed": wanted.seed,
        "seconds": (clock.monotonic_ns() - began) // 1_000_000_000,
        "violations": 0,
        "actions": dict(sorted(actions.items())),
        "refused": dict(sorted(refused.items())),
    }
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 0


def _one_shop(seed: int, actions: Counter[str], *, verbose: bool) -> SessionWorld:
    chance = FakeChance(seed)
    root = Path(mkdtemp(dir=fast_folder()))
    try:
        with a_world(root) as world:
            shop = SessionWorld(world)
            for _ in range(STEPS_PER_SHOP):
                name = _ACTIONS[chance.below(len(_ACTIONS))]
                action = getattr(shop, name)
                choices = _choices(action, chance)
                if verbose:
                    sys.stdout.write(f"{name} {choices}\n")
                action(**choices)
                actions[name] += 1
                shop.check()
            shop.rest()
            return shop
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _choices(action: Callable[..., None], chance: FakeChance) -> dict[str, int | bool]:
    """Draw a number for each parameter of an action."""
    drawn: dict[str, int | bool] = {}
    for name, parameter in inspect.signature(action).parameters.items():
        if parameter.annotation == "bool":
            drawn[name] = bool(chance.below(2))
        elif name in _BOUNDS:
            least, most = _BOUNDS[name]
            drawn[name] = least + chance.below(most - least + 1)
        else:
            drawn[name] = chance.below(1_000)
    return drawn


_BOUNDS = {
    "days": (0, 4),
    "over": (-500, 500),
    "count": (1, 3),
    "step": (0, 3),
    "amount": (1, 50_000),
}

if __name__ == "__main__":
    sys.exit(main())
