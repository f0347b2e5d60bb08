"""The simulator: 500 register-days, the seeds that once failed, and that it repeats itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pos.cli import main
from pos.simulation.campaign import TILLS, campaign, shrunk
from pos.simulation.faults import Fault
from pos.simulation.seeds import keep_seed, read_seed
from pos.simulation.storm import DAYS, Found, run_chain

REGISTER_DAYS, PARTS = 504, 6  # in parts, so that they run beside one another
SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.json"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_breaks_in_so_many_days_under_faults(part: int) -> None:
    days = REGISTER_DAYS // PARTS
    first = 1 + part * days // (DAYS * TILLS)

    totals = campaign(days, first)

    assert totals.violations == []
    assert totals.register_days >= days  # the days of copies come on top
    assert totals.sales
    assert sum(totals.faults.values())


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_what_failed_once_holds_for_ever(path: Path) -> None:
    kept = read_seed(path)

    assert run_chain(kept.seed, days=kept.days, without=kept.without).violation is None


class TestASeed:
    def test_gives_the_same_run_again(self) -> None:
        assert run_chain(7, days=1) == run_chain(7, days=1)

    def test_gives_another_run_than_the_next_one(self) -> None:
        assert run_chain(7, days=1).trace_hash != run_chain(8, days=1).trace_hash

    def test_that_failed_is_read_back_as_it_was_kept(self, tmp_path: Path) -> None:
        without = frozenset[Fault | int]({Fault.KILLED, 12})
        found = Found(1, "1: gone", seed=9, register_day=4, days=2, without=without)

        kept = read_seed(keep_seed(tmp_path, found))

        assert (kept.seed, kept.days, kept.without, kept.invariant) == (9, 2, without, 1)


class TestAViolation:
    def test_is_shrunk_to_what_it_takes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        needed = {(3, Fault.KILLED), (8, Fault.HTML)}
        happened = [(2, Fault.OUTAGE), (3, Fault.KILLED), (5, Fault.KILLED), (8, Fault.HTML)]

        def run(seed: int, *, days: int, without: frozenset[Fault | int]) -> object:
            left = tuple(one for one in happened if not {*one} & without)
            found = Found(1, "1: gone", seed, 1, left, days, without)
            return type("Run", (), {"violation": found if needed <= set(left) else None})

        monkeypatch.setattr("pos.simulation.campaign.run_chain", run)

        least = shrunk(Found(1, "1: gone", 5, 1, tuple(happened)))

        assert set(least.faults) == needed


class TestTheCommand:
    def test_reports_in_json_what_was_simulated(self, capsys: pytest.CaptureFixture[str]) -> None:
        code = main(["simulate", "--register-days", "12", "--seed", "3", "--json"])

        report = json.loads(capsys.readouterr().out)
        assert code == 0
        assert report["register_days"] >= 12
        assert report["sales"] > 0
        assert sum(report["faults"].values()) > 0
        assert report["violations"] == []
        assert len(report["trace_hash"]) == 64

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            (["--canary", "no-such-bird"], "--list-canaries"),
            (["--register-days", "0"], "--register-days must be 1 or more"),
            (["--jobs", "0"], "--jobs must be 1 or more"),
            (["--replay", "no-such-file.json"], "is no kept seed"),
        ],
    )
    def test_refuses_what_makes_no_sense(
        self, arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["simulate", *arguments]) == 1
        assert reason in capsys.readouterr().err
