"""Business dates: the shop's day by its wall clock, through the hours that come twice or never."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pos.domain.business_date import business_date, day_ends_at
from pos.domain.cash_session import BusinessDays
from tests.unit.domain.builders import NOON, a_store

NEW_YORK = ZoneInfo("America/New_York")
PARIS = ZoneInfo("Europe/Paris")
TEHRAN = ZoneInfo("Asia/Tehran")
ST_JOHNS = ZoneInfo("America/St_Johns")
BERLIN = ZoneInfo("Europe/Berlin")
APIA = ZoneInfo("Pacific/Apia")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
ODD_ZONES = [
    *(BERLIN, ZoneInfo("America/Santiago"), TEHRAN, ZoneInfo("Africa/Casablanca"), LORD_HOWE),
    *(APIA, NEW_YORK, ST_JOHNS),
]
MIDNIGHT = time(0, 0)
FOUR = time(4, 0)


# Days on which a clock of this zone was, or will be, changed in the night.
TRANSITIONS = [
    (BERLIN, date(2026, 3, 29)),
    (BERLIN, date(2026, 10, 25)),
    (LORD_HOWE, date(2026, 10, 4)),
    (LORD_HOWE, date(2026, 4, 5)),
    (TEHRAN, date(2022, 3, 22)),
    (TEHRAN, date(2022, 9, 22)),
    (ZoneInfo("America/Santiago"), date(2026, 9, 6)),
    (ZoneInfo("America/Santiago"), date(2026, 4, 5)),
    (ZoneInfo("Africa/Casablanca"), date(2026, 2, 15)),
    (ZoneInfo("Africa/Casablanca"), date(2026, 3, 22)),
    (ST_JOHNS, date(2010, 11, 7)),
]


# Hypothesis wants its bounds without a zone.
moments = st.datetimes(
    datetime.fromisoformat("2000-01-01"),
    datetime.fromisoformat("2040-01-01"),
    timezones=st.just(UTC),
)
# A time on the wall: a store does not say which of two it means.
cut_offs = st.times().map(lambda at: at.replace(fold=0))


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


class TestDayEndsAt:
    @pytest.mark.parametrize(
        ("day", "zone", "cut_off", "ends_at"),
        [
            ("2026-03-27", PARIS, FOUR, "2026-03-28T03:00:00"),
            ("2026-03-27", NEW_YORK, MIDNIGHT, "2026-03-28T04:00:00"),
            # Berlin jumps from 2:00 to 3:00 on 29 March 2026: half past two never comes.
            ("2026-03-28", BERLIN, FOUR, "2026-03-29T02:00:00"),
            ("2026-03-28", BERLIN, time(2, 30), "2026-03-29T01:00:00"),
            ("2026-03-28", BERLIN, time(2, 0), "2026-03-29T01:00:00"),
            ("2026-03-28", BERLIN, time(3, 0), "2026-03-29T01:00:00"),
            # It falls back from 3:00 to 2:00 on 25 October: half past two comes twice.
            ("2026-10-24", BERLIN, time(2, 30), "2026-10-25T00:30:00"),
            ("2026-10-24", BERLIN, time(3, 0), "2026-10-25T02:00:00"),
            # Half an hour is skipped and repeated on Lord Howe.
            ("2026-10-03", LORD_HOWE, time(2, 15), "2026-10-03T15:30:00"),
            ("2026-04-04", LORD_HOWE, time(1, 45), "2026-04-04T14:45:00"),
            # There was no 30 December 2011 in Apia, but for the hours after midnight of the 31st.
            ("2011-12-29", APIA, MIDNIGHT, "2011-12-30T10:00:00"),
            ("2011-12-30", APIA, MIDNIGHT, "2011-12-30T10:00:00"),
            ("2011-12-29", APIA, FOUR, "2011-12-30T10:00:00"),
            ("2011-12-30", APIA, FOUR, "2011-12-30T14:00:00"),
            ("2026-12-31", PARIS, FOUR, "2027-01-01T03:00:00"),
            ("2024-02-28", PARIS, FOUR, "2024-02-29T03:00:00"),
            ("2024-02-29", PARIS, FOUR, "2024-03-01T03:00:00"),
            ("2026-02-28", PARIS, FOUR, "2026-03-01T03:00:00"),
        ],
    )
    def test_is_when_the_clock_passes_the_cut_off(
        self, day: str, zone: ZoneInfo, cut_off: time, ends_at: str
    ) -> None:
        assert day_ends_at(date.fromisoformat(day), zone, cut_off) == utc(ends_at)

    @given(
        day=st.dates(date(2000, 1, 1), date(2037, 12, 31)),
        zone=st.sampled_from(ODD_ZONES),
        cut_off=cut_offs,
    )
    @example(day=date(2026, 3, 28), zone=BERLIN, cut_off=time(2, 30))
    @example(day=date(2026, 10, 24), zone=BERLIN, cut_off=time(2, 30))
    @example(day=date(2022, 3, 21), zone=TEHRAN, cut_off=time(0, 30))
    @example(day=date(2010, 11, 6), zone=ST_JOHNS, cut_off=MIDNIGHT)
    @example(day=date(2011, 12, 29), zone=APIA, cut_off=FOUR)
    @example(day=date(2011, 12, 30), zone=APIA, cut_off=MIDNIGHT)
    def test_is_the_first_moment_of_a_later_business_date(self, day, zone, cut_off) -> None:
        ends_at = day_ends_at(day, zone, cut_off)

        before = business_date(ends_at - timedelta(microseconds=1), zone, cut_off)
        assert before == (day if exists(day, zone, cut_off) else day - timedelta(days=1))
        assert business_date(ends_at, zone, cut_off) > day

    @given(transition=st.sampled_from(TRANSITIONS), cut_off=cut_offs)
    def test_holds_in_the_nights_that_have_an_hour_more_or_less(self, transition, cut_off) -> None:
        zone, day = transition

        for each in (day - timedelta(days=2), day - timedelta(days=1), day):
            ends_at = day_ends_at(each, zone, cut_off)
            last = ends_at - timedelta(microseconds=1)
            assert business_date(last, zone, cut_off) == each
            assert business_date(ends_at, zone, cut_off) == each + timedelta(days=1)


def exists(day: date, zone: ZoneInfo, cut_off: time) -> bool:
    """Tell whether the day came: Apia went from 29 to 31 December 2011 at midnight."""
    return not (zone is APIA and day == date(2011, 12, 30) and cut_off == MIDNIGHT)


class TestStore:
    def test_knows_its_business_date(self) -> None:
        assert a_store().business_date(NOON) == date(2026, 3, 28)
        assert a_store(day_cut_off=time(14, 0)).business_date(NOON) == date(2026, 3, 27)

    def test_knows_when_a_day_of_its_own_ends(self) -> None:
        assert a_store().day_ends_at(date(2026, 3, 27)) == utc("2026-03-28T03:00:00")

    def test_knows_which_days_its_books_take(self) -> None:
        store = a_store(opened_on=date(2024, 5, 1), closed_through=date(2025, 12, 31))

        assert store.business_days(NOON) == BusinessDays(
            today=date(2026, 3, 28),
            opened_on=date(2024, 5, 1),
            closed_through=date(2025, 12, 31),
        )
        assert a_store().business_days(NOON) == BusinessDays(today=date(2026, 3, 28))
