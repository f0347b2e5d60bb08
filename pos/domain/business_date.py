"""Business date: the accounting day of a moment, by the store's zone and day cut-off."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

_ONE_DAY = timedelta(days=1)


def business_date(at: datetime, zone: tzinfo, cut_off: time) -> date:
    """Return the accounting day of an aware moment.

    The day runs on the shop's wall clock from the cut-off to the next one: with a cut-off of
    04:00, half past three in the night still belongs to the day before. Reading the wall
    clock keeps this right when daylight saving time begins; when it ends, a day that has begun
    does not end again because the clock shows an hour before the cut-off twice.

    :raises ValueError: on a naive datetime.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    local = at.astimezone(zone)
    day = local.date() if local.time() >= cut_off else local.date() - _ONE_DAY
    if local.fold and datetime.combine(day + _ONE_DAY, cut_off, zone).astimezone(UTC) <= at:
        return day + _ONE_DAY
    return day


def day_ends_at(day: date, zone: tzinfo, cut_off: time) -> datetime:
    """Return the moment (UTC) at which a business day gives way to the next one.

    It is the first moment whose business date is a later one. Where daylight saving time skips
    the cut-off, that is when the clock jumps over it; where the clock shows it twice, the first
    time counts, as in `business_date`.
    """
    wall = datetime.combine(day + _ONE_DAY, cut_off)
    shown = wall.replace(tzinfo=zone).astimezone(UTC)
    in_a_gap = shown.astimezone(zone).replace(tzinfo=None) != wall
    return _jump_over(wall, shown, zone) if in_a_gap else shown


def _jump_over(wall: datetime, shown: datetime, zone: tzinfo) -> datetime:
    """Return the first moment at which the clock has passed a time that it never shows.

    `shown` is a moment behind the jump: no clock was ever put forward by more than a day.
    """
    before, after = shown - _ONE_DAY, shown
    while after - before > timedelta.resolution:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after
