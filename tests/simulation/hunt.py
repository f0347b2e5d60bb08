"""The hunt: how long each canary lives, `python -m tests.simulation.hunt [NAME…] [--jobs J]`.

Each is switched on in a process of its own, and chains run from seed 1 on until an invariant is
broken. Prints one JSON object; the exit code is 0 when all were caught, 1 otherwise.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass

from pos.simulation.campaign import campaign, prepare_quietly
from pos.simulation.canaries.catalogue import CANARIES
from pos.simulation.command import CANARY_DAYS


@dataclass(frozen=True, slots=True)
class Catch:
    """What became of a canary: after how many register-days, and by which invariant."""

    name: str
    days: int | None
    invariant: int | None = None
    seed: int | None = None
    sentence: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Hunt, tell each catch as it comes, print the report."""
    parser = argparse.ArgumentParser(prog="tests.simulation.hunt", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="canaries; all if none is named")
    parser.add_argument("--jobs", type=int, default=1, help="processes at once")
    parser.add_argument("--register-days", type=int, default=CANARY_DAYS, help="for each")
    asked = parser.parse_args(arguments)
    catches = hunted(asked.names or list(CANARIES), asked.register_days, asked.jobs)
    days = [one.days for one in catches if one.days is not None]
    report = {
        "canaries": [asdict(one) for one in catches],
        "median": statistics.median(days) if days else None,
    }
    sys.stdout.write(json.dumps(report) + "\n")
    return 0 if len(days) == len(catches) else 1


def hunted(names: Sequence[str], register_days: int, jobs: int = 1) -> list[Catch]:
    """Return what became of each, in the order of the names."""
    catches = {}
    with ProcessPoolExecutor(jobs, initializer=prepare_quietly) as pool:
        hunts = [pool.submit(hunt, name, register_days) for name in names]
        for done in as_completed(hunts):
            catch = done.result()
            catches[catch.name] = catch
            sys.stderr.write(f"{catch.name}: {catch.days} {catch.sentence[:120]}\n")
    return [catches[name] for name in names]


def hunt(name: str, register_days: int) -> Catch:
    """Run chains with the bug in them until one breaks an invariant, or the days are over."""
    with CANARIES[name].switch_on():
        totals = campaign(register_days, seed=1, until_broken=True)
    if not totals.violations:
        return Catch(name, None)
    (found,) = totals.violations
    return Catch(name, totals.register_days, found.invariant, found.seed, found.sentence)


if __name__ == "__main__":
    sys.exit(main())
