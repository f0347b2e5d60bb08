"""A campaign: runs from many seeds, some of them twice, added up; the first failures shrunk."""

from __future__ import annotations

import gc
import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

from pos.simulation.faults import AT_THE_OFFICE, AT_THE_TILL, ON_THE_LINE, Fault
from pos.simulation.storm import DAYS, Found, Run, run_chain
from pos.simulation.template import SHOPS, template

DETERMINISM = 0  # the invariant's number: the same seed, the same trace
_TWICE_OF = 100  # one seed of so many is run a second time
TILLS = sum(len(shop.tills) for shop in SHOPS)


@dataclass
class Totals:
    """What the runs of a campaign come to."""

    register_days: int = 0
    runs: int = 0
    sales: int = 0
    deaths: int = 0
    evaluations: int = 0
    faults: Counter[tuple[Fault, str]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    violations: list[Found] = field(default_factory=list)
    trace: str = ""

    def add(self, run: Run) -> None:
        self.register_days += run.register_days
        self.runs += 1
        self.sales += run.sales
        self.deaths += run.deaths
        self.evaluations += run.evaluations
        self.faults += run.faults
        self.refused += run.refused
        self.trace = hashlib.sha256(f"{self.trace}{run.trace_hash}".encode()).hexdigest()
        if run.violation is not None:
            self.violations.append(run.violation)

    def by_kind(self) -> dict[str, int]:
        """Return how often each fault happened; one that never did is there with 0."""
        counts = Counter({kind.value: 0 for kind in Fault})
        for (kind, _), count in self.faults.items():
            counts[kind.value] += count
        return dict(counts)

    def by_phase(self) -> dict[str, dict[str, int]]:
        """Return the table of faults and the phases of work that they struck."""
        table: dict[str, dict[str, int]] = {kind.value: {} for kind in Fault}
        for (kind, phase), count in sorted(self.faults.items()):
            table[kind.value][phase] = count
        return table

    def never_struck(self) -> list[str]:
        """Return the cells of that table that are empty and need not be: holes of the proof."""
        phases = {phase for _, phase in self.faults}
        at_work = phases - _PHASES_OF_REQUESTS
        in_requests = phases & _PHASES_OF_REQUESTS
        return [
            f"{kind.value} × {phase}"
            for kind in Fault
            for phase in sorted(in_requests if kind in ON_THE_LINE else at_work)
            if not self.faults[kind, phase] and not _is_impossible(kind, phase)
        ]


_PHASES_OF_REQUESTS = {
    *("enrolment", "sign-in", "handshake", "totals", "presence", "push", "recovery", "pull"),
    *("snapshot", "fork", "other"),
}
_SWITCHED_OFF = {Fault.OUTAGE, Fault.CLOCK_JUMPED, *AT_THE_OFFICE}


def _is_impossible(kind: Fault, phase: str) -> bool:
    """Tell whether a fault cannot strike in a phase: a program that is off cannot be killed."""
    if phase == "off" and kind in AT_THE_TILL:
        return kind not in _SWITCHED_OFF
    return kind is Fault.SESSION_CLOSED_AT_THE_OFFICE and phase in {"no session", "off"}


Progress = Callable[[Totals, int], None]
"""Is told what it comes to so far, and how many register-days are wanted."""


def campaign(
    register_days: int,
    seed: int,
    *,
    jobs: int = 1,
    on_progress: Progress = lambda totals, wanted: None,
    until_broken: bool = False,
) -> Totals:
    """Run chains from `seed` on until so many register-days have passed.

    With `until_broken` the first violation ends it. The result does not depend on `jobs`.
    """
    totals, per_run = Totals(), DAYS * TILLS
    seeds = range(seed, seed - (-register_days // per_run))
    for run in _runs(seeds, jobs):
        totals.add(run)
        on_progress(totals, register_days)
        if until_broken and totals.violations:
            break
    return totals


def _runs(seeds: Iterable[int], jobs: int) -> Iterator[Run]:
    if jobs == 1:
        yield from map(checked_run, seeds)
        return
    with ProcessPoolExecutor(jobs, initializer=prepare_quietly) as pool:
        yield from pool.map(checked_run, seeds)


def prepare_quietly() -> None:
    """Prepare a process that only counts: what the chains log is of no use to anybody."""
    logging.disable(logging.CRITICAL)
    prepare()


def prepare() -> None:
    """Make the chain that all runs copy, and look for garbage more seldom: a fifth of the time."""
    template()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def checked_run(seed: int) -> Run:
    """Run one chain; every hundredth is run twice, and must do the same both times."""
    run = run_chain(seed)
    if seed % _TWICE_OF or run.violation is not None:
        return run
    again = run_chain(seed)
    if again.trace_hash == run.trace_hash:
        return run
    other = Found(DETERMINISM, "the same seed did something else", seed, run.register_days)
    return replace(run, violation=other)


def shrunk(found: Found, tries: int = 60) -> Found:
    """Return the same violation with as few days and faults as so many tries find."""
    if found.invariant == DETERMINISM:
        return found
    days = -(-found.register_day // TILLS)
    best, without = found, frozenset[Fault | int]()
    attempt = partial(_again, found, days)
    for kind in {kind for _, kind in found.faults}:
        tries -= 1
        better = attempt(without | {kind})
        if better is not None:
            best, without = better, without | {kind}
    at = 0
    while tries > 0 and at < len(best.faults):
        tries -= 1
        number = best.faults[at][0]
        better = attempt(without | {number})
        if better is None:
            at += 1
        else:
            best, without = better, without | {number}
    return best


def _again(found: Found, days: int, without: frozenset[Fault | int]) -> Found | None:
    violation = run_chain(found.seed, days=days, without=without).violation
    return violation if violation is not None and violation.invariant == found.invariant else None
