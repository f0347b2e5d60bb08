"""Event: an immutable fact in a register's journal, and the bytes that are hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from pos.domain.canonical import canonical

GENESIS_HASH = "0" * 64  # what the first event of a series names as its predecessor


class EventInvalid(ValueError):
    """The bytes are not an event, or not its canonical form."""


class EventKind(StrEnum):
    REGISTER_ENROLLED = "register_enrolled"
    CASH_SESSION_OPENED = "cash_session_opened"
    CASH_SESSION_COUNTING = "cash_session_counting"
    CASH_SESSION_COUNT_LEFT = "cash_session_count_left"
    CASH_SESSION_CLOSED = "cash_session_closed"
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
    series: int
    seq: int
    prev_hash: str
    kind: str
    version: int
    cash_session_id: UUID | None
    cash_session_kind: str | None
    business_date: date | None
    occurred_at: datetime
    recorded_at: datetime
    boot_id: UUID
    monotonic_us: int
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

    :raises EventInvalid: if they are no event or not in canonical form (doubled keys, blanks,
        another order, `1.0` for 1).
    """
    try:
        event = _decoder.decode(body)
        if canonical(event) != body:
            raise EventInvalid("the event is not in canonical form")
    except (msgspec.DecodeError, UnicodeError, ValueError, RecursionError) as error:
        raise EventInvalid(str(error)) from error
    return event


def as_payload(content: msgspec.Struct | Mapping[str, object]) -> msgspec.Raw:
    """Return the content as an event's payload."""
    return msgspec.Raw(canonical(content))
