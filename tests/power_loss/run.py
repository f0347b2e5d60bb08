"""The run of power cuts: `python -m tests.power_loss.run --states N --seed S [--jobs J] [--json]`.

Exit code: 0 when nothing was lost or damaged, 1 otherwise.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import multiprocessing
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.power_loss import copied_stories, making_stories  # noqa: F401 -- add their stories
from tests.power_loss.crash_states import Share, Story, Tally, judged, points_of
from tests.power_loss.operations import FileOperation
from tests.power_loss.report import Report
from tests.power_loss.scratch import scratch
from tests.power_loss.shop import as_on_a_plain_computer
from tests.power_loss.stories import STORIES

_ROUNDS_MAX = 5
_SEEDS_APART = 1_000_003
_told: list[Story] = []  # what the processes of a run share, by being born with it


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell the stories, cut the power, print the report."""
    parser = argparse.ArgumentParser(prog="tests.power_loss.run", description=__doc__)
    parser.add_argument("--states", type=int, default=10_000, help="how many crash states")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes that judge them")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    report = run(asked.states, asked.seed, asked.jobs)
    said = json.dumps(report.as_json()) if asked.json else report.as_text()
    sys.stdout.write(said + "\n")
    return 0 if report.is_sound else 1


def run(states: int, seed: int, jobs: int = 1, names: Sequence[str] = ()) -> Report:
    """Record the named stories, or all, and judge at least so many states of them."""
    began = time.monotonic()
    with scratch() as base, as_on_a_plain_computer():
        _told[:] = told(base, names)
        for story in _told:
            story.judge.study(story.recording)
        tally = _all(states, seed, jobs)
    operations = sum(
        isinstance(one, FileOperation) for story in _told for one in story.recording.operations
    )
    return Report(states, seed, tally, operations, _points(), time.monotonic() - began)


def told(base: Path, names: Sequence[str] = ()) -> list[Story]:
    """Record the named stories, or all."""
    stories = []
    for name in names or STORIES:
        folder = base / name.replace(" ", "-")
        folder.mkdir()
        stories += STORIES[name](folder)
    return stories


def _all(states: int, seed: int, jobs: int) -> Tally:
    """Judge a bit more than is asked for, since some points have few states; each its share."""
    done = _round(states, seed, jobs)
    for number in range(1, _ROUNDS_MAX):
        if done.states >= states:
            break
        rest = 2 * (states - done.states) + len(_told)
        done.add(_round(rest, seed + number * _SEEDS_APART, jobs))
    return done


def _points() -> int:
    return sum(len(points_of(story.recording)) for story in _told)


def _round(states: int, seed: int, jobs: int) -> Tally:
    points = _points()
    shares = [
        (index, seed, -(-states * len(points_of(story.recording)) // points), Share(job, jobs))
        for index, story in enumerate(_told)
        for job in range(jobs)
    ]
    tally = Tally()
    if jobs == 1:
        for share in shares:
            tally.add(_judged(share))
        return tally
    gc.freeze()  # what all share stays shared
    born_with_it = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=born_with_it) as pool:
        for one in pool.map(_judged, shares):
            tally.add(one)
    return tally


def _judged(share: tuple[int, int, int, Share]) -> Tally:
    index, seed, states, part = share
    return judged(_told[index], seed, states, part)


if __name__ == "__main__":
    sys.exit(main())
