"""Copied tills and a server that has forgotten them: every step may come in any order."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.domain.handshake import Freeze, Verdict
from pos.server.registers import register_by_number
from pos.simulation.chain import Chain
from pos.simulation.virtual import Crashed
from pos.wire.messages import RegisterStateAnswer
from tests.scenario.copied_tills import (
    Copy,
    audited,
    cloned,
    gone_on,
    held,
    replaced,
    rest_all,
    spoil_next,
)


@pytest.fixture
def second(chain: Chain, first: Copy) -> Copy:
    return gone_on(chain, first)


def dies(copy: Copy, place: str) -> None:
    copy.till.mortality.armed = place
    with pytest.raises(Crashed):
        copy.cycle()
    copy.till.kill()


class TestARegisterWithCopiesOnARestoredServer:
    def test_is_replaced_once_both_have_told_all_again(
        self, chain: Chain, first: Copy, second: Copy
    ) -> None:
        chain.restore_server()
        rest_all(first, second)

        spare = replaced(chain, first)

        spare.sell()
        spare.rest()
        held(chain, first, second, spare)
        assert spare.proved().sales == 5

    def test_is_asked_about_by_a_program_that_names_no_series(
        self, chain: Chain, first: Copy, second: Copy
    ) -> None:
        chain.restore_server()
        rest_all(first, second)
        assert first.till.exchange is not None

        state = first.till.exchange.link.get("/v1/register", RegisterStateAnswer)

        with chain.database.read() as db:
            assert state.mark.series == register_by_number(db, 1, 1).series == 3

    def test_ends_a_copy_that_the_server_has_forgotten_when_it_is_replaced(
        self, chain: Chain, first: Copy, second: Copy
    ) -> None:
        chain.restore_server()

        replaced(chain, first)

        for copy in (first, second):
            copy.cycle()
            copy.cycle()
            assert copy.frozen() == Freeze.REPLACED.value


class TestACopyThatGoesOn:
    def test_sends_its_branch_to_a_server_set_back_to_when_that_was_empty(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        first.sell()
        second.sell(2)
        first.rest()
        dies(second, "branch.after_open")
        chain.save_server()
        second.till.start()
        second.rest()
        second.sell()
        second.rest()

        chain.restore_server()
        second.rest()
        first.rest()

        held(chain, first, second)
        second.proved()

    def test_has_its_own_books_where_another_began_the_next_series_under_the_same_number(
        self, chain: Chain, first: Copy, tmp_path: Path
    ) -> None:
        second = cloned(chain, first)
        chain.save_server()
        second.sell()
        third = cloned(chain, second)
        third.sell(2)
        first.sell()
        rest_all(first, second)
        second.sell()
        second.rest()
        chain.restore_server()
        first.rest()
        dies(second, "branch.before_begin")
        third.rest()
        third.sell()
        third.rest()

        second.till.start()
        second.rest()

        held(chain, first, second, third)
        assert [copy.proved().sales for copy in (first, second, third)] == [3, 4, 6]
        audited(chain, tmp_path / "server.jsonl")

    def test_takes_over_what_its_own_copy_told_a_restored_server_that_knows_no_other_history(
        self, chain: Chain, first: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        second = cloned(chain, first)
        chain.save_server()
        first.sell()
        first.rest()
        second.sell()
        spoil_next(monkeypatch, second, "/v1/branches")
        assert second.cycle().verdict is Verdict.FORK
        third = cloned(chain, second)

        chain.restore_server()
        third.rest()
        third.sell()
        rest_all(third, second, first)

        held(chain, first, second, third)
        second.proved()
        audited(chain, tmp_path / "store.jsonl")

    @pytest.mark.parametrize("has_sold_more", [False, True], ids=["in it", "behind it"])
    def test_comes_to_rest_where_another_copy_went_on_in_its_branch(
        self, chain: Chain, first: Copy, tmp_path: Path, has_sold_more: bool
    ) -> None:
        second = cloned(chain, first)
        second.sell(2)
        third = cloned(chain, second)
        first.sell()
        first.rest()
        chain.save_server()
        if has_sold_more:  # so its branch parts from the other one's, in the archive too
            second.sell()
        second.rest()
        second.sell()
        second.rest()
        third.sell()

        chain.restore_server()
        rest_all(third, second, first)

        held(chain, first, second, third)
        audited(chain, tmp_path / "store.jsonl")


class TestACopyThatWasSetBackWhileItSentAnOlderSeries:
    @pytest.fixture
    def set_back(
        self, chain: Chain, first: Copy, second: Copy, monkeypatch: pytest.MonkeyPatch
    ) -> Copy:
        chain.restore_server()
        first.rest()
        spoil_next(monkeypatch, second, "/v1/branches")
        second.cycle()
        second.till.save()
        second.till.stop()
        second.till.start()
        second.rest()
        second.sell(2)
        second.rest()
        second.till.go_back()
        return second

    def test_gives_no_number_before_it_has_what_it_sold_since(
        self, first: Copy, set_back: Copy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        spoil_next(monkeypatch, set_back, "/v1/branches")

        set_back.cycle()

        assert set_back.frozen() != ""
        set_back.rest()
        assert set_back.frozen() == ""
        assert set_back.proved().sales == 6

    def test_gives_none_after_a_death_on_the_way_either(self, first: Copy, set_back: Copy) -> None:
        dies(set_back, "branch.after_begin")
        set_back.till.line.is_up = False

        set_back.till.start()

        assert set_back.frozen() != ""

    def test_begins_again_where_the_server_has_forgotten_its_newest_series(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        chain.save_server()
        first.sell()
        first.rest()
        second.till.line.is_up = False
        second.sell(2)
        second.till.save()
        second.till.line.is_up = True
        second.rest()
        second.till.go_back()
        dies(second, "branch.after_begin")
        second.till.start()

        chain.restore_server()
        second.cycle()
        second.rest()
        first.rest()

        held(chain, first, second)
        assert second.frozen() == ""
