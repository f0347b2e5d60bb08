"""Business dates: the shop's day by its wall clock, through the hours that come twice or never."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pos.domain.business_date import business_date
from tests.unit.domain.builders import NOON, a_store

NEW_YORK = ZoneInfo("America/New_York")
PARIS = ZoneInfo("Europe/Paris")
TEHRAN = ZoneInfo("Asia/Tehran")
ST_JOHNS = ZoneInfo("America/St_Johns")
MIDNIGHT = time(0, 0)
FOUR = time(4, 0)


# Hypothesis wants its bounds without a zone.
moments = st.datetimes(
    datetime.fromisoformat("2000-01-01"),
    datetime.fromisoformat("2040-01-01"),
    timezones=st.just(UTC),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestBusinessDate:
    @pytest.mark.parametrize(
        ("at", "zone", "cut_off", "day"),
        [
            # The evening in New York is the next day in UTC.
            ("2026-03-29T03:59:59", NEW_YORK, MIDNIGHT, "2026-03-28"),
            ("2026-03-29T04:00:00", NEW_YORK, MIDNIGHT, "2026-03-29"),
            ("2026-03-29T07:59:59", NEW_YORK, FOUR, "2026-03-28"),
            ("2026-03-29T08:00:00", NEW_YORK, FOUR, "2026-03-29"),
            # Clocks jump from 2:00 to 3:00 in New York on 8 March 2026.
            ("2026-03-08T07:59:59", NEW_YORK, FOUR, "2026-03-07"),
            ("2026-03-08T08:00:00", NEW_YORK, FOUR, "2026-03-08"),
            ("2026-03-08T06:59:59", NEW_YORK, time(2, 30), "2026-03-07"),
            ("2026-03-08T07:00:00", NEW_YORK, time(2, 30), "2026-03-08"),
            # Clocks fall back from 2:00 to 1:00 in New York on 1 November 2026.
            ("2026-11-01T08:59:59", NEW_YORK, FOUR, "2026-10-31"),
            ("2026-11-01T09:00:00", NEW_YORK, FOUR, "2026-11-01"),
            ("2026-11-01T05:29:59", NEW_YORK, time(1, 30), "2026-10-31"),
            ("2026-11-01T05:30:00", NEW_YORK, time(1, 30), "2026-11-01"),
            ("2026-11-01T06:05:00", NEW_YORK, time(1, 30), "2026-11-01"),
            # Paris falls back from 3:00 to 2:00 on 25 October 2026.
            ("2026-10-25T02:59:59", PARIS, FOUR, "2026-10-24"),
            ("2026-10-25T03:00:00", PARIS, FOUR, "2026-10-25"),
            ("2026-10-24T22:00:00", PARIS, MIDNIGHT, "2026-10-25"),
            # Tehran jumped from midnight to 1:00 on 22 March 2022, and back on 21 September.
            ("2022-03-21T20:29:59", TEHRAN, MIDNIGHT, "2022-03-21"),
            ("2022-03-21T20:30:00", TEHRAN, MIDNIGHT, "2022-03-22"),
            ("2022-09-21T19:15:00", TEHRAN, MIDNIGHT, "2022-09-21"),
            ("2022-09-21T20:29:59", TEHRAN, MIDNIGHT, "2022-09-21"),
            ("2022-09-21T20:30:00", TEHRAN, MIDNIGHT, "2022-09-22"),
            # St. John's went back at one minute past midnight, into the day before.
            ("2010-11-07T02:30:30", ST_JOHNS, MIDNIGHT, "2010-11-07"),
            ("2010-11-07T02:45:00", ST_JOHNS, MIDNIGHT, "2010-11-07"),
            ("2024-02-29T12:00:00", PARIS, FOUR, "2024-02-29"),
            ("2038-01-19T03:14:08", PARIS, FOUR, "2038-01-19"),
            ("2027-01-01T02:00:00", PARIS, FOUR, "2026-12-31"),
        ],
    )
    def test_follows_the_wall_clock(self, at: str, zone: ZoneInfo, cut_off, day: str) -> None:
        assert business_date(utc(at), zone, cut_off) == date.fromisoformat(day)

    @given(
        at=moments,
        minutes=st.integers(0, 3 * 24 * 60),
        zone=st.sampled_from([NEW_YORK, PARIS, TEHRAN, ST_JOHNS]),
        cut_off=st.sampled_from([MIDNIGHT, time(1, 30), time(2, 30), FOUR, time(23, 59)]),
    )
    @example(at=utc("2026-11-01T05:59:00"), minutes=6, zone=NEW_YORK, cut_off=time(1, 30))
    @example(at=utc("2010-11-07T02:30:30"), minutes=1, zone=ST_JOHNS, cut_off=MIDNIGHT)
    def test_never_goes_back_as_time_goes_on(self, at, minutes, zone, cut_off) -> None:
        later = at + timedelta(minutes=minutes)

        first, second = (business_date(moment, zone, cut_off) for moment in (at, later))

        assert first <= second <= first + timedelta(days=minutes // (22 * 60) + 1)

    @given(at=moments)
    def test_does_not_depend_on_the_offset_a_moment_is_told_with(self, at: datetime) -> None:
        assert business_date(at, PARIS, FOUR) == business_date(at.astimezone(NEW_YORK), PARIS, FOUR)

    def test_refuses_a_moment_without_a_zone(self) -> None:
        with pytest.raises(ValueError, match="a moment needs a time zone"):
            business_date(datetime(2026, 3, 28, 12, 0), PARIS, FOUR)  # noqa: DTZ001 -- the point


class TestStore:
    def test_knows_its_business_date(self) -> None:
        assert a_store().business_date(NOON) == date(2026, 3, 28)
        assert a_store(day_cut_off=time(14, 0)).business_date(NOON) == date(2026, 3, 27)
