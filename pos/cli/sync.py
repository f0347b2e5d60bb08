"""`evertill sync`: an exchange with the server now, or how the last one ended."""

from __future__ import annotations

import json
import sys

import typer

from pos.cli.options import AsJson, DataFolder

NOT_AT_REST = 1

sync = typer.Typer(
    help="Exchange with the server now, or see how it stands.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@sync.command("run")
def sync_run(data: DataFolder, as_json: AsJson = False) -> None:
    """Send what waits and fetch what is new.

    Exit 0 if the server holds everything, 1 if something is left, was refused or set aside, or
    the server was not reached.
    """
    from pos.cli.progress_bar import exchange_bars
    from pos.cli.register_folder import exchange_of, register_at
    from pos.cli.sync_words import result_json, result_text
    from pos.domain.handshake import Freeze
    from pos.services.journal import NumbersFrozen

    with (
        register_at(data) as register,
        exchange_of(register) as exchange,
        exchange_bars() as bars,
    ):
        exchange.listen(lambda status: bars.sending(status.waiting))
        result, status = exchange.cycle(bars.fetching), exchange.status
    if as_json:
        print(json.dumps(result_json(result, status)))
    else:
        print(result_text(result, status))
    if result.verdict.value == Freeze.FENCED.value:
        print(NumbersFrozen(Freeze.FENCED), file=sys.stderr)
    if result.problem is not None:
        print(result.problem, file=sys.stderr)
    if not result.is_at_rest:
        raise typer.Exit(NOT_AT_REST)


@sync.command("status")
def sync_status(data: DataFolder, as_json: AsJson = False) -> None:
    """Say what waits and what the server answered last; asks nobody.

    Exit 0 if all is sent and nothing is set aside by the server, else 1.
    """
    from pos.cli.register_folder import register_at
    from pos.cli.sync_words import state_json, state_text
    from pos.domain.handshake import Freeze
    from pos.sync.sync_rows import read_sync_state, read_told, read_waiting

    with register_at(data) as register, register.database.begin() as db:
        state, waiting, told = read_sync_state(db), read_waiting(db), read_told(db)
    if as_json:
        print(json.dumps(state_json(state, waiting, told)))
    else:
        print(state_text(state, waiting, told))
    is_fenced = state.verdict.value == Freeze.FENCED.value  # what it sent is for people there
    if waiting.entries or (told.quarantined and not is_fenced):
        raise typer.Exit(NOT_AT_REST)
