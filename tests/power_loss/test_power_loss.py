"""A power cut at every operation on files: nothing that was acknowledged is lost, nothing broken.

A sample; `python -m tests.power_loss.run --states 100000 --seed 1` is the long run.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pos.domain.event import EventKind
from tests.power_loss.canaries import CANARIES
from tests.power_loss.commits import Fetch
from tests.power_loss.crash_states import Story, judged
from tests.power_loss.findings import Harm
from tests.power_loss.operations import Began
from tests.power_loss.register_judge import database_key, opened_with
from tests.power_loss.run import run, told
from tests.power_loss.scratch import scratch
from tests.power_loss.shop import as_on_a_plain_computer
from tests.power_loss.stories import STORIES, a_day_of
from tests.power_loss.till_day import DAY

# Rough, so that a machine that is short of time can be told so.
SHARES = {
    "day": 600,
    "enrolment": 150,
    "replacement": 150,
    "recovery": 100,
    "copied till": 100,
    "migration": 150,
    "backup": 100,
    "restore": 100,
    "store create": 150,
}
SEED = int(os.environ.get("POWER_SEED", "7"))
NAMED = {
    *("sale", "void", "park", "recall", "discard", "count", "leave count", "hand over"),
    *("open normal", "open deferred", "open training", "close normal"),
    *("close deferred and training", "cash move", "no sale", "correction"),
    *("correction by joining", "push: ingest and mark", "pull of a page", "pull of many pages"),
    *("snapshot", "stale clearing", "recovery page", "enrolment", "replacement"),
    *("migration of a register", "migration of a server", "backup create", "checkpoint"),
    *("backup create of a server", "restore of a register", "restore of a server"),
    *("server closing by a manager", "catalogue import", "store create"),
    *("quarantine of an entry", "quarantined entry applied"),
    *("checkpoint of the server", "branch of a copied till", "new series of a copied till"),
}


class TestAPowerCut:
    def test_is_tried_in_every_story(self) -> None:
        assert set(SHARES) == set(STORIES)

    @pytest.mark.parametrize("story", SHARES)
    def test_loses_and_breaks_nothing(self, story: str) -> None:
        report = run(SHARES[story], SEED, names=[story])

        assert report.tally.states >= SHARES[story]
        assert not report.tally.findings, "\n".join(map(str, report.tally.findings[:5]))


class TestTheStories:
    def test_hold_every_transaction_and_every_kind_of_event(self) -> None:
        with scratch() as base, as_on_a_plain_computer():
            stories = told(base)

            kinds = set[str]()
            for story in stories:
                if story.name in ("day, till", "replacement, till"):
                    kinds |= _kinds_of_events(base, story)
        names = {
            one.name
            for story in stories
            for one in story.recording.operations
            if isinstance(one, Began)
        }

        assert kinds >= set(EventKind), "an event kind without a recorded transaction"
        assert names >= NAMED


class TestACanary:
    """The judges find what they have to find."""

    @pytest.mark.parametrize(
        ("name", "harm"),
        [
            ("synchronous=NORMAL", Harm.LOST),
            ("synchronous=OFF", Harm.CORRUPT),
            ("journal_mode=DELETE", Harm.LOST),
            ("files are not synced", Harm.UNUSABLE),
            ("names are not synced", Harm.UNUSABLE),
        ],
    )
    def test_is_found(self, name: str, harm: Harm) -> None:
        with scratch() as base, as_on_a_plain_computer():
            with CANARIES[name]():
                till, _ = a_day_of(base, [*DAY[:8], DAY[-1]])
            till.judge.study(till.recording)

            tally = judged(till, SEED, 150)

        assert harm in {finding.harm for finding in tally.findings}

    def test_is_each_tried(self) -> None:
        assert len(CANARIES) == 5


def _kinds_of_events(base: Path, story: Story) -> set[str]:
    """Return the kinds of events in the journal that the story ends with."""
    folder = story.recording.root / "register"
    assert folder.is_relative_to(base)
    found: set[str] = set()

    def read(fetch: Fetch) -> str:
        found.update(kind for (kind,) in fetch("SELECT DISTINCT kind FROM journal"))
        return ""

    opened_with(database_key(folder))(folder / "register.db", read)
    return found
