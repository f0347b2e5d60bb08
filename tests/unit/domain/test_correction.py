"""Corrections: reports follow them, every sum is kept, the session stays as it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind
from pos.domain.correction import (
    Correction,
    CorrectionInvalid,
    ReportPlace,
    report_places,
    require_joining,
    require_redating,
)
from tests.unit.domain.builders import an_open_session

ONE, TWO, THREE = (CashSessionId(UUID(int=number)) for number in (1, 2, 3))
FIRST, SECOND, THIRD, FOURTH = (date(2026, 3, day) for day in (1, 2, 3, 4))
DATES = {ONE: FIRST, TWO: SECOND, THREE: THIRD}


def redated(session_id: CashSessionId, business_date: date) -> Correction:
    return Correction(cash_session_id=session_id, business_date=business_date)


def joined(session_id: CashSessionId, into: CashSessionId) -> Correction:
    return Correction(cash_session_id=session_id, into=into)


def a_closed_session(
    session_id: CashSessionId = ONE, kind: CashSessionKind = CashSessionKind.DEFERRED
) -> CashSession:
    return replace(an_open_session(kind).closed_uncounted(), id=session_id, business_date=FIRST)


ids = st.sampled_from(list(DATES))
dates = st.dates(FIRST, FIRST + timedelta(days=9))
corrections = st.one_of(st.builds(redated, ids, dates), st.builds(joined, ids, ids))


class TestReportPlaces:
    def test_are_where_the_sessions_opened_without_corrections(self) -> None:
        assert report_places(DATES, []) == {
            ONE: ReportPlace(FIRST, ONE),
            TWO: ReportPlace(SECOND, TWO),
            THREE: ReportPlace(THIRD, THREE),
        }

    def test_follow_the_last_date(self) -> None:
        places = report_places(DATES, [redated(ONE, THIRD), redated(ONE, FOURTH)])

        assert places[ONE] == ReportPlace(FOURTH, ONE)
        assert places[TWO] == ReportPlace(SECOND, TWO)

    def test_can_be_put_back_to_where_they_were(self) -> None:
        assert report_places(DATES, [redated(ONE, THIRD), redated(ONE, FIRST)]) == (
            report_places(DATES, [])
        )

    def test_are_with_the_session_that_one_was_joined_into(self) -> None:
        places = report_places(DATES, [joined(ONE, TWO)])

        assert places[ONE] == places[TWO] == ReportPlace(SECOND, TWO)

    def test_move_with_the_session_that_one_was_joined_into(self) -> None:
        places = report_places(DATES, [joined(ONE, TWO), redated(TWO, FOURTH)])

        assert places[ONE] == places[TWO] == ReportPlace(FOURTH, TWO)

    def test_end_a_joining_when_the_joined_one_gets_a_day_of_its_own(self) -> None:
        places = report_places(DATES, [joined(ONE, TWO), redated(ONE, FOURTH)])

        assert places[ONE] == ReportPlace(FOURTH, ONE)
        assert places[TWO] == ReportPlace(SECOND, TWO)

    def test_follow_a_joining_after_a_date(self) -> None:
        places = report_places(DATES, [redated(ONE, FOURTH), joined(ONE, TWO)])

        assert places[ONE] == ReportPlace(SECOND, TWO)

    def test_follow_the_last_joining(self) -> None:
        places = report_places(DATES, [joined(ONE, TWO), joined(ONE, THREE)])

        assert places[ONE] == ReportPlace(THIRD, THREE)

    @pytest.mark.parametrize(
        "chain",
        [[joined(ONE, TWO), joined(TWO, THREE)], [joined(TWO, THREE), joined(ONE, TWO)]],
    )
    def test_are_at_the_end_of_a_chain(self, chain: list[Correction]) -> None:
        places = report_places(DATES, chain)

        assert set(places.values()) == {ReportPlace(THIRD, THREE)}

    def test_keep_the_rest_of_a_chain_together_when_its_middle_moves(self) -> None:
        places = report_places(DATES, [joined(ONE, TWO), joined(TWO, THREE), redated(TWO, FOURTH)])

        assert places[ONE] == places[TWO] == ReportPlace(FOURTH, TWO)
        assert places[THREE] == ReportPlace(THIRD, THREE)

    @given(made=st.lists(corrections, max_size=8))
    def test_keep_every_sum(self, made: list[Correction]) -> None:
        takings = Counter({ONE: 1_00, TWO: 20_00, THREE: 300_00})

        places = report_places(DATES, made)

        assert set(places) == set(DATES)
        by_day: Counter[date] = Counter()
        by_session: Counter[CashSessionId] = Counter()
        for session_id, amount in takings.items():
            by_day[places[session_id].business_date] += amount
            by_session[places[session_id].shown_with] += amount
        assert by_day.total() == by_session.total() == takings.total()

    @given(made=st.lists(corrections, max_size=8))
    def test_give_one_day_to_all_that_are_shown_together(self, made: list[Correction]) -> None:
        places = report_places(DATES, made).values()

        days = {place.shown_with: place.business_date for place in places}
        assert all(days[place.shown_with] == place.business_date for place in places)

    @given(made=st.lists(corrections, max_size=8))
    def test_end_whatever_the_corrections_say(self, made: list[Correction]) -> None:
        circle = [joined(ONE, TWO), joined(TWO, THREE), joined(THREE, ONE)]

        assert set(report_places(DATES, [*made, *circle])) == set(DATES)

    @given(made=st.lists(corrections, max_size=8), last=dates)
    def test_are_what_the_last_date_says(self, made: list[Correction], last: date) -> None:
        assert report_places(DATES, [*made, redated(ONE, last)])[ONE] == ReportPlace(last, ONE)


class TestCorrection:
    def test_is_either_a_date_or_a_joining(self) -> None:
        for both_or_neither in ({}, {"business_date": FIRST, "into": TWO}):
            with pytest.raises(ValueError, match="either a date or a joining"):
                Correction(cash_session_id=ONE, **both_or_neither)


class TestRequireRedating:
    def test_lets_a_closed_session_move_to_another_day(self) -> None:
        require_redating(a_closed_session(), ReportPlace(FIRST, ONE), SECOND)

    def test_lets_a_moved_session_move_back_to_the_day_it_opened_with(self) -> None:
        require_redating(a_closed_session(), ReportPlace(SECOND, ONE), FIRST)

    def test_lets_a_joined_session_stand_for_itself_again_on_the_same_day(self) -> None:
        require_redating(a_closed_session(), ReportPlace(FIRST, TWO), FIRST)

    def test_refuses_the_day_it_is_counted_on_already(self) -> None:
        closed = a_closed_session()
        for day in (FIRST, SECOND):
            with pytest.raises(CorrectionInvalid, match=f"is counted on {day} already"):
                require_redating(closed, ReportPlace(day, closed.id), day)

    @pytest.mark.parametrize(
        "session",
        [an_open_session(), an_open_session().counting()],
        ids=["an open session", "a count"],
    )
    def test_refuses(self, session: CashSession) -> None:
        with pytest.raises(
            CorrectionInvalid, match="normal session for 2026-03-28 is not closed: close it first"
        ):
            require_redating(session, ReportPlace(session.business_date, session.id), FIRST)


class TestRequireJoining:
    def test_lets_two_closed_sessions_of_a_kind_be_one(self) -> None:
        require_joining(a_closed_session(ONE), a_closed_session(TWO), TWO)
        require_joining(a_closed_session(ONE), a_closed_session(TWO), THREE)

    def test_refuses_a_session_with_itself(self) -> None:
        with pytest.raises(CorrectionInvalid, match="are one already, or the same"):
            require_joining(a_closed_session(ONE), a_closed_session(ONE), ONE)

    def test_refuses_a_joined_session_with_itself(self) -> None:
        with pytest.raises(CorrectionInvalid, match="are one already, or the same"):
            require_joining(a_closed_session(ONE), a_closed_session(ONE), TWO)

    def test_refuses_what_would_make_a_circle(self) -> None:
        with pytest.raises(CorrectionInvalid, match="are one already, or the same"):
            require_joining(a_closed_session(ONE), a_closed_session(TWO), ONE)

    def test_refuses_another_kind(self) -> None:
        normal = a_closed_session(TWO, CashSessionKind.NORMAL)

        with pytest.raises(
            CorrectionInvalid, match="A deferred session cannot be joined into a normal one"
        ):
            require_joining(a_closed_session(ONE), normal, TWO)

    def test_refuses_a_session_that_is_not_closed_on_either_side(self) -> None:
        still_open = an_open_session(CashSessionKind.DEFERRED)

        for pair in ((a_closed_session(), still_open), (still_open, a_closed_session())):
            with pytest.raises(CorrectionInvalid, match="is not closed: close it first"):
                require_joining(*pair, TWO)
