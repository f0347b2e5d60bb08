"""`evertill sessions`: cash sessions listed, opened, closed, corrected and repaired.

The same command works on a register's folder and on a server's. The server's side is named as
text, for the command line does not import it (docs/adr/0010-command-table.md).
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from pos.cli.commands import Command
from pos.cli.options import AsJson, DataFolder
from pos.cli.session_changes import hand_over, join, move_cash, no_sale, redate
from pos.cli.session_folder import (
    AnyFolder,
    Id,
    Operating,
    Who,
    is_server,
    leave,
    opened,
    print_json,
    print_lines,
    signed_in,
)
from pos.domain.cash_session import CashSessionKind
from pos.domain.problem import Problem

STILL_STUCK = 1
CLOSED_SHOWN = 20

sessions = typer.Typer(
    help="List, open, close, correct and repair cash sessions.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

ON_A_SERVER = MappingProxyType(
    {
        "list": Command("pos.server.session_commands:server_sessions_list", ""),
        "close": Command("pos.server.session_commands:server_sessions_close", ""),
        "doctor": Command("pos.server.session_commands:server_sessions_doctor", ""),
    }
)


@sessions.command("list")
def sessions_list(
    data: AnyFolder,
    everything: Annotated[
        bool,
        typer.Option("--all", help=f"Show more than the {CLOSED_SHOWN} newest closed ones too."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List cash sessions. Those that are not closed come first; --json lists all of them."""
    if is_server(data):
        leave(ON_A_SERVER["list"].load()(data, everything=everything, as_json=as_json))
    from pos.cli.session_words import list_table, summary_object

    with opened(data) as (register, store):
        found = register.session_list.all()
    if as_json:
        print_json([summary_object(one, store) for one in found])
        return
    closed = [one for one in found if one.session.is_closed]
    shown = found if everything else found[: len(found) - len(closed) + CLOSED_SHOWN]
    print_lines(list_table(shown, store))
    if len(shown) < len(found):
        print(f"{len(found) - len(shown)} older ones are closed; --all shows them.")


@sessions.command("show")
def sessions_show(session_id: Id, data: DataFolder, as_json: AsJson = False) -> None:
    """Tell a session's story, step by step."""
    from pos.cli.session_arguments import named_session
    from pos.cli.session_words import story_object, story_text

    with opened(data) as (register, store):
        found = named_session(register, session_id)
        steps = register.stories.story(found.session.id)
    if as_json:
        print_json(story_object(found, steps, store))
    else:
        print_lines(story_text(found, steps, store))


@sessions.command("open")
def sessions_open(
    data: DataFolder,
    operator: Operating,
    kind: Annotated[
        CashSessionKind, typer.Option(help="What the session is for.")
    ] = CashSessionKind.NORMAL,
    date: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day of a deferred session.")
    ] = None,
    opening_float: Annotated[
        str | None, typer.Option("--float", metavar="AMOUNT", help="Cash for change in the till.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Open a cash session. The server is asked first, for two seconds at the most."""
    from pos.cli.session_opening import (
        Wanted,
        also_open_told,
        open_wanted,
        opened_object,
        opened_text,
    )

    with opened(data) as (register, store):
        person = signed_in(register, operator)
        wanted = Wanted(kind=kind, business_date=date, opening_float=opening_float)
        done = open_wanted(register, person, wanted)
    if done.problem:
        print(done.problem, file=sys.stderr)
    if done.also_open is not None:
        print(also_open_told(done, store), file=sys.stderr)
    if as_json:
        print_json(opened_object(done, store))
    else:
        print_lines(opened_text(done))


@sessions.command("close")
def sessions_close(
    session_id: Id,
    data: AnyFolder,
    operator: Who = None,
    counted: Annotated[
        str | None,
        typer.Option(metavar="AMOUNT", help="The cash in the drawer, or in the paper book."),
    ] = None,
    not_counted: Annotated[
        bool, typer.Option("--not-counted", help="Close without a count; for managers.")
    ] = False,
    comment: Annotated[
        str, typer.Option(metavar="TEXT", help="On a variance beyond the store's tolerance.")
    ] = "",
    tender: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND=AMOUNT", help="What was found apart from cash; repeatable."),
    ] = None,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why: without a count, and on a server.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Close a cash session. On its register with a count, on a server with a reason."""
    from pos.cli.session_arguments import named_session, refused, required
    from pos.cli.session_closing import Closing, close_as_wanted
    from pos.cli.session_words import closing_object, closing_text

    who = required(operator, "--operator", "say who closes it.")
    wanted = Closing(
        counted=counted,
        not_counted=not_counted,
        comment=comment,
        tenders=tuple(tender or ()),
        reason=reason,
    )
    if is_server(data):
        why = "the server does not count; that is done on the register."
        refused(counted is not None or not_counted, "--counted", why)
        refused(comment or tender, "--comment and --tender", why)
        code = ON_A_SERVER["close"].load()(data, session_id, by=who, reason=reason, as_json=as_json)
        leave(code)
    with opened(data) as (register, _):
        person = signed_in(register, who)
        z_report = close_as_wanted(register, person, named_session(register, session_id), wanted)
    if as_json:
        print_json(closing_object(z_report))
    else:
        print_lines(closing_text(z_report))


@sessions.command("doctor")
def sessions_doctor(
    data: AnyFolder,
    apply: Annotated[
        bool, typer.Option("--apply", help="Repair, after a backup that was proved.")
    ] = False,
    operator: Who = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say which sessions are stuck. And what --apply would do; it ends with 1 if some are left."""
    from pos.cli.session_arguments import refused, required

    if apply:
        operator = required(operator, "--operator", "say who repairs them.")
    else:
        refused(operator or reason, "--operator or --reason", "without --apply nothing is done.")
    if is_server(data):
        doctor = ON_A_SERVER["doctor"].load()
        leave(doctor(data, apply=apply, by=operator, reason=reason, as_json=as_json))
    if apply and operator is not None:
        _repair(data, operator, reason, as_json=as_json)
    else:
        _examine(data, as_json=as_json)


def _examine(data: Path, *, as_json: bool) -> None:
    from pos.cli.session_words import (
        attention_objects,
        attention_text,
        finding_object,
        findings_text,
    )

    with opened(data) as (register, store):
        found, others = register.doctor.examine(), register.doctor.attention()
    if as_json:
        stuck = {"stuck": [finding_object(one, store) for one in found]}
        print_json(stuck | attention_objects(others, store))
    else:
        print_lines(findings_text(found, store))
        print_lines(attention_text(others, store))


def _repair(data: Path, operator: str, reason: str, *, as_json: bool) -> None:
    from pos.cli.register_folder import exchange_of
    from pos.cli.session_words import repair_object, repair_text

    with opened(data) as (register, store):
        person = signed_in(register, operator)

        def send() -> None:
            with suppress(Problem), exchange_of(register) as exchange:
                exchange.cycle()  # what could not be sent is listed as stuck still

        repair = register.doctor.repair(person, reason, register.backups.verified_backup, send)
    if as_json:
        print_json(repair_object(repair, store))
    else:
        print_lines(repair_text(repair, store))
    if repair.left:
        raise typer.Exit(STILL_STUCK)


sessions.command("hand-over")(hand_over)
sessions.command("redate")(redate)
sessions.command("join")(join)
sessions.command("move-cash")(move_cash)
sessions.command("no-sale")(no_sale)
