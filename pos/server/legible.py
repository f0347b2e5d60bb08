"""What can be made out of an entry's body, also of one that is no event of this program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from pos.domain.event import Event, EventInvalid, parse_event

_KIND_CHARACTERS_MAX = 100
_KNOWN = frozenset(Event.__struct_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Legible:
    """What the body says of itself; believed only as far as a signature vouches for it."""

    event: Event | None = None  # where all of it is one
    problem: str = ""  # where it is none
    prev_hash: str | None = None
    event_id: UUID | None = None
    kind: str = ""
    cash_session_id: UUID | None = None
    cash_session_kind: str = ""
    business_date: str = ""


def legible(body: bytes) -> Legible:
    """Return the event that the bytes are, or what can be made out of them and what is wrong."""
    try:
        event = parse_event(body)
    except EventInvalid as error:
        return _made_out(body, str(error))
    return Legible(
        event=event,
        prev_hash=event.prev_hash,
        event_id=event.event_id,
        kind=_plain(event.kind),
        cash_session_id=event.cash_session_id,
        cash_session_kind=event.cash_session_kind or "",
        business_date="" if event.business_date is None else event.business_date.isoformat(),
    )


def _made_out(body: bytes, error: str) -> Legible:
    try:
        content = msgspec.json.decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return Legible(problem=f"it cannot be read: {error}")
    if not isinstance(content, dict):
        return Legible(problem="it cannot be read: it is not an event")
    return Legible(
        problem=_problem(content, error),
        prev_hash=_text(content, "prev_hash"),
        event_id=_id(content, "event_id"),
        kind=_plain(_text(content, "kind") or ""),
        cash_session_id=_id(content, "cash_session_id"),
        cash_session_kind=_text(content, "cash_session_kind") or "",
        business_date=_day(content, "business_date"),
    )


def _problem(content: dict[str, Any], error: str) -> str:
    unknown = sorted(content.keys() - _KNOWN)
    if unknown and content.keys() >= _KNOWN:
        named = ", ".join(f"“{_plain(name)}”" for name in unknown[:5])
        return f"a newer program wrote it: it says {named}, which this program does not know"
    return f"it cannot be read: {error}"


def _text(content: dict[str, Any], name: str) -> str | None:
    found = content.get(name)
    return found if isinstance(found, str) else None


def _id(content: dict[str, Any], name: str) -> UUID | None:
    try:
        return UUID(_text(content, name) or "")
    except ValueError:
        return None


def _day(content: dict[str, Any], name: str) -> str:
    try:
        return date.fromisoformat(_text(content, name) or "").isoformat()
    except ValueError:
        return ""


def _plain(text: str) -> str:
    """Return a kind or a name as it can be stored and shown: short, and without a NUL."""
    return text[:_KIND_CHARACTERS_MAX].replace("\0", "\N{REPLACEMENT CHARACTER}")
