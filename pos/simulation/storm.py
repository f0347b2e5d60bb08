"""One run of a chain: days of work under faults, then healing, rest and proof."""

from __future__ import annotations

import shutil
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from pos.simulation.at_till import AtTill
from pos.simulation.audit import audit
from pos.simulation.chain import Chain, a_chain, fast_folder
from pos.simulation.day import Day
from pos.simulation.exchanges import come_to_rest
from pos.simulation.faults import Fault, Faults, drawn_rates
from pos.simulation.feed_invariants import check_feed
from pos.simulation.line import Line, Overheard, StormyLine
from pos.simulation.nature import Nature
from pos.simulation.shop_floor import ShopFloor
from pos.simulation.told import Violation
from pos.simulation.trace import Trace
from pos.simulation.virtual import SeededChance

DAYS = 4  # of each till in a run
# Around the clocks going back and forward in New York, a leap day, New Year, and 2038.
_BEGINNINGS = (
    datetime(2026, 10, 30, 13, 0, tzinfo=UTC),
    datetime(2027, 3, 12, 13, 0, tzinfo=UTC),
    datetime(2028, 2, 27, 13, 0, tzinfo=UTC),
    datetime(2026, 12, 29, 13, 0, tzinfo=UTC),
    datetime(2038, 1, 17, 13, 0, tzinfo=UTC),
    datetime(2026, 6, 10, 13, 0, tzinfo=UTC),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A broken invariant: which, when, and what had gone wrong until then."""

    invariant: int
    sentence: str
    seed: int
    register_day: int  # within the run, from 1
    faults: tuple[tuple[int, Fault], ...] = ()
    days: int = DAYS
    without: frozenset[Fault | int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run came to. `violation` is None if everything held."""

    seed: int
    register_days: int
    sales: int
    faults: Counter[tuple[Fault, str]]
    evaluations: int
    refused: Counter[str]
    deaths: int
    trace_hash: str
    violation: Found | None


@dataclass
class Storm:
    """The parts of a run while it goes on."""

    chain: Chain
    floor: ShopFloor
    faults: Faults
    trace: Trace
    days: int = 0


def run_chain(seed: int, *, days: int = DAYS, without: frozenset[Fault | int] = frozenset()) -> Run:
    """Run one chain for so many days of each till. What breaks ends it and is told, not raised."""
    root = Path(mkdtemp(dir=fast_folder(), prefix="evertill-"))
    chance = SeededChance(f"{seed}:faults")
    faults = Faults(chance, drawn_rates(chance), without)
    started = _BEGINNINGS[seed % len(_BEGINNINGS)]
    try:
        lines = _Lines(faults, seed)
        with a_chain(root, started=started, seed=seed, make_line=lines.make) as chain:
            storm = Storm(chain, ShopFloor(chain), faults, Trace())
            return _run(storm, seed, days)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _run(storm: Storm, seed: int, days: int) -> Run:
    violation = None
    try:
        _work(storm, seed, days)
        _rest(storm)
    except Violation as broken:
        violation = _found(storm, seed, days, broken)
    except Exception as error:  # noqa: BLE001 -- whatever it is, nobody caught it
        place = traceback.extract_tb(error.__traceback__)[-1]
        told = Violation(42, f"{error!r} at {Path(place.filename).name}:{place.lineno}")
        violation = _found(storm, seed, days, told)
    return Run(
        seed=seed,
        register_days=storm.days,
        sales=sum(len(at.told.sales()) for at in storm.floor.at),
        faults=storm.faults.counts,
        evaluations=storm.floor.evaluations,
        refused=storm.floor.refused,
        deaths=sum(at.deaths for at in storm.floor.at),
        trace_hash=storm.trace.digest(),
        violation=violation,
    )


def _found(storm: Storm, seed: int, days: int, broken: Violation) -> Found:
    return Found(
        invariant=broken.number,
        sentence=str(broken),
        seed=seed,
        register_day=storm.days,
        faults=tuple(storm.faults.happened),
        days=days,
        without=storm.faults.without,
    )


def _work(storm: Storm, seed: int, days: int) -> None:
    nature = Nature(storm.chain, storm.floor, storm.faults)
    for day in range(days):
        for number, at in enumerate(storm.floor.at):
            storm.days += 1
            storm.trace.note("day", day, at.till.name)
            chance = SeededChance(f"{seed}:{day}:{number}")
            Day(storm.floor, nature, number, chance, storm.trace).work()
        storm.chain.clock.advance(timedelta(hours=9))


def _rest(storm: Storm) -> None:
    storm.faults.calm = True
    clock = storm.chain.clock
    for at in storm.floor.at:
        _switch_on(at)
        come_to_rest(at, clock)
    storm.floor.rest()
    for at in storm.floor.at:
        storm.floor.evaluations += audit(at, storm.chain) + check_feed(at, storm.chain)
    storm.trace.note("rest", *(len(at.told.sales()) for at in storm.floor.at))


def _switch_on(at: AtTill) -> None:
    at.till.secrets.become(None)
    if not at.till.is_on:
        at.till.start()


@dataclass
class _Lines:
    """Makes the lines of a chain; what travels on one can turn up on another."""

    faults: Faults
    seed: int
    overheard: Overheard = field(default_factory=Overheard)

    def make(self, chain: Chain, name: str) -> Line:
        return StormyLine(
            chain,
            name=name,
            faults=self.faults,
            chance=SeededChance(f"{self.seed}:{name}:line"),
            wait=chain.clock.advance,
            overheard=self.overheard,
            trouble=chain,
        )
