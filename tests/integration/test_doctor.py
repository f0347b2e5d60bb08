"""The doctor on a real database: a dry run, a backup first, and no healthy session touched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pos.domain.cash_movement import MovementInvalid
from pos.domain.cash_session import CashSession
from pos.domain.ledger import Account
from pos.domain.report import Declaration
from pos.domain.stuck import Remedy, Symptom
from tests.doctors import Backups, NoBackup, sell
from tests.register_contents import balances, contents
from tests.registers import MIA, TOM, RegisterInTest, an_enrolled_register, usd
from tests.sales_files import verified

PAST = date(2026, 3, 20)
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    assert verified(register).findings == ()
    register.database.close()


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path / "till1.evbackup")


def a_stuck_deferred(register: RegisterInTest, day: date = PAST) -> CashSession:
    session = register.cash_sessions.open_deferred(MIA, day)
    register.clock.advance(WEEK)
    return session


class TestAnExamination:
    def test_finds_nothing_on_a_new_register(self, register: RegisterInTest) -> None:
        assert register.doctor.examine() == ()

    def test_never_reports_a_fresh_session(self, register: RegisterInTest) -> None:
        register.cash_sessions.open_normal(TOM, usd("100.00"))
        register.cash_sessions.open_training(TOM, usd("100.00"))
        register.cash_sessions.open_deferred(MIA, date(2020, 1, 1))
        counting = register.cash_sessions.open_deferred(MIA, date(2020, 1, 2))
        register.cash_sessions.begin_count(counting.id, MIA)
        register.clock.advance(timedelta(minutes=59))

        assert register.doctor.examine() == ()

    def test_waits_until_the_business_date_is_over(self, register: RegisterInTest) -> None:
        register.cash_sessions.open_normal(TOM, usd("100.00"))
        register.clock.advance(timedelta(hours=27, minutes=59))  # 15:59 of the next day
        assert register.doctor.examine() == ()

        register.clock.advance(timedelta(minutes=1))

        (finding,) = register.doctor.examine()
        assert finding.diagnosis.symptom is Symptom.NO_ACTIVITY
        assert finding.why == (
            "Its business date ended on 2026-03-29 04:00, and nothing happened in it since "
            "2026-03-28 12:00."
        )

    def test_says_what_a_close_would_do_to_each_total(self, register: RegisterInTest) -> None:
        normal = register.cash_sessions.open_normal(TOM, usd("100.00"))
        sell(register, normal.id)
        register.checkout.scan(normal.id, TOM, "MILK")
        register.clock.advance(timedelta(days=2))

        (finding,) = register.doctor.examine()

        assert finding.totals.expected == usd("124.90")
        assert finding.totals.z_number == 1
        assert finding.totals.ledger == (
            (Account.SAFE, usd("124.90")),
            (Account.TILL, -usd("124.90")),
        )
        assert finding.would == (
            "Close it as not counted, with Z report 1. Its 1 unsettled ticket(s) wait for the next "
            "session of its kind."
        )

    def test_gives_each_closing_a_z_number_of_its_own(self, register: RegisterInTest) -> None:
        for day in (1, 2, 3):
            register.cash_sessions.open_deferred(MIA, date(2026, 3, day))
        register.clock.advance(WEEK)

        assert [one.totals.z_number for one in register.doctor.examine()] == [1, 2, 3]

    def test_would_leave_a_count_and_move_nothing(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        register.cash_sessions.begin_count(session.id, TOM)
        register.clock.advance(HOUR)

        (finding,) = register.doctor.examine()

        assert finding.diagnosis.symptom is Symptom.COUNT_LEFT_ALONE
        assert (finding.totals.z_number, finding.totals.ledger) == (None, ())

    def test_changes_nothing(self, register: RegisterInTest) -> None:
        a_stuck_deferred(register)
        before = contents(register.database)

        register.doctor.examine()

        assert contents(register.database) == before

    def test_would_do_what_is_then_done(self, register: RegisterInTest, backups: Backups) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        sell(register, session.id)
        register.clock.advance(timedelta(days=2))
        (finding,) = register.doctor.examine()
        before = balances(register.database)

        register.doctor.repair(MIA, "left by the holiday help", backups)

        z_report = register.cash_sessions.z_report(session.id)
        assert z_report is not None
        assert z_report.number == finding.totals.z_number
        assert z_report.report.cash.expected == finding.totals.expected
        after = balances(register.database)
        moved = {account.value: amount.minor for account, amount in finding.totals.ledger}
        changed = {name: after[name] - before.get(name, 0) for name in after}
        assert {name: amount for name, amount in changed.items() if amount} == moved


class TestARepair:
    def test_with_nothing_stuck_changes_nothing_and_needs_no_reason(
        self, register: RegisterInTest, backups: Backups
    ) -> None:
        register.cash_sessions.open_normal(TOM, usd("100.00"))
        before = contents(register.database)

        repair = register.doctor.repair(MIA, "", backups)

        assert contents(register.database) == before
        assert (repair.repaired, repair.left, repair.backup, repair.undo) == ((), (), None, "")
        assert backups.made == 0

    def test_closes_as_not_counted_with_the_managers_name_and_reason(
        self, register: RegisterInTest, backups: Backups
    ) -> None:
        session = a_stuck_deferred(register)

        repair = register.doctor.repair(MIA, "typed twice", backups)

        (done,) = repair.repaired
        assert (done.id, done.remedy, done.z_number) == (session.id, Remedy.CLOSE_UNCOUNTED, 1)
        last = register.stories.story(session.id)[-1]
        assert (last.kind, last.operator, last.reason) == (
            "cash_session_closed",
            "Mia",
            "typed twice",
        )
        assert (last.counted, last.variance) == (None, None)
        assert register.doctor.examine() == ()

    def test_leaves_a_count_with_the_managers_name_and_reason(
        self, register: RegisterInTest, backups: Backups
    ) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        register.cash_sessions.begin_count(session.id, TOM)
        register.clock.advance(HOUR)

        repair = register.doctor.repair(MIA, "went for lunch", backups)

        last = register.stories.story(session.id)[-1]
        assert (last.kind, last.operator, last.reason) == (
            "cash_session_count_left",
            "Mia",
            "went for lunch",
        )
        assert repair.left == ()
        sell(register, session.id)

    def test_makes_one_backup_before_anything_is_written(
        self, register: RegisterInTest, tmp_path: Path
    ) -> None:
        a_stuck_deferred(register)
        before = contents(register.database)
        seen = []

        def backup() -> Path:
            seen.append(contents(register.database) == before)
            return tmp_path / "one"

        repair = register.doctor.repair(MIA, "typed twice", backup)

        assert seen == [True]
        assert repair.backup == tmp_path / "one"

    def test_without_a_proved_backup_changes_nothing(
        self, register: RegisterInTest, tmp_path: Path
    ) -> None:
        a_stuck_deferred(register)
        before = contents(register.database)

        with pytest.raises(NoBackup):
            register.doctor.repair(MIA, "typed twice", Backups(tmp_path, NoBackup("full")))

        assert contents(register.database) == before

    def test_without_a_reason_changes_nothing(
        self, register: RegisterInTest, backups: Backups
    ) -> None:
        a_stuck_deferred(register)
        before = contents(register.database)

        with pytest.raises(MovementInvalid, match="Say why"):
            register.doctor.repair(MIA, "  ", backups)

        assert contents(register.database) == before
        assert backups.made == 0

    def test_says_how_to_undo_it(self, register: RegisterInTest, backups: Backups) -> None:
        session = a_stuck_deferred(register)

        repair = register.doctor.repair(MIA, "typed twice", backups)

        assert f"evertill backup restore {repair.backup}" in repair.undo
        assert "evertill sessions join" in repair.undo
        assert str(session.id) in repair.undo

    def test_can_be_undone_by_a_new_session_that_is_counted_as_one_with_it(
        self, register: RegisterInTest, backups: Backups
    ) -> None:
        session = register.cash_sessions.open_deferred(MIA, PAST)
        sell(register, session.id)
        register.clock.advance(WEEK)
        register.doctor.repair(MIA, "typed twice", backups)

        again = register.cash_sessions.open_deferred(MIA, PAST)
        register.cash_sessions.begin_count(again.id, MIA)
        register.cash_sessions.close(again.id, MIA, Declaration(counted=usd("0.00")))
        place = register.corrections.join(session.id, MIA, again.id, "it was not twice")

        assert (place.business_date, place.shown_with) == (PAST, again.id)

    def test_leaves_alone_what_went_on_while_the_backup_was_written(
        self, register: RegisterInTest, tmp_path: Path
    ) -> None:
        session = a_stuck_deferred(register)

        def backup() -> Path:
            sell(register, session.id)
            return tmp_path / "one"

        repair = register.doctor.repair(MIA, "typed twice", backup)

        assert (repair.repaired, repair.left) == ((), ())
        assert register.cash_sessions.resumable() == (session,)

    def test_twice_repairs_once(self, register: RegisterInTest, backups: Backups) -> None:
        a_stuck_deferred(register)
        register.doctor.repair(MIA, "typed twice", backups)
        before = contents(register.database)

        assert register.doctor.repair(MIA, "typed twice", backups).repaired == ()
        assert contents(register.database) == before
        assert backups.made == 1


def late(register: RegisterInTest) -> CashSession:
    """Return a session that the server closed, whose closing here was not sent."""
    session = register.cash_sessions.open_deferred(MIA, PAST)
    register.cash_sessions.close_uncounted(session.id, MIA, "closed on the server")
    check(register, session, "closed_by_manager", "Mia closed it on the server: typed twice")
    return session


def check(register: RegisterInTest, session: CashSession, verdict: str, detail: str) -> None:
    with register.database.begin() as db:
        db.exec_driver_sql(
            "INSERT OR REPLACE INTO cash_session_check VALUES (?, ?, ?, ?)",
            (str(session.id), verdict, "2026-03-28T16:00:00.000000+00:00", detail),
        )


def acknowledge(register: RegisterInTest) -> None:
    with register.database.begin() as db:
        db.exec_driver_sql(
            "UPDATE sync_state SET (acknowledged_seq, acknowledged_hash) = "
            "(SELECT seq, head_hash FROM register_state)"
        )


class TestLateEntries:
    def test_are_sent_and_no_backup_is_needed(
        self, register: RegisterInTest, backups: Backups
    ) -> None:
        late(register)
        (finding,) = register.doctor.examine()
        assert finding.diagnosis.symptom is Symptom.LATE_UNSENT

        repair = register.doctor.repair(MIA, "late", backups, lambda: acknowledge(register))

        assert (repair.left, repair.backup, backups.made) == ((), None, 0)

    def test_stay_where_the_server_is_away(
        self, register: RegisterInTest, backups: Backups
    ) -> None:
        late(register)
        before = contents(register.database)

        repair = register.doctor.repair(MIA, "late", backups, lambda: None)

        assert [one.diagnosis.remedy for one in repair.left] == [Remedy.SEND]
        assert contents(register.database) == before


class TestADisagreement:
    def test_is_only_shown(self, register: RegisterInTest, backups: Backups) -> None:
        session = register.cash_sessions.open_deferred(MIA, PAST)
        acknowledge(register)
        check(register, session, "absent", "The server does not know this session.")
        (finding,) = register.doctor.examine()
        before = contents(register.database)

        repair = register.doctor.repair(MIA, "strange", backups)

        assert finding.diagnosis.symptom is Symptom.DISAGREEMENT
        assert finding.why == "The server does not know this session."
        assert [one.id for one in repair.left] == [session.id]
        assert contents(register.database) == before
        assert backups.made == 0
