"""Cash sessions: open, counting, closed, and never back from closed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from pos.domain.cash_session import (
    BusinessDateInvalid,
    CashSessionKind,
    CashSessionState,
    SessionNotCounting,
    SessionNotOpen,
    require_business_date,
    variance,
)
from tests.unit.domain.builders import an_open_session, eur
from tests.unit.domain.strategies import amounts

TODAY = date(2026, 3, 28)


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


class TestRequireBusinessDate:
    @pytest.mark.parametrize("kind", [CashSessionKind.NORMAL, CashSessionKind.TRAINING])
    def test_wants_today_unless_deferred(self, kind: CashSessionKind) -> None:
        require_business_date(kind, TODAY, TODAY)
        for other in (date(2026, 3, 27), date(2026, 3, 29)):
            with pytest.raises(BusinessDateInvalid, match=f"A {kind.value} session is for today"):
                require_business_date(kind, other, TODAY)

    def test_wants_a_day_before_today_when_deferred(self) -> None:
        require_business_date(CashSessionKind.DEFERRED, date(2017, 1, 1), TODAY)
        for other in (TODAY, date(2026, 3, 29)):
            with pytest.raises(BusinessDateInvalid, match="is for a day before today"):
                require_business_date(CashSessionKind.DEFERRED, other, TODAY)


class TestVariance:
    def test_is_over_when_positive(self) -> None:
        assert variance(eur("102"), eur("100")) == eur("2")

    @given(counted=amounts, expected=amounts)
    def test_is_what_was_counted_beyond_the_books(self, counted, expected) -> None:
        assert expected + variance(counted, expected) == counted
