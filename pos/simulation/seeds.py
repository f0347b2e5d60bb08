"""Kept seeds: a failing run, shrunk, as a file that is run for ever after."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pos.domain.problem import Problem
from pos.runtime.atomic_file import replace_file
from pos.simulation.faults import Fault
from pos.simulation.storm import DAYS, Found


class SeedNotReadable(Problem):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no kept seed: it is a file that --keep wrote.")


class KeptSeed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run is made of. `left_out` are kinds and numbers of faults that do not happen."""

    seed: int
    days: int = DAYS
    left_out_kinds: list[str] = []
    left_out_numbers: list[int] = []
    invariant: int | None = None  # the one that it broke when it was kept
    sentence: str = ""

    @property
    def without(self) -> frozenset[Fault | int]:
        return frozenset({*map(Fault, self.left_out_kinds), *self.left_out_numbers})


def read_seed(path: Path) -> KeptSeed:
    """Read a file that `keep_seed` wrote.

    :raises SeedNotReadable: if it is none.
    """
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=KeptSeed)
        _ = kept.without
    except (OSError, msgspec.DecodeError, ValueError) as error:
        raise SeedNotReadable(path) from error
    return kept


def keep_seed(folder: Path, found: Found) -> Path:
    """Write a file for a violation; return where."""
    kept = KeptSeed(
        seed=found.seed,
        days=found.days,
        left_out_kinds=sorted(one.value for one in found.without if isinstance(one, Fault)),
        left_out_numbers=sorted(one for one in found.without if not isinstance(one, Fault)),
        invariant=found.invariant,
        sentence=found.sentence,
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"seed-{found.seed}-invariant-{found.invariant}.json"
    replace_file(path, msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n")
    return path
