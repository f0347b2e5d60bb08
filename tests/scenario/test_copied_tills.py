"""A till whose disk was cloned, or put back and sold on: both histories are kept, both go on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from pos.cli.sync_words import result_text
from pos.domain.cash_session import CashSessionId
from pos.domain.handshake import Verdict
from pos.server import tables
from pos.server.copied_registers import copied_registers, copies_text
from pos.server.registers import register_line, registers_of
from pos.simulation.chain import Chain
from pos.simulation.line import Line
from pos.simulation.virtual import Crashed
from tests.scenario.copied_tills import FLOAT, PLACES, PRICE, Copy, audited, cloned, held, rest_all


class TestAClonedTill:
    def test_goes_on_beside_the_other_one_and_nothing_is_lost(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        first.sell(3)
        second.sell(2)
        first.rest()

        result = second.cycle()

        assert (result.problem, result.waiting, result.verdict) == (None, 0, Verdict.NORMAL)
        assert (first.state()[:2], second.state()[:2]) == ((1, 5), (3, 4))
        second.sell()
        first.sell()
        first.rest()
        second.rest()
        held(chain, first, second)
        assert (first.proved().sales, second.proved().sales) == (6, 5)

    def test_with_unsent_entries_in_common_sends_them_once(self, chain: Chain, first: Copy) -> None:
        first.till.line.is_up = False
        first.sell(2)
        second = cloned(chain, first)
        first.till.line.is_up = True
        first.sell()
        second.sell()

        first.rest()
        second.rest()

        held(chain, first, second)
        assert (first.proved().sales, second.proved().sales) == (5, 5)

    def test_that_is_the_longer_one_loses_no_entry(self, chain: Chain, first: Copy) -> None:
        second = cloned(chain, first)
        first.sell()
        second.sell(5)

        first.rest()
        second.rest()

        held(chain, first, second)

    def test_that_sold_nothing_takes_over_what_the_other_sold(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        first.sell(2)
        first.rest()

        second.rest()

        assert second.state() == first.state()
        assert second.proved().sales == 4

    def test_closes_the_session_that_was_open_on_both_with_its_own_figures(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        first.sell(3)
        second.sell()
        first.close(10_000 + 5 * PRICE)
        first.rest()
        second.rest()
        assert second.session_id  # the other one's closing is not taken for its own

        second.close(10_000 + 3 * PRICE)
        second.open()
        second.sell()
        second.rest()

        held(chain, first, second)
        assert second.state()[:3] == (3, 4, 1)
        assert first.proved().sales + second.proved().sales == 9
        with chain.database.read() as db:
            reports = db.execute(
                select(tables.z_report).where(tables.z_report.c.origin == "register")
            ).all()
        assert [one.variance for one in reports] == [0, 0]

    def test_is_shown_wherever_somebody_looks(self, chain: Chain, first: Copy) -> None:
        second = cloned(chain, first)
        first.sell()
        second.sell()
        first.rest()
        second.rest()

        with chain.database.read() as db:
            shown = [register_line(one) for one in registers_of(db, 1)]

            doctor = "".join(copies_text(copied_registers(db, 1), first.till.shop.store))

        assert "two devices have sold as it" in shown[0]
        assert 'evertill register replace --name "Till 1"' in doctor
        assert "copied" not in shown[1]
        for copy in (first, second):
            assert copy.till.exchange is not None
            result = copy.till.exchange.ask()
            assert "This register was copied" in result_text(result, copy.till.exchange.status)

    @pytest.mark.parametrize("place", PLACES)
    def test_that_is_killed_anywhere_goes_on_at_the_next_start(
        self, chain: Chain, first: Copy, place: str
    ) -> None:
        second = cloned(chain, first)
        first.sell()
        second.sell(2)
        first.rest()

        second.till.mortality.armed = place
        with pytest.raises(Crashed):
            second.cycle()
        second.till.kill()
        second.till.start()
        second.rest()

        held(chain, first, second)
        assert second.state()[:2] == (3, 4)
        assert second.proved().sales == 4

    def test_whose_answers_are_lost_asks_again_and_doubles_nothing(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        first.sell()
        second.sell(2)
        first.rest()

        for requests in range(1, 40):
            second.till.line = _Breaking(chain, requests)
            second.till.stop()
            second.till.start()
            second.cycle()
            if not second.frozen() and second.state()[0] == 3:
                break
        second.till.line = Line(chain)
        second.till.stop()
        second.till.start()
        second.rest()

        held(chain, first, second)
        second.proved()


class _Breaking(Line):
    """A line that loses the answer to one request of a start, and goes down with it."""

    def __init__(self, chain: Chain, at: int) -> None:
        super().__init__(chain)
        self._at = at

    def send(self, request):  # type: ignore[no-untyped-def]
        if self.requests + 1 == self._at:
            self.lost_answers = 1
            try:
                return super().send(request)
            finally:
                self.is_up = False
        return super().send(request)


class TestACloneOfAClone:
    @pytest.fixture
    def second(self, chain: Chain, first: Copy) -> Copy:
        """A clone that sold twice before it was cloned itself."""
        second = cloned(chain, first)
        second.sell(2)
        return second

    def test_parts_from_both_and_an_auditor_can_check_all_three(
        self, chain: Chain, first: Copy, second: Copy, tmp_path: Path
    ) -> None:
        third = cloned(chain, second)
        first.sell()
        second.sell()
        third.sell(2)

        for copy in (first, second, third):
            copy.rest()

        held(chain, first, second, third)
        for copy in (first, second, third):
            copy.sell()
            copy.rest()
            copy.proved()
        assert [copy.state()[:2] for copy in (first, second, third)] == [(1, 4), (3, 6), (5, 7)]
        audited(chain, tmp_path / "store.jsonl")

    def test_that_comes_first_to_a_restored_server_leaves_the_other_an_empty_branch(
        self, chain: Chain, first: Copy, second: Copy, tmp_path: Path
    ) -> None:
        third = cloned(chain, second)
        chain.save_server()
        first.sell()
        first.rest()
        second.rest()
        second.sell()
        second.rest()
        third.sell()

        chain.restore_server()
        rest_all(third, second, first)

        held(chain, first, second, third)
        audited(chain, tmp_path / "store.jsonl")

    def test_that_comes_after_the_other_went_on_parts_where_that_ended(
        self, chain: Chain, first: Copy, second: Copy
    ) -> None:
        third = cloned(chain, second)
        first.sell()
        first.rest()
        second.rest()
        second.sell()
        second.rest()
        third.sell()

        third.rest()

        held(chain, first, second, third)
        assert third.state()[:2] == (5, 5)
        third.proved()

    def test_that_sold_nothing_takes_over_what_that_one_sold(
        self, chain: Chain, first: Copy, second: Copy
    ) -> None:
        third = cloned(chain, second)
        first.sell()
        second.sell()
        first.rest()
        second.rest()
        second.sell()
        second.rest()

        third.rest()

        assert third.state() == second.state()
        held(chain, first, second, third)
        third.proved()


class TestACorrectionOfACopy:
    @pytest.fixture
    def shared(self, first: Copy) -> CashSessionId:
        """A session that is closed when the till is cloned."""
        shared = first.session_id
        first.close(FLOAT.minor + 2 * PRICE)
        return shared

    def test_into_a_session_that_only_it_has_is_no_other_copys(
        self, chain: Chain, first: Copy, shared: CashSessionId
    ) -> None:
        second = cloned(chain, first)
        own = second.open()
        second.sell()
        second.close(FLOAT.minor + PRICE)
        second.till.register.corrections.join(shared, second.boss, own, "one shift")
        first.open()
        first.sell()

        first.rest()
        second.rest()

        held(chain, first, second)
        assert (first.proved().sales, second.proved().sales) == (3, 3)

    def test_stands_beside_the_same_one_of_the_other(
        self, chain: Chain, first: Copy, shared: CashSessionId
    ) -> None:
        second = cloned(chain, first)
        yesterday = chain.clock.now().date() - timedelta(days=1)
        for copy in (first, second):
            copy.till.register.corrections.redate(shared, copy.boss, yesterday, "the wrong day")
        first.rest()
        second.rest()

        held(chain, first, second)
        first.proved()
        second.proved()
