"""Cash sessions: open, counting, closed, and never back from closed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cash_session import (
    BusinessDateInvalid,
    BusinessDays,
    CashSessionKind,
    CashSessionState,
    OperatorId,
    SessionNotCounting,
    SessionNotOpen,
    variance,
)
from tests.unit.domain.builders import an_open_session, eur
from tests.unit.domain.strategies import amounts

TODAY = date(2026, 3, 28)
YESTERDAY = TODAY - timedelta(days=1)
FIRST_DAY = date(2024, 5, 1)
YEAR_END = date(2025, 12, 31)
ANA, BEN = OperatorId(UUID(int=11)), OperatorId(UUID(int=12))


class TestCashSession:
    def test_is_counted_then_closed(self) -> None:
        session = an_open_session()

        closed = session.counting().closed()

        assert closed.state is CashSessionState.CLOSED
        assert (closed.kind, closed.business_date, closed.opening_float) == (
            session.kind,
            session.business_date,
            session.opening_float,
        )

    def test_goes_back_to_selling_from_the_count(self) -> None:
        assert an_open_session().counting().selling_again() == an_open_session()

    def test_may_be_counted_again(self) -> None:
        counting = an_open_session().counting()

        assert counting.counting() is counting

    def test_sells_only_while_open(self) -> None:
        an_open_session().require_open()
        with pytest.raises(SessionNotOpen, match="Counting has begun: go back to selling first"):
            an_open_session().counting().require_open()
        with pytest.raises(SessionNotOpen, match="is closed: open a new one"):
            an_open_session().counting().closed().require_open()

    def test_is_closed_only_from_the_count(self) -> None:
        closed = an_open_session().counting().closed()

        for step in (
            an_open_session().closed,
            an_open_session().selling_again,
            closed.closed,
            closed.selling_again,
        ):
            with pytest.raises(SessionNotCounting, match="not being counted"):
                step()
        with pytest.raises(SessionNotOpen):
            closed.counting()

    def test_is_closed_uncounted_from_selling_and_from_counting(self) -> None:
        selling = an_open_session()

        for session in (selling, selling.counting()):
            closed = session.closed_uncounted()
            assert closed.is_closed
            assert closed == selling.counting().closed()

    def test_is_closed_once_only(self) -> None:
        closed = an_open_session().closed_uncounted()

        with pytest.raises(SessionNotOpen, match="is closed: open a new one"):
            closed.closed_uncounted()

    def test_says_whether_it_is_closed(self) -> None:
        session = an_open_session()

        steps = (session, session.counting(), session.counting().closed())

        assert [step.is_closed for step in steps] == [False, False, True]


class TestHandedOver:
    def test_makes_another_person_answer_for_the_till(self) -> None:
        session = an_open_session()

        assert session.responsible == session.opened_by
        assert session.handed_over(ANA).responsible == ANA
        assert session.handed_over(ANA).handed_over(BEN).responsible == BEN
        assert session.handed_over(ANA).handed_over(session.opened_by).responsible == (
            session.opened_by
        )

    def test_leaves_who_opened_it_and_all_else_as_it_was(self) -> None:
        session = an_open_session().counting()

        handed_over = session.handed_over(ANA)

        assert handed_over.opened_by == session.opened_by
        assert (handed_over.state, handed_over.kind, handed_over.business_date) == (
            session.state,
            session.kind,
            session.business_date,
        )

    def test_is_refused_once_it_is_closed(self) -> None:
        with pytest.raises(SessionNotOpen, match="is closed: open a new one"):
            an_open_session().closed_uncounted().handed_over(ANA)


days = st.dates(date(2000, 1, 1), date(2050, 12, 31))


class TestBusinessDays:
    @pytest.mark.parametrize("kind", [CashSessionKind.NORMAL, CashSessionKind.TRAINING])
    def test_take_today_unless_deferred(self, kind: CashSessionKind) -> None:
        books = BusinessDays(today=TODAY)

        books.require(kind, TODAY)
        for other in (YESTERDAY, date(2026, 3, 29)):
            with pytest.raises(
                BusinessDateInvalid,
                match=rf"A {kind.value} session is for today \(2026-03-28\); for {other} open a",
            ):
                books.require(kind, other)

    @pytest.mark.parametrize("kind", [CashSessionKind.NORMAL, CashSessionKind.TRAINING])
    def test_take_today_whatever_is_closed_or_not_begun(self, kind: CashSessionKind) -> None:
        BusinessDays(today=TODAY, opened_on=TODAY + timedelta(days=9)).require(kind, TODAY)
        BusinessDays(today=TODAY, closed_through=TODAY).require(kind, TODAY)

    def test_take_a_day_before_today_when_deferred(self) -> None:
        books = BusinessDays(today=TODAY)

        books.require(CashSessionKind.DEFERRED, date(2017, 1, 1))
        books.require(CashSessionKind.DEFERRED, YESTERDAY)
        for other in (TODAY, date(2026, 3, 29)):
            with pytest.raises(
                BusinessDateInvalid, match=f"is for a day before today; {other} is not"
            ):
                books.require(CashSessionKind.DEFERRED, other)

    def test_begin_with_the_day_on_which_the_store_opened(self) -> None:
        books = BusinessDays(today=TODAY, opened_on=FIRST_DAY)

        books.require(CashSessionKind.DEFERRED, FIRST_DAY)
        with pytest.raises(
            BusinessDateInvalid,
            match=r"The store opened on 2024-05-01; 2024-04-30 is before that. Check the year",
        ):
            books.require(CashSessionKind.DEFERRED, date(2024, 4, 30))

    def test_take_nothing_in_a_closed_period(self) -> None:
        books = BusinessDays(today=TODAY, closed_through=YEAR_END)

        books.require(CashSessionKind.DEFERRED, date(2026, 1, 1))
        with pytest.raises(
            BusinessDateInvalid,
            match=r"closed through 2025-12-31; 2025-12-31 can take no more sales. Ask the owner",
        ):
            books.require(CashSessionKind.DEFERRED, YEAR_END)

    @given(day=days, opened_on=st.none() | days, closed_through=st.none() | days)
    def test_take_a_deferred_day_exactly_if_it_is_past_begun_and_open(
        self, day: date, opened_on: date | None, closed_through: date | None
    ) -> None:
        books = BusinessDays(today=TODAY, opened_on=opened_on, closed_through=closed_through)
        fits = (
            day < TODAY
            and (opened_on is None or opened_on <= day)
            and (closed_through is None or closed_through < day)
        )

        if fits:
            books.require(CashSessionKind.DEFERRED, day)
        else:
            with pytest.raises(BusinessDateInvalid, match=str(day)):
                books.require(CashSessionKind.DEFERRED, day)

    def test_tell_the_days_in_the_books_from_the_past_ones(self) -> None:
        books = BusinessDays(today=TODAY, opened_on=FIRST_DAY, closed_through=YEAR_END)

        books.require_in_the_books(TODAY)
        for outside in (date(2024, 4, 30), YEAR_END):
            with pytest.raises(BusinessDateInvalid):
                books.require_in_the_books(outside)


class TestVariance:
    def test_is_over_when_positive(self) -> None:
        assert variance(eur("102"), eur("100")) == eur("2")

    @given(counted=amounts, expected=amounts)
    def test_is_what_was_counted_beyond_the_books(self, counted, expected) -> None:
        assert expected + variance(counted, expected) == counted
