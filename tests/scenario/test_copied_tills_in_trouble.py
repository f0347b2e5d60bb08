"""Copied tills that are replaced, fenced or put back, and a server that is set back beside them."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from pos.domain.handshake import Freeze, Verdict
from pos.runtime.secret_names import BOOTS
from pos.server.copied_registers import copied_registers
from pos.simulation.chain import Chain
from pos.simulation.till import DATABASE
from pos.sync.push import Pushed
from pos.sync.sync_rows import read_waiting
from tests.scenario.copied_tills import (
    Copy,
    cloned,
    fence,
    gone_on,
    held,
    replaced,
    server_sales,
    spoil_next,
)


class TestACopiedTillThatIsReplaced:
    @pytest.fixture
    def second(self, chain: Chain, first: Copy) -> Copy:
        """A clone that sold otherwise; both have sent all of it, this one last."""
        second = cloned(chain, first)
        first.sell(2)
        second.sell()
        first.rest()
        chain.clock.advance(timedelta(minutes=1))
        second.rest()
        second.sell()
        second.rest()
        return second

    def test_goes_on_where_the_copy_stood_that_was_heard_of_last(
        self, chain: Chain, first: Copy, second: Copy, tmp_path: Path
    ) -> None:
        wanted = second.state()
        spare = replaced(chain, first)

        assert spare.state()[:5] == (4, *wanted[1:5])
        spare.sell()
        spare.rest()
        held(chain, first, second, spare)
        assert spare.proved().sales == 5
        with chain.database.read() as db:
            assert copied_registers(db, 1) == []

    def test_has_no_copy_that_may_go_on(self, chain: Chain, first: Copy, second: Copy) -> None:
        replaced(chain, first)

        for copy in (first, second):
            copy.cycle()  # its token is good for a while
            assert "was replaced by another one" in str(copy.cycle().problem)
            assert copy.frozen() == Freeze.REPLACED.value


class TestACopiedTillThatIsFenced:
    def test_sends_what_it_has_and_is_out_of_use(self, chain: Chain, first: Copy) -> None:
        second = cloned(chain, first)
        first.sell(2)
        second.sell(3)
        first.rest()
        fence(chain, first)

        result = second.cycle()

        assert (result.verdict, result.waiting) == (Verdict.FENCED, 0)
        assert second.frozen() == Freeze.FENCED.value
        assert server_sales(chain) == 7
        assert second.cycle().verdict is Verdict.FENCED
        first.cycle()  # refused: only its next handshake says why
        assert first.cycle().verdict is Verdict.FENCED


class TestYesterdaysDatabase:
    def test_is_caught_up_with_at_once_where_its_keyring_has_counted_on(
        self, chain: Chain, first: Copy
    ) -> None:
        first.till.save()
        first.sell(2)
        first.till.stop()
        assert first.till.backup is not None
        shutil.copy(first.till.backup / DATABASE, first.till.root / DATABASE)
        (first.till.root / f"{DATABASE}-wal").unlink(missing_ok=True)
        first.till.line.is_up = False

        first.till.start()

        assert first.frozen() == Freeze.RESTORED.value
        first.till.line.is_up = True
        first.cycle()
        assert first.frozen() == ""

    def test_that_sold_on_without_its_keyring_keeps_both_lives(
        self, chain: Chain, first: Copy
    ) -> None:
        first.till.save()
        first.sell(3)
        first.rest()
        first.till.stop()
        shutil.rmtree(first.till.root)
        assert first.till.backup is not None
        shutil.copytree(first.till.backup, first.till.root)
        first.till.secrets.delete(BOOTS)
        first.till.line.is_up = False
        first.till.start()
        first.sell(2)  # nobody knows yet
        first.till.line.is_up = True

        first.rest()

        held(chain, first)
        assert first.state()[:2] == (3, 4)
        assert first.proved().sales == 4

    def test_of_a_copy_that_went_on_is_caught_up_with_through_its_branch(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        first.sell()
        first.rest()
        second.till.line.is_up = False
        second.sell(2)
        second.till.save()
        second.sell()
        second.till.line.is_up = True
        second.rest()
        second.sell()
        second.rest()
        wanted = second.state()

        second.till.go_back()
        second.rest()

        assert second.state() == wanted
        held(chain, first, second)
        second.proved()


class TestARestoredServer:
    def test_that_never_heard_of_the_copies_is_told_again_by_both(
        self, chain: Chain, first: Copy
    ) -> None:
        second = gone_on(chain, first)

        chain.restore_server()
        second.rest()
        first.rest()

        held(chain, first, second)
        assert second.state()[0] == 3
        first.proved()
        second.proved()
        first.sell()
        second.sell()
        first.rest()
        second.rest()
        held(chain, first, second)

    def test_is_told_again_in_the_other_order(self, chain: Chain, first: Copy) -> None:
        second = cloned(chain, first)
        chain.save_server()
        first.sell(2)
        second.sell()
        first.rest()
        second.rest()

        chain.restore_server()
        first.rest()
        second.rest()

        held(chain, first, second)
        first.proved()
        second.proved()

    @pytest.mark.parametrize("is_second_first", [True, False])
    def test_gets_what_both_copies_share_from_whoever_comes_first(
        self, chain: Chain, first: Copy, is_second_first: bool
    ) -> None:
        chain.save_server()
        first.sell(2)
        second = cloned(chain, first)
        first.sell()
        second.sell(3)
        first.rest()
        second.rest()
        second.sell()
        second.rest()

        chain.restore_server()
        for copy in (second, first) if is_second_first else (first, second):
            copy.rest()

        held(chain, first, second)
        first.proved()
        second.proved()

    def test_is_told_all_its_series_by_a_copy_of_a_copy(self, chain: Chain, first: Copy) -> None:
        second = cloned(chain, first)
        chain.save_server()
        first.sell(2)
        second.sell()
        first.rest()
        second.rest()
        second.sell()
        third = cloned(chain, second)
        third.sold += second.sold
        for copy in (second, third):
            copy.sell()
            copy.rest()
        assert third.state()[0] == 5

        chain.restore_server()  # and the second one fell into the sea
        third.cycle()  # neither of its two later series is known any more
        third.cycle()
        third.rest()
        first.rest()

        held(chain, first, third)
        first.proved()
        third.proved()

    def test_is_told_all_by_a_copy_that_is_fenced_then(self, chain: Chain, first: Copy) -> None:
        second = gone_on(chain, first)

        chain.restore_server()
        fence(chain, first)
        for copy in (second, first):
            copy.cycle()
            result = copy.cycle()
            assert (result.verdict, result.waiting) == (Verdict.FENCED, 0)

        held(chain, first, second)


class TestACopyWhoseBranchIsHinderedOnARestoredServer:
    @pytest.fixture
    def second(self, chain: Chain, first: Copy) -> Copy:
        """A copy that writes a series which the server, once restored, does not know."""
        second = gone_on(chain, first)
        chain.restore_server()
        return second

    @pytest.mark.parametrize(("path", "pushed"), [("/v1/branches", 1), ("/v1/journal", 0)])
    def test_sends_nothing_of_its_later_series_before_the_older_one_is_whole(
        self,
        chain: Chain,
        first: Copy,
        second: Copy,
        monkeypatch: pytest.MonkeyPatch,
        path: str,
        pushed: int,
    ) -> None:
        spoil_next(monkeypatch, second, path)

        result = second.cycle()

        assert (result.verdict, result.waiting) == (Verdict.FORK, 3 - pushed)
        assert result.pushed == pushed
        second.rest()
        first.rest()
        held(chain, first, second)
        first.proved()
        second.proved()

    def test_goes_on_in_its_own_series_after_it_had_done_so(
        self, chain: Chain, first: Copy, second: Copy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        spoil_next(monkeypatch, second, "/v1/journal")
        assert second.till.exchange is not None
        second.till.exchange.engine.ask()
        # What an older version did: the entry behind the common ones, in the other one's series.
        second.till.exchange.engine._push.run(Pushed(), lambda: True)
        with second.till.register.database.begin() as db:
            waiting = read_waiting(db)
            begun_at = db.exec_driver_sql(
                "SELECT recorded_at FROM journal WHERE series = 3 AND seq = 1"
            ).scalar_one()
        assert waiting.entries == 2
        assert waiting.oldest is not None
        assert f"{waiting.oldest:%Y-%m-%dT%H:%M:%S}" in str(begun_at).replace(" ", "T")

        second.till.stop()
        second.till.start()
        second.rest()
        first.rest()

        held(chain, first, second)
        first.proved()
        second.proved()
