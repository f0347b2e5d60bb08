"""Reconciliation on a real database: what each cell of the table does, and what nothing does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pos.domain.handshake import Verdict
from pos.domain.reconciliation import RECONCILIATION, Action, LocalState, ServerState
from pos.domain.report import Declaration
from pos.services.journal import NumbersFrozen
from pos.sync.session_answers import read_sessions
from pos.sync.session_checks import SessionChecks
from pos.wire.messages import OtherSessionMessage, SessionStateMessage
from tests.fakes import Crashed, FakeCrashPoints
from tests.fakes_server import MANAGER, NEW_EPOCH, NOW, said_closed, said_open
from tests.fakes_sync import an_exchange
from tests.integration.sync.sessions import (
    FLOAT,
    NOBODYS,
    YESTERDAY,
    SessionInTest,
    a_session,
    words_for,
)
from tests.registers import MIA

CELLS = [(*cell, action) for cell, action in RECONCILIATION.items()]
LOOKED_AT = {Action.ATTENTION, Action.RECOVER}


class TestEachCell:
    @pytest.mark.parametrize(("local", "unsent", "server", "action"), CELLS)
    def test_does_what_the_table_says_and_nothing_else(
        self, tmp_path: Path, local: LocalState, unsent: bool, server: ServerState, action: Action
    ) -> None:
        made = a_session(tmp_path, local, unsent=unsent)
        before, entries = made.kept(), made.entries()
        made.answered(*words_for(made.id, server))

        result = made.exchange.opened.ask()

        status = made.exchange.engine.status
        assert result.problem is None
        assert [one.id for one in result.cleared] == [made.id] * (action is Action.CLEAR)
        assert [one.id for one in status.offered] == [made.id] * (action is Action.OFFER)
        assert [one.id for one in status.attention] == [made.id] * (action in LOOKED_AT)
        if action is Action.CLEAR:
            assert made.state() == "closed"
            assert made.entries() == [*entries, "cash_session_closed"]
        else:
            assert made.kept() == before

    @pytest.mark.parametrize(("local", "unsent", "server", "action"), CELLS)
    def test_done_twice_does_nothing_more(
        self, tmp_path: Path, local: LocalState, unsent: bool, server: ServerState, action: Action
    ) -> None:
        made = a_session(tmp_path, local, unsent=unsent)
        made.answered(*words_for(made.id, server))
        made.exchange.opened.ask()
        before = made.exchange.dump()
        made.answered(*words_for(made.id, server))

        result = made.exchange.opened.ask()

        assert result.cleared == ()
        assert made.exchange.dump() == before


class TestAStaleResumption:
    def test_is_ended_without_a_count_and_says_who_when_and_why(self, tmp_path: Path) -> None:
        made = a_session(tmp_path, unsent=True)
        made.server.say(said_closed(made.id))

        [cleared] = made.exchange.opened.ask().cleared

        z_report = made.exchange.cash_sessions.z_report(made.id)
        assert (cleared.closed_by, cleared.closed_at, cleared.reason) == ("Ada", NOW, "typed twice")
        assert cleared.late == 2
        assert z_report is not None
        assert z_report.clearing is not None
        assert (z_report.declaration.counted, z_report.variance) == (None, None)
        assert (z_report.closed_by, z_report.clearing.held_seq) == (MANAGER, 1)

    def test_leaves_with_its_late_entries_in_the_same_cycle(self, tmp_path: Path) -> None:
        made = a_session(tmp_path, unsent=True)
        made.server.say(said_closed(made.id))

        result = made.exchange.engine.cycle()

        assert (len(result.cleared), result.pushed, result.waiting) == (1, 3, 0)
        assert len(made.server.hashes) == len(made.entries())

    def test_is_ended_by_a_fence_as_well(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        made.server.say(said_closed(made.id, "fence"))

        assert len(made.exchange.opened.ask().cleared) == 1

    def test_is_told_of_until_somebody_was_told(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        made.server.say(said_closed(made.id))
        cleared = made.exchange.engine.cycle().cleared
        again = an_exchange(tmp_path, server=made.server)

        again.engine.cycle()
        shown = again.engine.status.cleared
        again.opened.tell_cleared([made.id])
        again.engine.cycle()

        assert [one.id for one in shown] == [made.id]
        assert (shown[0].closed_by, shown[0].reason) == (cleared[0].closed_by, cleared[0].reason)
        assert again.engine.status.cleared == ()
        assert again.scheduler.nudges == 1

    def test_lets_another_one_open_at_once(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        made.server.say(said_closed(made.id))
        made.exchange.engine.cycle()

        opened = made.exchange.cash_sessions.open_normal(MIA, FLOAT)

        assert opened.id != made.id

    def test_never_takes_a_living_session_with_it(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        dead = made.exchange.cash_sessions.open_deferred(MIA, YESTERDAY)
        made.server.say(said_closed(dead.id, kind="deferred"))

        result = made.exchange.engine.cycle()

        assert [one.id for one in result.cleared] == [dead.id]
        assert made.state() == "open"

    def test_was_closed_here_before_the_answer_came(self, tmp_path: Path) -> None:
        made = a_session(tmp_path, LocalState.COUNTING)
        made.exchange.cash_sessions.close(made.id, MIA, Declaration(counted=FLOAT))
        made.answered(said_closed(made.id))

        result = made.exchange.engine.cycle()

        assert result.cleared == ()
        assert made.entries().count("cash_session_closed") == 1

    @pytest.mark.parametrize("point", ["session.clear.before_commit", "session.clear.after_commit"])
    def test_is_ended_exactly_once_however_often_the_till_dies(
        self, tmp_path: Path, point: str
    ) -> None:
        made = a_session(tmp_path, points=FakeCrashPoints(point))
        made.server.say(said_closed(made.id))
        with pytest.raises(Crashed):
            made.exchange.engine.cycle()
        made.exchange.database.close()

        again = SessionInTest(an_exchange(tmp_path, server=made.server), made.id)
        again.exchange.engine.cycle()

        assert (again.state(), again.entries().count("cash_session_closed")) == ("closed", 1)
        assert [one.id for one in again.exchange.engine.status.cleared] == [made.id]

    def test_that_cannot_be_ended_holds_up_no_other(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        other = made.exchange.cash_sessions.open_deferred(MIA, YESTERDAY)
        made.sent()
        reconciliation = made.exchange.reconciliation
        with made.exchange.database.begin() as db:
            db.exec_driver_sql("UPDATE register_state SET frozen = 'fork'")

        with pytest.raises(NumbersFrozen):
            SessionChecks(made.exchange.local, reconciliation).settle(
                [
                    *read_sessions([said_closed(made.id)], {1}),
                    *read_sessions([said_open(other.id, kind="deferred")], {1}),
                ]
            )

        verdicts = {check.id: check.verdict for check in reconciliation.checks()}
        assert made.state() == "open"
        assert verdicts == {made.id: ServerState.NO_ANSWER, other.id: ServerState.OPEN}


class TestWhatTheServerSaid:
    def test_is_kept_with_when_it_was_said(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        made.server.say(said_open(made.id))

        made.exchange.opened.ask()

        [check] = made.exchange.engine.status.cash_sessions
        assert (check.id, check.verdict, check.checked_at) == (made.id, ServerState.OPEN, NOW)
        assert not check.needs_attention

    def test_is_not_checked_since_then_while_nobody_answers(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        made.server.say(said_open(made.id))
        made.exchange.opened.ask()
        made.server.answer_next("/v1/register", *[ConnectionError()] * 9)
        made.exchange.clock.advance(timedelta(hours=5))

        made.exchange.opened.ask()

        [check] = made.exchange.engine.status.cash_sessions
        assert (check.verdict, check.checked_at) == (ServerState.OPEN, NOW)

    def test_is_written_seldom_as_long_as_it_is_the_same(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        made.server.say(said_open(made.id))
        written = []
        for _ in range(4):
            made.exchange.opened.ask()
            written.append(made.exchange.value("SELECT checked_at FROM cash_session_check"))
            made.exchange.clock.advance(timedelta(minutes=4))

        [check] = made.exchange.engine.status.cash_sessions
        assert written[0] == written[1] == written[2] != written[3]
        assert check.checked_at == NOW + timedelta(minutes=12)

    def test_is_no_verdict_before_the_session_was_sent(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        made.sent(0)

        made.exchange.opened.ask()

        assert made.check() is None

    def test_is_asked_again_when_a_new_session_was_sent(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        made.exchange.engine.cycle()
        asked = made.server.asked("/v1/register")
        new = made.exchange.cash_sessions.open_deferred(MIA, YESTERDAY)
        made.server.say(said_open(new.id, kind="deferred"))

        made.exchange.engine.cycle()
        made.exchange.engine.cycle()

        checks = {check.id: check.verdict for check in made.exchange.engine.status.cash_sessions}
        assert made.server.asked("/v1/register") == asked + 1
        assert checks[new.id] is ServerState.OPEN

    def test_of_a_session_open_twice_is_flagged(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        other = OtherSessionMessage(id=NOBODYS, register_name="Till 2", opened_at=NOW)
        made.server.say(said_open(made.id, also_open=other))

        made.exchange.opened.ask()

        [twice] = made.exchange.engine.status.also_open
        assert (twice.id, twice.other.id) == (made.id, NOBODYS)
        assert "Till 2" in (made.check() or ("", ""))[1]
        [check] = made.exchange.engine.status.cash_sessions
        assert check.detail.startswith("Its operator has another normal session open on Till 2")
        assert made.state() == "open"
        made.server.say(said_open(made.id))
        made.exchange.opened.ask()
        assert made.check() == ("open", "")

    def test_is_asked_of_a_closed_session_until_they_agree(self, tmp_path: Path) -> None:
        made = a_session(tmp_path, LocalState.CLOSED)
        made.server.say(said_open(made.id))
        made.exchange.opened.ask()
        contradicted = made.check()
        made.server.say(said_closed(made.id, "register"))

        made.exchange.opened.ask()

        assert contradicted is not None
        assert (contradicted[0], bool(contradicted[1])) == ("open", True)
        assert made.check() == ("closed_by_register", "")


class TestManySessions:
    def test_are_asked_about_a_hundred_at_a_time(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        for days in range(120):
            day = YESTERDAY - timedelta(days=days)
            made.exchange.cash_sessions.open_deferred(MIA, day)
        made.sent()
        for check in made.exchange.reconciliation.checks():
            made.server.say(said_open(check.id))

        made.exchange.opened.ask()

        asked = [one for one in made.server.requests if one.path == "/v1/register"]
        assert [len(one.query["session"]) for one in asked] == [100, 21]
        checks = made.exchange.engine.status.cash_sessions
        assert {check.verdict for check in checks} == {ServerState.OPEN}


class TestAnotherHistory:
    def test_of_this_register_clears_nothing(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        made.server.hashes[0] = "9" * 64
        made.server.hashes[2:] = ["9" * 64]
        made.answered(said_closed(made.id))

        result = made.exchange.opened.ask()

        assert (result.verdict, result.cleared) == (Verdict.FORK, ())
        assert made.state() == "open"
        assert (made.check() or ("", ""))[0] == "other_series"

    def test_of_a_register_that_was_set_back_clears_nothing(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        made.server.hashes.append("9" * 64)
        made.answered(said_closed(made.id))

        result = made.exchange.opened.ask()

        assert result.cleared == ()
        assert made.state() == "open"

    def test_of_a_server_that_was_set_back_is_sent_again(self, tmp_path: Path) -> None:
        made = a_session(tmp_path)
        made.server.say(said_open(made.id))
        made.exchange.engine.cycle()
        made.server.go_back_to(0)
        made.server.sessions.clear()
        made.exchange.opened.ask_soon()

        result = made.exchange.engine.cycle()

        assert (result.pushed, result.verdict) == (3, Verdict.NORMAL)
        assert made.server.epoch == NEW_EPOCH
        assert made.state() == "open"


class TestAnAnswerThatNamesNobody:
    def test_leaves_an_offered_session_to_the_next_one(self, tmp_path: Path) -> None:
        made = a_session(tmp_path, LocalState.NONE)
        made.server.say(said_open(NOBODYS))
        made.exchange.opened.ask()
        offered = made.exchange.engine.status.offered
        made.server.say(SessionStateMessage(id=NOBODYS, state="absent"))

        made.exchange.opened.ask()

        assert [one.id for one in offered] == [NOBODYS]
        assert made.exchange.engine.status.offered == ()
