"""Hash chain: events sealed one behind the other, and the check that none was touched."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.event import (
    GENESIS_HASH,
    Event,
    EventInvalid,
    SealedEvent,
    event_hash,
    parse_event,
)
from pos.domain.signature import Purpose, SignatureWrong, SigningKey, VerifyingKey


class ChainBroken(ValueError):
    """An entry does not follow from the one before it, or is not what was signed."""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last event of a series: its sequence number (0: none yet) and its hash."""

    seq: int = 0
    hash: str = GENESIS_HASH


def seal(event: Event, key: SigningKey) -> SealedEvent:
    """Hash and sign an event."""
    body = event.body()
    digest = event_hash(body)
    return SealedEvent(body, digest, key.sign(Purpose.EVENT, bytes.fromhex(digest)))


def open_sealed(sealed: SealedEvent, head: ChainHead, key: VerifyingKey) -> Event:
    """Return the event if it is genuine and follows `head`.

    :raises ChainBroken: naming the first thing that is wrong.
    """
    if event_hash(sealed.body) != sealed.hash:
        raise ChainBroken("its hash does not match its contents")
    try:
        event = parse_event(sealed.body)
    except EventInvalid as error:
        raise ChainBroken(f"it cannot be read: {error}") from error
    if event.seq != head.seq + 1:
        raise ChainBroken(f"its sequence number is {event.seq}, expected {head.seq + 1}")
    if event.prev_hash != head.hash:
        raise ChainBroken("it does not follow the entry before it")
    if (event.key_id, event.sig_alg) != (key.key_id, key.algorithm.value):
        raise ChainBroken("it names another key than the register's")
    if not is_signed(sealed, key):
        raise ChainBroken("its signature is wrong")
    return event


def is_signed(sealed: SealedEvent, key: VerifyingKey) -> bool:
    """Tell whether the entry's own signature is genuine, whatever it holds."""
    try:
        key.verify(Purpose.EVENT, bytes.fromhex(sealed.hash), sealed.sig)
    except SignatureWrong:
        return False
    return True


def head_of(event: Event, sealed: SealedEvent) -> ChainHead:
    """Return the head after this event."""
    return ChainHead(event.seq, sealed.hash)
