"""`evertill sync`: an exchange with the server now, or how the last one ended."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import typer

from pos.cli.options import AsJson, DataFolder

if TYPE_CHECKING:
    from pos.services.session_reconciliation import ClearedSession
    from pos.sync.status import CycleResult
    from pos.sync.sync_rows import SyncState, Waiting

NOT_AT_REST = 1

sync = typer.Typer(
    help="Exchange with the server now, or see how it stands.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@sync.command("run")
def sync_run(data: DataFolder, as_json: AsJson = False) -> None:
    """Send what waits and fetch what is new; exit 1 if something is left or the server was away."""
    from pos.cli.progress_bar import progress_bar
    from pos.cli.register_folder import exchange_of, register_at
    from pos.domain.handshake import Freeze
    from pos.services.journal import NumbersFrozen

    with (
        register_at(data) as register,
        exchange_of(register) as exchange,
        progress_bar("Catalogue") as on_progress,
    ):
        result = exchange.cycle(on_progress)
    if as_json:
        print(json.dumps(_result_json(result)))
    else:
        print(_result_sentence(result))
        for cleared in result.cleared:
            print(_cleared_sentence(cleared))
    if result.verdict.value == Freeze.FENCED.value:
        print(NumbersFrozen(Freeze.FENCED), file=sys.stderr)
    if result.problem is not None:
        print(result.problem, file=sys.stderr)
    if not result.is_at_rest:
        raise typer.Exit(NOT_AT_REST)


@sync.command("status")
def sync_status(data: DataFolder, as_json: AsJson = False) -> None:
    """Say what waits and what the server confirmed last; asks nobody."""
    from pos.cli.register_folder import register_at
    from pos.sync.sync_rows import read_sync_state, read_waiting

    with register_at(data) as register, register.database.begin() as db:
        state, waiting = read_sync_state(db), read_waiting(db)
    if as_json:
        print(json.dumps(_status_json(state, waiting)))
    else:
        print(_status_text(state, waiting))


def _result_json(result: CycleResult) -> dict[str, Any]:
    return {
        "pushed": result.pushed,
        "pulled": result.pulled,
        "waiting": result.waiting,
        "quarantined": result.quarantined,
        "verdict": result.verdict.value,
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


def _result_sentence(result: CycleResult) -> str:
    return (
        f"Entries sent: {result.pushed}, waiting: {result.waiting}, "
        f"in quarantine: {result.quarantined}. Changes fetched: {result.pulled}. "
        f"Verdict: {result.verdict.value.replace('_', ' ')}."
    )


def _cleared_sentence(cleared: ClearedSession) -> str:
    late = (
        f" Entries of it that the server did not have then: {cleared.late}; they are kept and sent "
        "as late."
        if cleared.late
        else ""
    )
    return (
        f"The {cleared.kind.value} session for {cleared.business_date} was closed on the server by "
        f"{cleared.closed_by} at {cleared.closed_at:%Y-%m-%d %H:%M} UTC ({cleared.reason}): it is "
        f"closed here too, and a new one can be opened.{late}"
    )


def _status_json(state: SyncState, waiting: Waiting) -> dict[str, Any]:
    return {
        "waiting": waiting.entries,
        "oldest_waiting": None if waiting.oldest is None else waiting.oldest.isoformat(),
        "series": state.series,
        "acknowledged": state.acknowledged.seq,
        "verdict": state.verdict.value,
        "answered_at": None if state.answered_at is None else state.answered_at.isoformat(),
        "last_answer": state.last_answer,
    }


def _status_text(state: SyncState, waiting: Waiting) -> str:
    answered = "never" if state.answered_at is None else f"{state.answered_at:%Y-%m-%d %H:%M} UTC"
    since = (
        "" if waiting.oldest is None else f", the oldest since {waiting.oldest:%Y-%m-%d %H:%M} UTC"
    )
    return "\n".join(
        [
            f"Waiting: {waiting.entries}{since}",
            f"Confirmed: entry {state.acknowledged.seq} of series {state.series}",
            f"Last answer: {answered}: {state.last_answer}",
            f"Verdict: {state.verdict.value.replace('_', ' ')}",
        ]
    )
