"""Crash states of a recording: drawn from a seed, laid out, and judged one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.power_loss.dice import Dice
from tests.power_loss.disk import Cut, Disk, State
from tests.power_loss.findings import Finding, Harm, Judge, Trouble
from tests.power_loss.operations import Began, FileOperation
from tests.power_loss.recorder import Recording
from tests.power_loss.scratch import lay_out, scratch

_ONCE = (Cut.DROPPED, Cut.KEPT)  # nothing in them is left to chance
_DRAWN = (Cut.EARLIER, Cut.REORDERED, Cut.TORN, Cut.GARBLED)


@dataclass(frozen=True, slots=True)
class Story:
    """A recording of one computer and who judges it, after having studied it."""

    name: str
    recording: Recording
    judge: Judge
    thorough_every: int = 150  # of so many states one is also proved and sold on


@dataclass(frozen=True, slots=True)
class CrashState:
    deed: str
    point: int
    cut: Cut
    draw: int
    state: State


@dataclass
class Tally:
    """How many states were judged, by transaction and by cut, and what was found."""

    by_transaction: Counter[str] = field(default_factory=Counter)
    by_cut: Counter[str] = field(default_factory=Counter)
    thorough: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def states(self) -> int:
        return self.by_transaction.total()

    def add(self, other: Tally) -> None:
        self.by_transaction += other.by_transaction
        self.by_cut += other.by_cut
        self.thorough += other.thorough
        self.findings += other.findings


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of all points one process takes: every `of`-th, beginning with `number`."""

    number: int = 0
    of: int = 1


def judged(story: Story, seed: int, states: int, share: Share = Share()) -> Tally:
    """Judge about so many states of a story, spread evenly over its operations."""
    tally = Tally()
    with scratch() as folder:
        for crash in drawn(story, seed, states, share):
            tally.by_transaction[f"{story.name}: {crash.deed}"] += 1
            tally.by_cut[crash.cut] += 1
            dice = Dice(seed, story.name, crash.point, crash.draw, "thoroughly?")
            thoroughly = dice.below(story.thorough_every) == 0
            tally.thorough += thoroughly
            lay_out(crash.state, folder / "pc")
            trouble = _trouble(story, folder / "pc", crash.point, thoroughly=thoroughly)
            if trouble is not None:
                tally.findings.append(
                    Finding(
                        story=story.name,
                        deed=crash.deed,
                        point=crash.point,
                        cut=crash.cut,
                        draw=crash.draw,
                        harm=trouble.harm,
                        what=str(trouble),
                    )
                )
    return tally


def drawn(story: Story, seed: int, states: int, share: Share) -> Iterator[CrashState]:
    """Yield states, distinct at each point; what a point has too few of, the next one gets."""
    points = points_of(story.recording)
    mine = set(points[share.number :: share.of])
    disk = Disk(story.recording.root, story.recording.first)
    deed, owed = "", 0.0
    for point, operation in enumerate(story.recording.operations, 1):
        if isinstance(operation, Began):
            deed = operation.name
        if isinstance(operation, FileOperation):
            disk.do(operation)
        if point not in mine:
            continue
        owed += states / len(points)
        found: set[int] = set()
        for draw, cut in enumerate(_cuts(disk, Dice(seed, story.name, point), int(owed))):
            if len(found) >= int(owed):
                break
            state = disk.after(cut, Dice(seed, story.name, point, draw))
            mark = _mark(state)
            if mark not in found:
                found.add(mark)
                yield CrashState(deed, point, cut, draw, state)
        owed -= len(found)


def points_of(recording: Recording) -> list[int]:
    """Return after how many operations and marks the power may fail: after each one.

    A mark behind which nothing was done yet is none of its own, but the first one is: from there
    on, more has to be there.
    """
    points, was_file = [], False
    for point, operation in enumerate(recording.operations, 1):
        is_file = isinstance(operation, FileOperation)
        if is_file or (was_file and not isinstance(operation, Began)):
            points.append(point)
        was_file = is_file
    return points


def _cuts(disk: Disk, dice: Dice, wanted: int) -> Iterator[Cut]:
    """Yield kinds of cuts, some more than are wanted: several may come to the same state."""
    if wanted < 1:
        return
    if disk.is_sure:
        yield Cut.DROPPED
        return
    if wanted > len(_ONCE):
        yield from _ONCE
    kinds = _DRAWN if wanted > len(_ONCE) else tuple(Cut)
    for _ in range(2 * wanted + 1):
        yield dice.one_of(kinds)


def _trouble(story: Story, root: Path, point: int, *, thoroughly: bool) -> Trouble | None:
    try:
        story.judge.judge(root, point, thoroughly=thoroughly)
    except Trouble as trouble:
        return trouble
    except Exception as error:  # noqa: BLE001 -- whatever a start ends with, it is a finding
        return Trouble(Harm.UNUSABLE, f"{type(error).__name__}: {error}")
    return None


def _mark(state: State) -> int:
    """Return what tells states of one point apart; most contents were hashed before."""
    return hash(tuple(state.items()))
