"""`evertill simulate`: a chain of shops under every fault, in virtual time, and the proof of it."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from pos.domain.problem import Problem
from pos.runtime.clock import SystemClock
from pos.simulation.campaign import Totals, campaign, prepare, shrunk
from pos.simulation.canaries.catalogue import CANARIES
from pos.simulation.seeds import keep_seed, read_seed
from pos.simulation.storm import Found, run_chain

simulate = typer.Typer(add_completion=False, rich_markup_mode=None)

CANARY_DAYS = 1_000  # register-days within which a canary must be caught
_NANOSECONDS = 1_000_000_000
_SHRUNK_MAX = 3
_LONG = 5_000  # register-days after which every fault has had its chance

_HELP = """Run a chain of shops in one thread and virtual time: real tills on real files, the real
server, and every fault that has a name. What the cashiers were told is the reference.

The same seed gives the same run. A violation names the invariant (docs/reliability.md), the
seed, the register-day and the fewest faults that lead to it; --replay runs such a file again.
--canary switches one known bug on, which must be caught: the oracle is tested too.

Exit code: 0 when no invariant was broken, 1 otherwise."""


class NoSuchCanary(Problem):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no canary “{name}”. See them all with: evertill simulate --list-canaries"
        )


class NumberImpossible(Problem):
    def __init__(self, name: str) -> None:
        super().__init__(f"--{name} must be 1 or more.")


@simulate.command(help=_HELP)
def run(
    register_days: Annotated[
        int | None, typer.Option(help="How many days of a register; 500, of a canary 1,000.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The first seed; each chain takes the next.")] = 1,
    jobs: Annotated[int, typer.Option(help="Processes at once; the result is the same.")] = 1,
    canary: Annotated[str | None, typer.Option(metavar="NAME", help="Switch a bug on.")] = None,
    list_canaries: Annotated[bool, typer.Option(help="Name the bugs that can be.")] = False,
    replay: Annotated[Path | None, typer.Option(help="Run a kept seed's file again.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep violations here, one file each.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    if list_canaries:
        _tell_canaries(as_json=as_json)
        return
    if canary is not None and canary not in CANARIES:
        raise NoSuchCanary(canary)
    days = (CANARY_DAYS if canary else 500) if register_days is None else register_days
    for name, number in (("register-days", days), ("jobs", jobs)):
        if number < 1:
            raise NumberImpossible(name)
    with _prepared():
        if replay is not None:
            _replay(replay, as_json=as_json)
            return
        began = SystemClock().monotonic_ns()
        with CANARIES[canary].switch_on() if canary else nullcontext():
            totals = campaign(
                days,
                seed,
                jobs=1 if canary else jobs,
                until_broken=canary is not None,
                on_progress=_tell_progress,
            )
            found = [shrunk(one) for one in totals.violations[:_SHRUNK_MAX]]
        seconds = (SystemClock().monotonic_ns() - began) / _NANOSECONDS
    found += totals.violations[_SHRUNK_MAX:]
    if keep is not None:
        for one in found:
            keep_seed(keep, one)
    _report(totals, found, {"seed": seed, "canary": canary, "seconds": round(seconds, 1)}, as_json)
    raise typer.Exit(1 if found else 0)


@contextmanager
def _prepared() -> Iterator[None]:
    """Log nothing, and make the chain that all runs copy before anything is switched on."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    prepare()
    try:
        yield
    finally:
        logging.disable(before)


def _replay(path: Path, *, as_json: bool) -> None:
    kept = read_seed(path)
    result = run_chain(kept.seed, days=kept.days, without=kept.without)
    found = [] if result.violation is None else [result.violation]
    totals = Totals()
    totals.add(result)
    _report(totals, found, {"seed": kept.seed, "canary": None, "seconds": None}, as_json)
    raise typer.Exit(1 if found else 0)


def _report(totals: Totals, found: list[Found], facts: dict[str, Any], as_json: bool) -> None:
    report = {
        **facts,
        "register_days": totals.register_days,
        "runs": totals.runs,
        "sales": totals.sales,
        "deaths": totals.deaths,
        "evaluations": totals.evaluations,
        "faults": totals.by_kind(),
        "faults_by_phase": totals.by_phase(),
        "never_struck": totals.never_struck(),
        "refused": dict(sorted(totals.refused.items())),
        "violations": [_as_object(one) for one in found],
        "trace_hash": totals.trace,
    }
    if as_json:
        print(json.dumps(report))
        return
    print(
        f"{totals.register_days} register-days, {totals.sales} sales, "
        f"{sum(totals.faults.values())} faults, {totals.deaths} deaths of a till at a named "
        f"place, {totals.evaluations} checks; trace {totals.trace[:16]}"
    )
    if (never := totals.never_struck()) and totals.register_days >= _LONG:
        print(f"Faults that never struck in a phase of work: {', '.join(never)}.")
    for one in found:
        print(f"BROKEN {one.sentence}\n  seed {one.seed}, register-day {one.register_day}, after:")
        print("\n".join(f"    {number}: {kind.value}" for number, kind in one.faults[-12:]))
    print("No invariant was broken." if not found else f"{len(found)} runs broke an invariant.")


def _as_object(found: Found) -> dict[str, Any]:
    return {
        "invariant": found.invariant,
        "sentence": found.sentence,
        "seed": found.seed,
        "register_day": found.register_day,
        "faults": [{"number": number, "kind": kind.value} for number, kind in found.faults],
    }


def _tell_canaries(*, as_json: bool) -> None:
    if as_json:
        print(json.dumps([{"name": one.name, "bug": one.bug} for one in CANARIES.values()]))
        return
    for one in CANARIES.values():
        print(f"{one.name}: {one.bug}")


def _tell_progress(totals: Totals, wanted: int) -> None:
    """Say how far it is, on the stream that is not the report's."""
    broken = f", {len(totals.violations)} BROKEN" if totals.violations else ""
    told = f"\r{totals.register_days} of {wanted} register-days{broken}"
    print(told, end="" if totals.register_days < wanted else "\n", file=sys.stderr, flush=True)
