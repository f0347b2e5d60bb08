"""Bad input from the clock on the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from pos.models.sync_state import EnrolmentRecord
from tests.registers import MIA, RegisterInTest, usd
from tests.sales_files import verified

YEAR = timedelta(days=365)


def sell_one(register: RegisterInTest, session_id) -> None:
    register.checkout.scan(session_id, MIA, "LAMP")
    register.checkout.tender(session_id, MIA, Tender(TenderKind.CASH, usd("24.90")))
    register.checkout.complete(session_id, MIA)


def close(register: RegisterInTest, session_id, counted: str):
    register.cash_sessions.begin_count(session_id, MIA)
    return register.cash_sessions.close(session_id, MIA, Declaration(counted=usd(counted)))


def is_sound(register: RegisterInTest) -> bool:
    return verified(register).findings == ()


class TestAClockThatIsSet:
    """Clock back a day, forward ten years, in mid-sale."""

    @pytest.mark.parametrize("change", [-timedelta(days=1), 10 * YEAR, -10 * YEAR])
    def test_in_mid_sale_spoils_nothing(self, register: RegisterInTest, change: timedelta) -> None:
        session = register.cash_sessions.open_normal(MIA, usd("100.00"))
        register.checkout.scan(session.id, MIA, "LAMP")

        register.clock.set(register.clock.now() + change)
        register.checkout.tender(session.id, MIA, Tender(TenderKind.CASH, usd("24.90")))
        register.checkout.complete(session.id, MIA)
        z_report = close(register, session.id, "124.90")

        assert z_report.variance == usd("0.00")
        assert z_report.report.session.business_date == session.business_date
        assert is_sound(register)


class TestDays:
    """29 February, New Year, 2038, 9999."""

    @pytest.mark.parametrize(
        "moment",
        [
            datetime(2028, 2, 29, 17, tzinfo=UTC),
            datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
            datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
            datetime(9998, 12, 30, 12, tzinfo=UTC),
        ],
    )
    def test_at_the_edges_are_sold_on(self, register: RegisterInTest, moment: datetime) -> None:
        register.clock.set(moment)

        session = register.cash_sessions.open_normal(MIA, usd("100.00"))
        sell_one(register, session.id)
        z_report = close(register, session.id, "124.90")

        assert z_report.variance == usd("0.00")
        assert abs(session.business_date - moment.date()) <= timedelta(days=1)
        assert is_sound(register)


class TestNightsOfOtherLengths:
    """DST gap and overlap, close inside it."""

    @pytest.mark.parametrize(
        "moment",
        [datetime(2026, 3, 8, 6, 59, tzinfo=UTC), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)],
    )
    def test_are_closed_in_on_the_day_that_was_opened(
        self, register: RegisterInTest, moment: datetime
    ) -> None:
        register.clock.set(moment - timedelta(hours=2))
        session = register.cash_sessions.open_normal(MIA, usd("100.00"))
        register.clock.set(moment)
        sell_one(register, session.id)
        register.clock.advance(timedelta(hours=1))  # the same hour again, or the one that is not
        z_report = close(register, session.id, "124.90")

        assert z_report.report.session.business_date == (moment - timedelta(days=1)).date()
        assert is_sound(register)


class TestAnotherTimeZone:
    """Time zone changed."""

    def test_leaves_the_open_session_on_its_day(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(MIA, usd("100.00"))
        with register.database.begin() as db:
            db.execute(update(EnrolmentRecord).values(timezone="Pacific/Kiritimati"))

        sell_one(register, session.id)
        z_report = close(register, session.id, "124.90")

        assert z_report.report.session.business_date == session.business_date == date(2026, 3, 28)
        assert is_sound(register)


class TestASuspendedComputer:
    """Suspended for three days with a session open."""

    def test_goes_on_where_it_was(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(MIA, usd("100.00"))
        register.checkout.scan(session.id, MIA, "LAMP")

        register.clock.set(register.clock.now() + timedelta(days=3))  # its counter stood still
        register.checkout.tender(session.id, MIA, Tender(TenderKind.CASH, usd("24.90")))
        register.checkout.complete(session.id, MIA)
        z_report = close(register, session.id, "124.90")

        assert z_report.report.session.business_date == session.business_date
        assert is_sound(register)
