"""Event: an immutable fact in a register's journal, and the bytes that are hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from pos.domain.canonical import INTEGER_MAX, canonical, require_canonical

GENESIS_HASH = "0" * 64  # what the first event of a series names as its predecessor


_FIRST_YEAR, _LAST_YEAR = 1970, 9998  # every zone can tell the time between them

Counted = Annotated[int, msgspec.Meta(ge=0, le=INTEGER_MAX)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class EventInvalid(ValueError):
    """The bytes are not an event, or not its canonical form."""


class EventKind(StrEnum):
    REGISTER_ENROLLED = "register_enrolled"
    CASH_SESSION_OPENED = "cash_session_opened"
    CASH_SESSION_COUNTING = "cash_session_counting"
    CASH_SESSION_COUNT_LEFT = "cash_session_count_left"
    CASH_SESSION_CLOSED = "cash_session_closed"
    CASH_SESSION_HANDED_OVER = "cash_session_handed_over"
    CASH_SESSION_REDATED = "cash_session_redated"
    CASH_SESSION_JOINED = "cash_session_joined"
    CASH_MOVED = "cash_moved"
    DRAWER_OPENED = "drawer_opened"
    SALE_COMPLETED = "sale_completed"
    SALE_VOIDED = "sale_voided"


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happened, where, when, by whom, and what came before.

    `kind` is text, so that an event of a newer program is kept and shown rather than lost.
    `payload` is canonical JSON; `occurred_at` carries the shop's UTC offset, `recorded_at` is
    UTC; `monotonic_us` counts microseconds since the boot that `boot_id` names.
    """

    event_id: UUID
    store: UUID
    register: UUID
    series: Counted
    seq: Counted
    prev_hash: str
    kind: str
    version: Counted
    cash_session_id: UUID | None
    cash_session_kind: str | None
    business_date: date | None
    occurred_at: Moment
    recorded_at: Moment
    boot_id: UUID
    monotonic_us: Counted
    actor: UUID | None
    approver: UUID | None
    payload: msgspec.Raw
    key_id: str
    sig_alg: str

    def body(self) -> bytes:
        """Return the canonical bytes: what is hashed, signed, stored and sent."""
        return canonical(self)


@dataclass(frozen=True, slots=True)
class SealedEvent:
    """An event's exact bytes, their SHA-256 and the register's signature over it."""

    body: bytes
    hash: str  # 64 hexadecimal digits
    sig: bytes


_decoder = msgspec.json.Decoder(Event)


def event_hash(body: bytes) -> str:
    """Return the SHA-256 of an event's bytes, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def parse_event(body: bytes) -> Event:
    """Read an event back from its bytes.

    :raises EventInvalid: if they are no event or not in canonical form, payload included
        (doubled keys, blanks, another order, `1.0` for 1), or name an impossible moment.
    """
    try:
        event = _decoder.decode(body)
        if canonical(event) != body:
            raise EventInvalid("the event is not in canonical form")
        require_canonical(event.payload)  # which `canonical` copies as it is
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise EventInvalid(str(error)) from error
    if not all(
        _FIRST_YEAR <= moment.year <= _LAST_YEAR
        for moment in (event.occurred_at, event.recorded_at)
    ):
        raise EventInvalid("its time is outside of what a clock can show")
    return event


def as_payload(content: msgspec.Struct | Mapping[str, object]) -> msgspec.Raw:
    """Return the content as an event's payload."""
    return msgspec.Raw(canonical(content))
