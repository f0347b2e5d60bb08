"""Benchmark: a new register's first catalogue, from the request until it can be searched."""

from __future__ import annotations

from pathlib import Path

from pos.bootstrap import Surroundings
from pos.cli.asking import PassphrasePrompt
from pos.cli.bench.ground import Ground
from pos.cli.register_folder import exchange_of, register_at
from pos.demo.measuring import Row, fdatasync_floor, timed
from pos.domain.problem import Problem
from pos.sync.enrolment import EnrolmentPorts, enrol

ROUNDS = 5


class NothingArrived(Problem):
    """The first pull brought no catalogue."""


def measure(ground: Ground) -> Row:
    """Enrol new registers and time their first pull; the middle round counts."""
    taken, products = [], 0
    for turn in range(ROUNDS):
        ground.say(f"a new register's first catalogue ({turn + 1}/{ROUNDS}) …")
        root = ground.root / f"new-till-{turn}"
        _enrol(ground, root, f"New till {turn}")
        with register_at(root) as register, exchange_of(register) as exchange:
            result, milliseconds = timed(exchange.engine.cycle)
            taken.append(milliseconds / 1000)
            products = register.catalogue.size()
            if not register.catalogue.search("milk"):
                raise NothingArrived(f"The first catalogue did not arrive: {result.problem}")
    floor, middle = fdatasync_floor(ground.root), sorted(taken)[ROUNDS // 2]
    return Row(
        name="snapshot",
        figures={
            "products": products,
            "seconds": round(middle, 2),
            "rounds": [round(seconds, 2) for seconds in taken],
            "fdatasync_ms": floor.p50,
        },
        aim="≤ 2 s until it can be searched",
        met=middle <= 2,
    )


def _enrol(ground: Ground, root: Path, name: str) -> None:
    """Make a register that has not pulled yet."""
    around = Surroundings.real()
    ports = EnrolmentPorts(
        clock=around.clock,
        ids=around.ids,
        chance=around.chance,
        crash_points=around.settings.crash_points,
        ask_passphrase=PassphrasePrompt(),
    )
    enrol(root, server=ground.shop.url, code=ground.shop.new_code(name), ports=ports)
