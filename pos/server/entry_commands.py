"""`evertill entries`: what is in quarantine, refused or flagged, and having it applied."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pos.domain.problem import Problem

if TYPE_CHECKING:
    from pos.server.entry_deeds import Attempt
    from pos.server.folder import ServerFolder
    from pos.server.kept_entries import EntryPlace
    from pos.server.proved_deeds import ProvedClaim

LISTED_MAX = 200
_NUMBER_MAX = 2**53 - 1
SOME_KEPT = 1

entries = typer.Typer(
    help="See the entries that are in quarantine, refused or flagged, and have them applied.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

DataFolder = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="The server's data folder.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
By = Annotated[str, typer.Option(metavar="NAME", help="A manager or owner; the PIN is asked for.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept.")]
OfRegister = Annotated[
    str, typer.Option("--register", metavar="NAME", help="Of this register only.")
]


class PlaceMissing(Problem):
    def __init__(self) -> None:
        super().__init__(
            "Say which entry: evertill entries apply REGISTER SERIES ENTRY, or --all for all that "
            "are in quarantine (with a REGISTER: all of that register)."
        )


class PlaceAndAll(Problem):
    def __init__(self) -> None:
        super().__init__("Say either one entry or --all, not both. Nothing was changed.")


@entries.command("list")
def entries_list(data: DataFolder, register: OfRegister = "", as_json: AsJson = False) -> None:
    """List what waits for a person, by register, series and number, with the reasons."""
    from pos.server.entry_words import entry_object, list_lines
    from pos.server.folder import opened
    from pos.server.kept_entries import kept_entries
    from pos.server.register_deeds import register_named
    from pos.server.stores import the_store

    with opened(data) as server, server.database.read() as db:
        number = the_store(db).number
        known = register_named(db, number, register) if register else None
        found = kept_entries(db, number, known)
    if as_json:
        _print_json({"entries": [entry_object(one) for one in found]})
    else:
        typer.echo("\n".join(list_lines(found, LISTED_MAX)))


@entries.command("show")
def entries_show(
    data: DataFolder,
    register: Annotated[str, typer.Argument(help="The register's name.")],
    series: Annotated[int, typer.Argument(min=1, max=_NUMBER_MAX, help="The series.")],
    seq: Annotated[
        int, typer.Argument(min=1, max=_NUMBER_MAX, metavar="ENTRY", help="The entry's number.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show an entry with its text made readable."""
    from pos.server.entry_words import shown_lines, shown_object
    from pos.server.folder import opened
    from pos.server.kept_entries import entry_at

    with opened(data) as server:
        place = _place(server, register, series, seq)
        with server.database.read() as db:
            found = entry_at(db, _store_number(server), place)
    if as_json:
        _print_json({"entries": [shown_object(one) for one in found]})
    else:
        typer.echo("\n".join(shown_lines(found)))


@entries.command("apply")
def entries_apply(
    data: DataFolder,
    by: By,
    register: Annotated[str, typer.Argument(help="The register's name.")] = "",
    series: Annotated[int, typer.Argument(min=0, max=_NUMBER_MAX, help="The series.")] = 0,
    seq: Annotated[
        int, typer.Argument(min=0, max=_NUMBER_MAX, metavar="ENTRY", help="The entry's number.")
    ] = 0,
    everything: Annotated[bool, typer.Option("--all", help="All that are in quarantine.")] = False,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Have quarantined entries applied once their cause is mended; the log keeps who did it."""
    from pos.domain.permission import Right
    from pos.server.entry_deeds import Outcome
    from pos.server.entry_words import attempt_lines, attempt_object
    from pos.server.folder import opened
    from pos.server.proved_deeds import Claim, prove_claim

    with opened(data) as server:
        if everything:
            places = _all_places(server, register, series, seq)
        else:
            places = [_waiting_place(server, register, series, seq)]
        proved = prove_claim(server, Claim(by, reason), Right.APPLY_ENTRIES)
        attempts = [_attempt(server, place, proved) for place in places]
    if as_json:
        _print_json({"entries": [attempt_object(one) for one in attempts]})
    else:
        typer.echo("\n".join(attempt_lines(attempts)))
    if any(one.outcome is Outcome.KEPT for one in attempts):
        raise typer.Exit(SOME_KEPT)


def _attempt(server: ServerFolder, place: EntryPlace, proved: ProvedClaim) -> Attempt:
    """Have one entry applied, in a database transaction of its own."""
    from pos.runtime.clock import SystemClock
    from pos.server.entry_deeds import apply_again
    from pos.server.stores import the_store

    with server.database.write() as db:
        return apply_again(db, the_store(db), place, proved, SystemClock())


def _all_places(server: ServerFolder, register: str, series: int, seq: int) -> list[EntryPlace]:
    from pos.server.kept_entries import waiting_places
    from pos.server.register_deeds import register_named

    if series or seq:
        raise PlaceAndAll
    number = _store_number(server)
    with server.database.read() as db:
        known = register_named(db, number, register) if register else None
        return waiting_places(db, number, known)


def _waiting_place(server: ServerFolder, register: str, series: int, seq: int) -> EntryPlace:
    from pos.server.entry_deeds import require_waiting

    if not register or series < 1 or seq < 1:
        raise PlaceMissing
    place = _place(server, register, series, seq)
    with server.database.read() as db:
        require_waiting(db, _store_number(server), place)
    return place


def _place(server: ServerFolder, register: str, series: int, seq: int) -> EntryPlace:
    from pos.server.kept_entries import EntryPlace
    from pos.server.register_deeds import register_named

    with server.database.read() as db:
        known = register_named(db, _store_number(server), register)
    return EntryPlace(
        register_number=known.number, register_name=known.name, series=series, seq=seq
    )


def _store_number(server: ServerFolder) -> int:
    from pos.server.stores import the_store

    with server.database.read() as db:
        return the_store(db).number


def _print_json(content: dict[str, Any]) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False))
