"""Facts of the sync screen: what was set aside, the clocks, and how fast the exchange goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pos.sync.status import SKEW_WORTH_TELLING, Contact, SyncStatus
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate, translate_count

_COMMAND = "evertill entries list"
_NUMBERS_SHOWN = 12
_SECONDS_A_MINUTE = 60
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the screen; `needs_attention` wants a person to look."""

    name: str
    text: str
    needs_attention: bool = False


def set_aside(status: SyncStatus, formats: Formats) -> Fact:
    """Return which entries the server could not apply, or computes differently, and what next."""
    name = translate("Sync", "Set aside by the server")
    parts = []
    if status.quarantined:
        parts.append(
            translate_count(
                "Sync",
                "%Ln entries are kept there and could not be booked: {numbers}.",
                len(status.quarantined),
                numbers=_numbers(status.quarantined, formats),
            )
        )
    if status.flagged:
        parts.append(
            translate_count(
                "Sync",
                "%Ln entries are booked, but the server computes another amount: {numbers}.",
                len(status.flagged),
                numbers=_numbers(status.flagged, formats),
            )
        )
    if not parts:
        return Fact(name, translate("Sync", "Nothing"))
    parts.append(
        translate(
            "Sync",
            "Nothing is to be done here: a manager sees why on the server ({command}).",
            command=own_direction(_COMMAND),
        )
    )
    return Fact(name, " ".join(parts), True)


def copies(status: SyncStatus, formats: Formats) -> list[Fact]:
    """Return that another device has sold as this register, and what to do about it."""
    if status.copied_at is None:
        return []
    text = translate(
        "Sync",
        "Another device has sold as this register, found on {time}. Both are kept. Use one of them "
        "only, and tell whoever looks after the server: they have the register replaced.",
        time=formats.moment(status.copied_at),
    )
    return [Fact(translate("Sync", "Copies of this register"), text, True)]


def clock(skew: timedelta, formats: Formats) -> Fact:
    """Return how far this register's clock is from the server's, from two minutes on."""
    name = translate("Sync", "Clock of this register")
    if abs(skew) < SKEW_WORTH_TELLING:
        return Fact(name, translate("Sync", "Right, compared with the server’s."))
    by = _span(abs(skew), formats)
    if skew > timedelta(0):
        text = translate(
            "Sync",
            "{span} ahead of the server’s. Have somebody set this computer’s clock.",
            span=by,
        )
    else:
        text = translate(
            "Sync", "{span} behind the server’s. Have somebody set this computer’s clock.", span=by
        )
    return Fact(name, text, True)


def pace(status: SyncStatus, now: datetime, formats: Formats) -> Fact | None:
    """Return when the server is asked next, or how fast entries leave; None when at rest."""
    name = translate("Sync", "Pace")
    at = status.pace.next_attempt_at
    if at is not None and status.problem:
        span = _span(_rest(at - now), formats)
        if status.pace.is_circuit_open:
            text = translate("Sync", "Next attempt in {span}, with a small question.", span=span)
        else:
            text = translate("Sync", "Next attempt in {span}.", span=span)
        return Fact(name, text)
    if status.contact is Contact.ONLINE and status.waiting and status.pace.per_minute is not None:
        return Fact(name, _speed(status, formats))
    return None


def progress_words(status: SyncStatus, most: int, formats: Formats) -> str:
    """Return how much of a backlog has left, and how long the rest will take if that is known."""
    sent, whole = formats.number(most - status.waiting), formats.number(most)
    if status.pace.left is None:
        return translate("Sync", "{sent} of {whole} sent.", sent=sent, whole=whole)
    return translate(
        "Sync",
        "{sent} of {whole} sent, about {span} left.",
        sent=sent,
        whole=whole,
        span=_span(max(status.pace.left, _SECOND), formats),
    )


def _speed(status: SyncStatus, formats: Formats) -> str:
    per_minute, batch = status.pace.per_minute or 0, formats.number(status.pace.batch)
    per_second = per_minute // _SECONDS_A_MINUTE
    if per_second:
        return translate(
            "Sync",
            "{count} entries a second, up to {batch} at a time.",
            count=formats.number(per_second),
            batch=batch,
        )
    return translate(
        "Sync",
        "{count} entries a minute, up to {batch} at a time.",
        count=formats.number(per_minute),
        batch=batch,
    )


def _span(span: timedelta, formats: Formats) -> str:
    """Return a span in whole seconds, or from two minutes on in whole minutes."""
    if span < 2 * _MINUTE:
        seconds = formats.number(span // _SECOND)
        return translate("Sync", "{count} s", count=seconds)
    return translate("Sync", "{count} min", count=formats.number(span // _MINUTE))


def _rest(span: timedelta) -> timedelta:
    """Return what is left of a span, in whole seconds upwards, never less than none."""
    return max(-(-span // _SECOND), 0) * _SECOND


def _numbers(found: tuple[int, ...], formats: Formats) -> str:
    shown = ", ".join(formats.ordinal(number) for number in found[:_NUMBERS_SHOWN])
    if len(found) <= _NUMBERS_SHOWN:
        return shown
    more = translate_count("Sync", "%Ln more", len(found) - _NUMBERS_SHOWN)
    return translate("Sync", "{numbers} and {more}", numbers=shown, more=more)
