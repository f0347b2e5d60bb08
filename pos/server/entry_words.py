"""Kept entries in words for people, and as objects for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from pos.domain.typed_number import shown
from pos.server.entry_deeds import Attempt, Outcome
from pos.server.kept_entries import EntryPlace, EntryState, KeptEntry

_STATES = {
    EntryState.QUARANTINED: "in quarantine: kept, and in no total",
    EntryState.REFUSED: "refused: kept, and not in the journal",
    EntryState.FLAGGED: "flagged: applied, and computed differently here",
    EntryState.APPLIED: "applied",
}
_WAYS_OUT = {
    EntryState.QUARANTINED: (
        "Once the cause is mended: evertill entries apply REGISTER SERIES ENTRY --by NAME "
        "--data DIR, or --all."
    ),
    EntryState.REFUSED: (
        "What was refused stops its series: its register may hold a damaged journal. Have it "
        "checked with evertill verify there, and replaced with evertill register replace."
    ),
    EntryState.FLAGGED: "What is flagged counts in every total: look at both figures.",
}


def entry_object(kept: KeptEntry) -> dict[str, Any]:
    """Return a line of the list for programs."""
    return {
        **_place_object(kept.place),
        "state": kept.state.value,
        "kind": kept.kind,
        "hash": kept.hash,
        "reasons": list(kept.reasons),
        "since": kept.since.isoformat(),
        "applied_at": None if kept.applied_at is None else kept.applied_at.isoformat(),
    }


def shown_object(kept: KeptEntry) -> dict[str, Any]:
    """Return an entry with its exact text, and what the text says if it is JSON."""
    return {**entry_object(kept), "text": kept.body, "content": _content(kept.body)}


def attempt_object(attempt: Attempt) -> dict[str, Any]:
    """Return what came of having an entry applied, for programs."""
    return {
        **_place_object(attempt.place),
        "kind": attempt.kind,
        "outcome": attempt.outcome.value,
        "reasons": list(attempt.reasons),
        "at": None if attempt.at is None else attempt.at.isoformat(),
    }


def list_lines(found: Sequence[KeptEntry], limit: int) -> Iterator[str]:
    """Yield the list for people: each entry with its reasons, then the ways out."""
    if not found:
        yield "No entry is in quarantine, refused or flagged."
        return
    for one in found[:limit]:
        yield f"{_where(one.place)}  {_kind(one.kind)}  {_STATES[one.state]}"
        yield f"  since {one.since:%Y-%m-%d %H:%M} UTC"
        yield from (f"  {readable(reason)}" for reason in one.reasons)
    if len(found) > limit:
        yield f"{len(found) - limit} more; --json shows all of them."
    states = {one.state for one in found}
    yield from ("", *(words for state, words in _WAYS_OUT.items() if state in states))


def shown_lines(found: Sequence[KeptEntry]) -> Iterator[str]:
    """Yield entries for people, each with its text made readable."""
    for one in found:
        yield f"{_where(one.place)}  {_kind(one.kind)}"
        yield f"  {_STATES[one.state]}"
        yield from (f"  {readable(reason)}" for reason in one.reasons)
        yield f"  received {one.since:%Y-%m-%d %H:%M} UTC, SHA-256 {one.hash}"
        if one.applied_at is not None:
            yield f"  applied by a manager on {one.applied_at:%Y-%m-%d %H:%M} UTC"
        yield from _text_lines(one.body)


def attempt_lines(attempts: Sequence[Attempt]) -> Iterator[str]:
    """Yield what came of having entries applied, for people."""
    if not attempts:
        yield "No entry is in quarantine: there is nothing to apply."
    for one in attempts:
        match one.outcome:
            case Outcome.APPLIED:
                yield f"{_where(one.place)}  {_kind(one.kind)}: applied."
            case Outcome.DONE:
                at = "" if one.at is None else f" on {one.at:%Y-%m-%d %H:%M} UTC"
                yield f"{_where(one.place)}: was applied{at} already. Nothing was changed."
            case Outcome.KEPT:
                yield f"{_where(one.place)}  {_kind(one.kind)}: stays in quarantine."
        yield from (f"  {readable(reason)}" for reason in one.reasons)


def readable(text: str) -> str:
    """Return text without what could paint the reader's screen, or turn a line round."""
    return "".join(
        one if one.isprintable() else f"\\u{ord(one):04x}" for one in text.replace("\n", " ")
    )


def _text_lines(body: str) -> Iterator[str]:
    try:
        formatted = msgspec.json.format(body, indent=2)
    except (msgspec.DecodeError, ValueError, RecursionError):
        yield "  Its text is no JSON:"
        formatted = body
    else:
        yield "  Its text:"
    yield from (f"  {readable(line)}" for line in formatted.split("\n"))


def _content(body: str) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _where(place: EntryPlace) -> str:
    return f"{shown(place.register_name)}, series {place.series}, entry {place.seq}"


def _kind(kind: str) -> str:
    return readable(kind) if kind else "unreadable"


def _place_object(place: EntryPlace) -> dict[str, Any]:
    return {"register": place.register_name, "series": place.series, "seq": place.seq}
