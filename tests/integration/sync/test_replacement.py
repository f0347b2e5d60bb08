"""A register that is set back, replaced or copied, beside a real server over HTTP."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.bootstrap import Register
from pos.cli.register_folder import exchange_of
from pos.domain.handshake import Verdict
from pos.domain.money import Money
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from pos.runtime.ids import SystemChance
from pos.server.enrolment import new_code
from pos.server.registers import KnownRegister, register_by_id
from pos.services.journal import NumbersFrozen
from pos.sync.answers import RequestRefused
from pos.sync.enrolment import EnrolmentNotReached
from tests.builders import USD
from tests.fakes import Crashed, FakeCrashPoints
from tests.real_tills import (
    FLOAT,
    a_till_that_sold,
    cycle,
    enrolled,
    opened,
    proved,
    sell,
    state,
)
from tests.registers import MIA
from tests.servers import RunningServer, a_running_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with a_running_server(tmp_path / "server") as running:
        yield running


@pytest.fixture
def till(tmp_path: Path, server: RunningServer) -> Path:
    return a_till_that_sold(tmp_path / "till", server)


def known(server: RunningServer, register: Register) -> KnownRegister:
    with server.database.read() as db:
        found = register_by_id(db, server.store_number, register.identity.register_id)
    assert found is not None
    return found


def replacement_code(server: RunningServer, root: Path) -> str:
    """Return a code with which another device takes the register over."""
    with opened(root) as register:
        found = known(server, register)
    with server.database.write() as db:
        return new_code(
            db,
            server.store_number,
            found.number,
            chance=SystemChance(),
            now=server.clock.now(),
            replaces=found.series,
        )


class TestAFolderThatWasSetBack:
    @pytest.fixture
    def copy(self, till: Path, tmp_path: Path) -> Path:
        """A copy of the register from before it closed its second session."""
        root = tmp_path / "copy"
        shutil.copytree(till, root)
        with opened(till) as register:
            (session,) = register.cash_sessions.resumable()
            sell(register, session.id, 3)
            register.cash_sessions.begin_count(session.id, MIA)
            register.cash_sessions.close(session.id, MIA, Declaration(counted=Money(10_645, USD)))
            register.cash_sessions.open_normal(MIA, FLOAT)
            assert cycle(register).is_at_rest
        return root

    def test_pulls_what_is_missing_and_has_the_same_head(self, copy: Path, till: Path) -> None:
        with opened(till) as register:
            wanted = (state(register), proved(register).head)

        with opened(copy) as register:
            result = cycle(register)

            assert (result.problem, result.verdict) == (None, Verdict.NORMAL)
            assert (state(register), proved(register).head) == wanted
            assert len(register.cash_sessions.resumable()) == 1

    def test_refuses_to_sell_until_it_has(self, copy: Path, server: RunningServer) -> None:
        with opened(copy) as register:
            (session,) = register.cash_sessions.resumable()
            with register.database.begin() as db:
                db.exec_driver_sql("UPDATE register_state SET frozen = 'restored'")
            with pytest.raises(NumbersFrozen, match="restored from a backup"):
                sell(register, session.id)

            cycle(register)

            (session,) = register.cash_sessions.resumable()
            sell(register, session.id)
            assert cycle(register).pushed == 1
            assert state(register)[:3] == (1, 7, 2)

    def test_has_no_ticket_that_was_paid_since(self, till: Path, tmp_path: Path) -> None:
        with opened(till) as register:
            (session,) = register.cash_sessions.resumable()
            register.checkout.scan(session.id, MIA, "MILK")
        root = tmp_path / "copy"
        shutil.copytree(till, root)
        with opened(till) as register:
            register.checkout.tender(session.id, MIA, Tender(TenderKind.CASH, Money(129, USD)))
            register.checkout.complete(session.id, MIA)
            cycle(register)

        with opened(root) as register:
            cycle(register)

            with register.database.begin() as db:
                assert db.exec_driver_sql("SELECT count(*) FROM ticket").scalar_one() == 0

    def test_that_sold_on_is_kept_beside_and_goes_on_in_a_series_of_its_own(
        self, copy: Path
    ) -> None:
        with opened(copy) as register:
            (session,) = register.cash_sessions.resumable()
            sell(register, session.id)
            before = proved(register)

            result = cycle(register)

            assert (result.verdict, result.waiting, result.problem) == (Verdict.NORMAL, 0, None)
            sell(register, session.id)
            assert cycle(register).pushed == 1
            assert proved(register).entries == before.entries + 2
            assert state(register)[:2] == (3, 5)

    def test_that_was_restored_and_misses_nothing_goes_on(self, till: Path) -> None:
        with opened(till) as register:
            (session,) = register.cash_sessions.resumable()
            with register.database.begin() as db:
                db.exec_driver_sql("UPDATE register_state SET frozen = 'restored'")

            assert cycle(register).problem is None

            sell(register, session.id)


class TestAReplacedRegister:
    def test_resumes_the_open_session_and_goes_on_at_the_next_numbers(
        self, till: Path, tmp_path: Path, server: RunningServer
    ) -> None:
        with opened(till) as register:
            before, old = state(register), proved(register)

        made = enrolled(tmp_path / "new", server, replacement_code(server, till))

        with opened(tmp_path / "new") as register:
            assert (made.series, state(register)) == (2, (2, *before[1:]))
            verified = proved(register)
            assert (verified.entries, verified.total) == (old.entries + 1, old.total)
            (session,) = register.cash_sessions.resumable()
            assert cycle(register).problem is None
            sell(register, session.id)
            register.cash_sessions.begin_count(session.id, MIA)
            z_report = register.cash_sessions.close(
                session.id, MIA, Declaration(counted=Money(10_387, USD))
            )
            result = cycle(register)
            assert (result.is_at_rest, result.pushed) == (True, 3)
            assert (z_report.number, z_report.report.sales.sales) == (2, 3)
            assert state(register)[:4] == (2, 4, 2, 4)
            with exchange_of(register) as exchange:
                assert exchange.totals().total == proved(register).total.minor
                assert exchange.status.flagged == ()

    def test_leaves_the_older_device_out(
        self, till: Path, tmp_path: Path, server: RunningServer
    ) -> None:
        with opened(till) as register:
            (session,) = register.cash_sessions.resumable()
            sell(register, session.id)
            enrolled(tmp_path / "new", server, _code_of(server, register))

            result = cycle(register)

            assert "was replaced by another" in str(result.problem)
            assert (result.waiting, result.verdict) == (1, Verdict.UNKNOWN)
            assert proved(register).entries == 8
            with pytest.raises(NumbersFrozen, match="sell there"):
                sell(register, session.id)

    @pytest.mark.parametrize(
        "place",
        [
            "enrol.before_send",
            "enrol.after_answer",
            "recovery.before_commit",
            "recovery.after_commit",
            "enrol.before_swap",
        ],
    )
    def test_killed_anywhere_ends_well_with_the_same_code(
        self, till: Path, tmp_path: Path, server: RunningServer, place: str
    ) -> None:
        code = replacement_code(server, till)
        with pytest.raises(Crashed):
            enrolled(tmp_path / "new", server, code, FakeCrashPoints(place))

        made = enrolled(tmp_path / "new", server, code)

        assert made.series == 2
        with opened(tmp_path / "new") as register:
            assert proved(register).entries == 8
            assert cycle(register).is_at_rest

    def test_may_be_replaced_again_before_it_sent_anything(
        self, till: Path, tmp_path: Path, server: RunningServer
    ) -> None:
        enrolled(tmp_path / "second", server, replacement_code(server, till))

        made = enrolled(tmp_path / "third", server, replacement_code(server, tmp_path / "second"))

        with opened(tmp_path / "third") as register:
            assert (made.series, state(register)[:2]) == (3, (3, 3))
            assert proved(register).entries == 8
            assert cycle(register).is_at_rest

    def test_may_be_replaced_again_after_it_sold(
        self, till: Path, tmp_path: Path, server: RunningServer
    ) -> None:
        enrolled(tmp_path / "second", server, replacement_code(server, till))
        with opened(tmp_path / "second") as register:
            cycle(register)
            (session,) = register.cash_sessions.resumable()
            sell(register, session.id)
            cycle(register)

        enrolled(tmp_path / "third", server, replacement_code(server, tmp_path / "second"))

        with opened(tmp_path / "third") as register:
            assert state(register)[:2] == (3, 4)
            assert proved(register).entries == 10
            assert cycle(register).is_at_rest

    def test_by_a_code_that_somebody_else_was_faster_with_is_refused(
        self, till: Path, tmp_path: Path, server: RunningServer
    ) -> None:
        codes = [replacement_code(server, till) for _ in range(2)]
        enrolled(tmp_path / "new", server, codes[0])

        with pytest.raises(RequestRefused, match="replaced this register meanwhile"):
            enrolled(tmp_path / "late", server, codes[1])

    def test_whose_first_attempt_was_overtaken_is_refused(
        self, till: Path, tmp_path: Path, server: RunningServer
    ) -> None:
        code = replacement_code(server, till)
        with pytest.raises(Crashed):
            enrolled(tmp_path / "slow", server, code, FakeCrashPoints("enrol.after_answer"))
        with opened(till) as register:
            other = _code_of(server, register)
        enrolled(tmp_path / "new", server, other)

        with pytest.raises(RequestRefused, match="was replaced by another"):
            enrolled(tmp_path / "slow", server, code)


def _code_of(server: RunningServer, register: Register) -> str:
    found = known(server, register)
    with server.database.write() as db:
        return new_code(
            db,
            server.store_number,
            found.number,
            chance=SystemChance(),
            now=server.clock.now(),
            replaces=found.series,
        )


def test_a_server_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    with a_running_server(tmp_path / "server") as running:
        code = running.code()
    with pytest.raises(EnrolmentNotReached):
        enrolled(tmp_path / "new", running, code)
