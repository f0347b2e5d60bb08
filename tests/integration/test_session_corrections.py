"""Closed sessions put right: another day, or one with another; every sum is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from pos.domain.cash_movement import MovementInvalid
from pos.domain.cash_session import BusinessDateInvalid, CashSession, CashSessionId
from pos.domain.correction import CorrectionInvalid, ReportPlace
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from tests.register_contents import balances, contents
from tests.registers import MIA, TOM, RegisterInTest, an_enrolled_register, usd
from tests.sales_files import verified

TODAY, PAST, WRONG = date(2026, 3, 28), date(2026, 3, 20), date(2025, 3, 20)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    assert verified(register).findings == ()
    register.database.close()


def sell(register: RegisterInTest, session_id: CashSessionId) -> None:
    register.checkout.scan(session_id, MIA, "LAMP")
    register.checkout.tender(session_id, MIA, Tender(TenderKind.CASH, usd("24.90")))
    register.checkout.complete(session_id, MIA)


def closed(register: RegisterInTest, session: CashSession, *, over: str = "0.00") -> CashSession:
    """Sell a lamp in the session and close it counted."""
    sell(register, session.id)
    register.cash_sessions.begin_count(session.id, MIA)
    expected = register.cash_sessions.x_report(session.id).cash.expected
    register.cash_sessions.close(session.id, MIA, Declaration(counted=expected + usd(over)))
    return session


def a_closed_deferred(register: RegisterInTest, day: date, *, over: str = "0.00") -> CashSession:
    return closed(register, register.cash_sessions.open_deferred(MIA, day), over=over)


def set_books(register: RegisterInTest, **days: date) -> None:
    with register.database.begin() as db:
        for column, day in days.items():
            db.exec_driver_sql(f"UPDATE enrolment SET {column} = ?", (day.isoformat(),))


class TestRedating:
    def test_moves_the_session_in_reports_and_leaves_its_row(
        self, register: RegisterInTest
    ) -> None:
        session = a_closed_deferred(register, WRONG, over="0.30")
        row, before = session_row(register, session), balances(register.database)
        z_before = register.cash_sessions.z_report(session.id)

        place = register.corrections.redate(session.id, MIA, PAST, "the year was wrong")

        assert place == ReportPlace(PAST, session.id)
        assert session_row(register, session) == row
        assert balances(register.database) == before
        assert register.cash_sessions.z_report(session.id) == z_before

    def test_is_told_in_the_story(self, register: RegisterInTest) -> None:
        session = a_closed_deferred(register, WRONG)

        register.corrections.redate(session.id, MIA, PAST, "the year was wrong")

        last = register.stories.story(session.id)[-1]
        assert (last.kind, last.business_date, last.reason, last.operator) == (
            "cash_session_redated",
            PAST,
            "the year was wrong",
            "Mia",
        )

    def test_can_be_put_right_again(self, register: RegisterInTest) -> None:
        session = a_closed_deferred(register, WRONG)
        register.corrections.redate(session.id, MIA, PAST, "the year was wrong")

        register.corrections.redate(session.id, MIA, WRONG, "it was not")

        assert register.corrections.places()[session.id].business_date == WRONG

    def test_of_a_normal_session_may_end_today_or_before(self, register: RegisterInTest) -> None:
        session = closed(register, register.cash_sessions.open_normal(TOM, usd("10.00")))

        register.corrections.redate(session.id, MIA, PAST, "clock was wrong")
        register.corrections.redate(session.id, MIA, TODAY, "it was not")

        with pytest.raises(BusinessDateInvalid, match="still to come"):
            register.corrections.redate(session.id, MIA, TODAY + timedelta(days=1), "no")

    @pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=1)])
    def test_of_a_deferred_session_stays_in_the_past(
        self, register: RegisterInTest, day: date
    ) -> None:
        session = a_closed_deferred(register, PAST)
        before = contents(register.database)

        with pytest.raises(BusinessDateInvalid):
            register.corrections.redate(session.id, MIA, day, "no")

        assert contents(register.database) == before

    def test_keeps_out_of_days_that_are_not_in_the_books(self, register: RegisterInTest) -> None:
        session = a_closed_deferred(register, PAST)
        set_books(register, opened_on=date(2026, 1, 1), closed_through=date(2026, 1, 31))
        before = contents(register.database)

        for day in (date(2025, 12, 31), date(2026, 1, 31)):
            with pytest.raises(BusinessDateInvalid):
                register.corrections.redate(session.id, MIA, day, "no")

        assert contents(register.database) == before

    def test_takes_nothing_out_of_a_closed_period(self, register: RegisterInTest) -> None:
        session = a_closed_deferred(register, PAST)
        set_books(register, closed_through=PAST)

        with pytest.raises(BusinessDateInvalid, match="books are closed"):
            register.corrections.redate(session.id, MIA, PAST + timedelta(days=1), "no")

    def test_of_an_open_session_is_refused(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_deferred(MIA, WRONG)
        before = contents(register.database)

        with pytest.raises(CorrectionInvalid, match="close it first"):
            register.corrections.redate(session.id, MIA, PAST, "the year was wrong")

        assert contents(register.database) == before

    def test_to_the_day_it_has_is_refused(self, register: RegisterInTest) -> None:
        session = a_closed_deferred(register, PAST)

        with pytest.raises(CorrectionInvalid, match="already"):
            register.corrections.redate(session.id, MIA, PAST, "no")

    def test_without_a_reason_is_refused(self, register: RegisterInTest) -> None:
        session = a_closed_deferred(register, WRONG)

        with pytest.raises(MovementInvalid, match="Say why"):
            register.corrections.redate(session.id, MIA, PAST, "  ")


class TestJoining:
    def test_shows_both_as_one_and_invents_no_variance(self, register: RegisterInTest) -> None:
        first = a_closed_deferred(register, PAST, over="0.20")
        second = a_closed_deferred(register, WRONG)
        before = balances(register.database)

        register.corrections.join(second.id, MIA, first.id, "one day, typed in two parts")

        assert register.corrections.places() == {
            first.id: ReportPlace(PAST, first.id),
            second.id: ReportPlace(PAST, first.id),
        }
        assert balances(register.database) == before
        variances = [
            report.variance
            for one in (first, second)
            if (report := register.cash_sessions.z_report(one.id)) is not None
        ]
        assert variances == [usd("0.20"), usd("0.00")]

    def test_follows_the_other_one_to_another_day(self, register: RegisterInTest) -> None:
        first, second = a_closed_deferred(register, WRONG), a_closed_deferred(register, PAST)
        register.corrections.join(second.id, MIA, first.id, "one day")

        register.corrections.redate(first.id, MIA, date(2026, 3, 1), "the year was wrong")

        assert {place.business_date for place in register.corrections.places().values()} == {
            date(2026, 3, 1)
        }

    def test_is_ended_by_a_day_of_its_own(self, register: RegisterInTest) -> None:
        first, second = a_closed_deferred(register, PAST), a_closed_deferred(register, WRONG)
        register.corrections.join(second.id, MIA, first.id, "one day")

        register.corrections.redate(second.id, MIA, WRONG, "it was two")

        assert register.corrections.places()[second.id] == ReportPlace(WRONG, second.id)

    def test_of_two_kinds_is_refused(self, register: RegisterInTest) -> None:
        normal = closed(register, register.cash_sessions.open_normal(TOM, usd("10.00")))
        deferred = a_closed_deferred(register, PAST)

        with pytest.raises(CorrectionInvalid, match="cannot be joined"):
            register.corrections.join(deferred.id, MIA, normal.id, "no")

    def test_with_itself_or_in_a_circle_is_refused(self, register: RegisterInTest) -> None:
        first, second = a_closed_deferred(register, PAST), a_closed_deferred(register, WRONG)
        register.corrections.join(second.id, MIA, first.id, "one day")
        before = contents(register.database)

        for one, other in ((first, first), (first, second), (second, second)):
            with pytest.raises(CorrectionInvalid, match="choose another"):
                register.corrections.join(one.id, MIA, other.id, "no")

        assert contents(register.database) == before

    def test_into_an_open_session_is_refused(self, register: RegisterInTest) -> None:
        first = a_closed_deferred(register, PAST)
        still_open = register.cash_sessions.open_deferred(MIA, PAST)

        with pytest.raises(CorrectionInvalid, match="not closed"):
            register.corrections.join(first.id, MIA, still_open.id, "no")


class TestACorrection:
    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE cash_session_correction SET business_date = '2020-01-01'",
            "DELETE FROM cash_session_correction",
        ],
    )
    def test_is_never_changed_or_deleted(self, register: RegisterInTest, sql: str) -> None:
        session = a_closed_deferred(register, WRONG)
        register.corrections.redate(session.id, MIA, PAST, "the year was wrong")

        with (
            pytest.raises(IntegrityError, match="never"),
            register.database.begin() as db,
        ):
            db.exec_driver_sql(sql)

    @pytest.mark.parametrize("state", ["open", "closed"])
    @pytest.mark.parametrize(
        "column", ["kind", "business_date", "register_id", "opened_by", "opened_at"]
    )
    def test_never_changes_the_columns_of_its_session(
        self, register: RegisterInTest, column: str, state: str
    ) -> None:
        a_closed_deferred(register, WRONG)
        register.cash_sessions.open_deferred(MIA, PAST)

        problem = pytest.raises(IntegrityError, match=r"keeps what it opened with|stays closed")
        with problem, register.database.begin() as db:
            db.exec_driver_sql(f"UPDATE cash_session SET {column} = 'x' WHERE state = '{state}'")


def session_row(register: RegisterInTest, session: CashSession) -> list[tuple[object, ...]]:
    return register.database.fetch("SELECT * FROM cash_session WHERE id = ?", str(session.id))


class TestAPreview:
    def test_says_what_each_day_will_add_up_and_changes_nothing(
        self, register: RegisterInTest
    ) -> None:
        session = a_closed_deferred(register, WRONG)
        a_closed_deferred(register, PAST)
        before = contents(register.database)

        preview = register.corrections.after_redating(session.id, MIA, PAST)

        assert preview.after == ReportPlace(PAST, session.id)
        assert [
            (day.business_date, day.before.sessions, day.after.sessions, day.after.gross)
            for day in preview.days
        ] == [(WRONG, 1, 0, usd("0.00")), (PAST, 1, 2, usd("49.80"))]
        assert contents(register.database) == before

    def test_says_what_is_then_so(self, register: RegisterInTest) -> None:
        session = a_closed_deferred(register, WRONG)
        preview = register.corrections.after_redating(session.id, MIA, PAST)

        register.corrections.redate(session.id, MIA, PAST, "the year was wrong")

        back = register.corrections.after_redating(session.id, MIA, WRONG)
        assert [(day.before, day.after) for day in back.days] == [
            (day.after, day.before) for day in preview.days
        ]

    def test_of_joining_two_of_a_day_changes_no_day(self, register: RegisterInTest) -> None:
        one, other = a_closed_deferred(register, PAST), a_closed_deferred(register, PAST)

        preview = register.corrections.after_joining(one.id, MIA, other.id)

        assert (preview.after, preview.days) == (ReportPlace(PAST, other.id), ())

    def test_is_refused_as_the_correction_would_be(self, register: RegisterInTest) -> None:
        session = a_closed_deferred(register, PAST)

        with pytest.raises(BusinessDateInvalid):
            register.corrections.after_redating(session.id, MIA, TODAY)
        with pytest.raises(CorrectionInvalid):
            register.corrections.after_joining(session.id, MIA, session.id)


class TestUndoing:
    def test_of_a_joining_on_one_day_is_the_same_day_again(self, register: RegisterInTest) -> None:
        one, other = a_closed_deferred(register, PAST), a_closed_deferred(register, PAST)
        register.corrections.join(one.id, MIA, other.id, "typed in two pieces")

        place = register.corrections.redate(one.id, MIA, PAST, "they are two after all")

        assert place == ReportPlace(PAST, one.id)
