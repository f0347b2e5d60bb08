"""Sync words: how the exchange with the server stands, as JSON and as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pos.sync.status import SKEW_WORTH_TELLING

if TYPE_CHECKING:
    from pos.services.session_reconciliation import ClearedSession
    from pos.sync.status import CycleResult, SyncStatus
    from pos.sync.sync_rows import SyncState, Told, Waiting

_NUMBERS_SHOWN = 20
_COPIED = (
    "This register was copied, found on {at}: another device has sold as it. Both are kept. Use "
    "one of them only, and tell whoever looks after the server: evertill register replace"
)


def result_json(result: CycleResult, status: SyncStatus) -> dict[str, Any]:
    """Return what a cycle came to."""
    pace = status.pace
    return {
        "reached": result.reached,
        "pushed": result.pushed,
        "pulled": result.pulled,
        "waiting": result.waiting,
        "oldest_waiting": _moment(status.oldest_waiting),
        "quarantined": result.quarantined,
        "quarantined_entries": list(status.quarantined),
        "flagged_entries": list(status.flagged),
        "verdict": result.verdict.value,
        "last_answer": status.last_answer,
        "problem": result.problem,
        "clock_skew_seconds": _seconds(status.clock_skew),
        "copied_at": _moment(status.copied_at),
        "batch": pace.batch,
        "entries_per_minute": pace.per_minute,
        "cleared": [
            {
                "id": str(cleared.id),
                "closed_by": cleared.closed_by,
                "closed_at": cleared.closed_at.isoformat(),
                "reason": cleared.reason,
            }
            for cleared in result.cleared
        ],
    }


def result_text(result: CycleResult, status: SyncStatus) -> str:
    """Return what a cycle came to, in sentences."""
    sentence = (
        f"Entries sent: {result.pushed}, waiting: {result.waiting}, "
        f"in quarantine: {result.quarantined}. Changes fetched: {result.pulled}. "
        f"Verdict: {result.verdict.value.replace('_', ' ')}."
    )
    told = [*_told_lines(status.quarantined, status.flagged, status.clock_skew)]
    if status.copied_at is not None:
        told.append(_COPIED.format(at=_shown(status.copied_at)))
    return "\n".join([sentence, *told, *map(_cleared_sentence, result.cleared)])


def state_json(state: SyncState, waiting: Waiting, told: Told) -> dict[str, Any]:
    """Return how the exchange stood when the server answered last, and what waits now."""
    return {
        "waiting": waiting.entries,
        "oldest_waiting": _moment(waiting.oldest),
        "series": state.series,
        "acknowledged": state.acknowledged.seq,
        "verdict": state.verdict.value,
        "answered_at": _moment(state.answered_at),
        "last_answer": state.last_answer,
        "quarantined_entries": list(told.quarantined),
        "flagged_entries": list(told.flagged),
        "clock_skew_seconds": _seconds(told.clock_skew),
    }


def state_text(state: SyncState, waiting: Waiting, told: Told) -> str:
    """Return the same in sentences."""
    answered = "never" if state.answered_at is None else _shown(state.answered_at)
    since = "" if waiting.oldest is None else f", the oldest since {_shown(waiting.oldest)}"
    return "\n".join(
        [
            f"Waiting: {waiting.entries}{since}",
            f"Confirmed: entry {state.acknowledged.seq} of series {state.series}",
            f"Last answer: {answered}: {state.last_answer}",
            f"Verdict: {state.verdict.value.replace('_', ' ')}",
            *_told_lines(told.quarantined, told.flagged, told.clock_skew),
        ]
    )


def _told_lines(
    quarantined: tuple[int, ...], flagged: tuple[int, ...], skew: timedelta | None
) -> Iterator[str]:
    if quarantined:
        yield (
            f"In quarantine: entries {_numbers(quarantined)}. The server keeps them and could not "
            "apply them; nothing is to be done here. A manager sees them there, with the reason: "
            "evertill entries list"
        )
    if flagged:
        yield (
            f"Flagged: entries {_numbers(flagged)}. The server has applied them as they are, but "
            "computes another amount. A manager sees them there: evertill entries list"
        )
    if skew is not None and abs(skew) >= SKEW_WORTH_TELLING:
        minutes, side = abs(skew) // timedelta(minutes=1), "ahead of" if skew > _NONE else "behind"
        yield f"Clock: {minutes} minutes {side} the server's; set the clock of this computer."


def _cleared_sentence(cleared: ClearedSession) -> str:
    late = (
        f" Entries of it that the server did not have then: {cleared.late}; they are kept and sent "
        "as late."
        if cleared.late
        else ""
    )
    return (
        f"The {cleared.kind.value} session for {cleared.business_date} was closed on the server by "
        f"{cleared.closed_by} at {_shown(cleared.closed_at)} ({cleared.reason}): it is "
        f"closed here too, and a new one can be opened.{late}"
    )


def _numbers(found: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, found[:_NUMBERS_SHOWN]))
    return (
        f"{shown} and {len(found) - _NUMBERS_SHOWN} more" if len(found) > _NUMBERS_SHOWN else shown
    )


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())


_NONE = timedelta(0)
