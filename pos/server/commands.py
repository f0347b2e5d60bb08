"""Commands of the server: what a terminal says to its folder, also while it serves."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

_IMPORT_HELP = """Take the products of a CSV or CSV.gz file; registers pull them from the server.

The first line names the columns, in any order: sku, gtin, description, unit, price and
tax_category; department, category, brand and package_size may be there too. The text is UTF-8,
columns are separated by commas or semicolons. A gtin may be empty.

A bad row is refused with its line, column and reason; the good ones are taken. The same file
again changes nothing.

Exit code: 0 when every row was taken, 1 when one or the whole file was refused."""

store = typer.Typer(
    help="Create a store and its server's folder, and change what the store goes by.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
register = typer.Typer(
    help="Add, list, replace and fence registers.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
import_catalogue = typer.Typer(add_completion=False, rich_markup_mode=None)
serve = typer.Typer(add_completion=False, rich_markup_mode=None)

DataFolder = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="The server's data folder.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]


class Prices(StrEnum):
    TAX_INCLUSIVE = "tax-inclusive"
    TAX_EXCLUSIVE = "tax-exclusive"


@store.callback()
@register.callback()
def _group() -> None:
    """Have subcommands, though there may be one only."""


@store.command("create")
def store_create(
    data: DataFolder,
    name: Annotated[str, typer.Option(help="The shop's name, as on receipts.")],
    currency: Annotated[str, typer.Option(help="ISO 4217, such as EUR.")],
    timezone: Annotated[str, typer.Option(help="Such as Europe/Paris.")],
    day_cut_off: Annotated[
        str, typer.Option(metavar="HH:MM", help="When a business day begins.")
    ] = "00:00",
    prices: Annotated[
        Prices, typer.Option(help="Whether listed prices contain tax.")
    ] = Prices.TAX_INCLUSIVE,
    tax: Annotated[
        list[str] | None,
        typer.Option(metavar="CATEGORY=PERCENT", help="A tax rate; may be repeated."),
    ] = None,
    address: Annotated[str, typer.Option(help="The shop's address, as on receipts.")] = "",
    tax_registration: Annotated[str, typer.Option(help="As on receipts.")] = "",
    opened_on: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="No business date is before it.")
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(metavar="URL", help="postgresql://user@host/name, with no password in it."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Create a store, in a new folder for its server."""
    from pos.server.store_settings import DEFAULT_CATEGORIES, StoreSettings, create_folder

    settings = StoreSettings(
        name=name,
        currency=currency,
        timezone=timezone,
        day_cut_off=day_cut_off,
        price_mode=prices.value.replace("-", "_"),
        tax=tuple(tax or ()),
        address=address,
        tax_registration=tax_registration,
        opened_on=opened_on,
        database=database,
    )
    made = create_folder(data, settings)
    if not tax:
        print(
            f"No --tax given: the categories {', '.join(DEFAULT_CATEGORIES)} exist at 0 %.",
            file=sys.stderr,
        )
    _report(
        as_json,
        {"store": str(made.id), "name": made.name, "data": str(data)},
        f"{made.name} is ready in {data}.",
    )


@store.command("close-period")
def store_close_period(
    data: DataFolder,
    through: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="The last day that takes no more sales.")
    ],
    by: Annotated[str, typer.Option(metavar="NAME", help="An owner; the PIN is asked for.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept.")],
    as_json: AsJson = False,
) -> None:
    """Close the books through a day that has ended, or take that back to an earlier one."""
    from pos.server.store_commands import close_period

    done = close_period(data, through, by, reason)
    for one in done.open_sessions:
        print(
            f"Still open: the {one.kind.value} session for {one.business_date}, {one.uuid}.",
            file=sys.stderr,
        )
    before = None if done.before is None else done.before.isoformat()
    _report(
        as_json,
        {"closed_through": done.through.isoformat(), "before": before, "by": done.by},
        f"The books are closed through {done.through}.",
    )


@store.command("new-epoch")
def store_new_epoch(
    data: DataFolder,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who does it; the PIN is asked for.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept.")],
    as_json: AsJson = False,
) -> None:
    """Tell every register that this server was set back, as after pg_restore.

    They send again what it does not hold. `evertill backup restore` does this by itself.
    """
    from pos.server.epoch_command import new_epoch

    epoch = new_epoch(data, by, reason)
    _report(as_json, {"epoch": str(epoch)}, f"A new epoch has begun: {epoch}.")


@store.command("set")
def store_set(
    data: DataFolder,
    name: Annotated[str, typer.Option(help="Of the setting; a wrong one lists them all.")],
    value: Annotated[str, typer.Option(help="A whole number.")],
    by: Annotated[
        str, typer.Option(metavar="NAME", help="A manager or owner; the PIN is asked for.")
    ],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept.")] = "",
    as_json: AsJson = False,
) -> None:
    """Change a setting of the store; registers follow after their next pull."""
    from pos.server.proved_deeds import Claim
    from pos.server.store_commands import change_setting

    done = change_setting(data, name, value, Claim(by, reason))
    _report(as_json, {"name": done.name, "value": done.value}, f"{done.name} is {done.value}.")


@register.command("add")
def register_add(
    data: DataFolder,
    name: Annotated[str, typer.Option(help="Such as “Till 1”.")],
    as_json: AsJson = False,
) -> None:
    """Add a register and print its one-time enrolment code."""
    from pos.runtime.clock import SystemClock
    from pos.runtime.ids import SystemChance, SystemIds
    from pos.server.enrolment import new_code
    from pos.server.folder import opened
    from pos.server.registers import add_register
    from pos.server.stores import the_store

    now = SystemClock().now()
    with opened(data) as server, server.database.write() as db:
        store_number = the_store(db).number
        added = add_register(db, store_number, name, ids=SystemIds(), now=now)
        code = new_code(db, store_number, added.number, chance=SystemChance(), now=now)
    _report(as_json, {"register": str(added.id), "name": added.name, "code": code}, code)
    if not as_json:
        print("The code works once, within 24 hours: evertill enrol --code …", file=sys.stderr)


@register.command("list")
def register_list(data: DataFolder, as_json: AsJson = False) -> None:
    """List the registers, how far the server holds their journals, and which are out of use."""
    from pos.server.folder import opened
    from pos.server.registers import register_line, registers_of
    from pos.server.stores import the_store

    with opened(data) as server, server.database.read() as db:
        found = registers_of(db, the_store(db).number)
    lines = [register_line(row) for row in found]
    _report(as_json, {"registers": found}, "\n".join(lines))


@register.command("replace")
def register_replace(
    data: DataFolder,
    name: Annotated[str, typer.Option(help="The register, such as “Till 1”.")],
    by: Annotated[str, typer.Option(help="Your name; the PIN is asked, or EVERTILL_PIN.")],
    reason: Annotated[str, typer.Option(help="Why: it is kept.")],
    as_json: AsJson = False,
) -> None:
    """Print a code with which another device takes a register over, with all it recorded."""
    from pos.server.register_deed_commands import Asked, run_replace

    run_replace(Asked(root=data, name=name, by=by, reason=reason), _report, as_json=as_json)


@register.command("fence")
def register_fence(
    data: DataFolder,
    name: Annotated[str, typer.Option(help="The register, such as “Till 1”.")],
    by: Annotated[str, typer.Option(help="Your name; the PIN is asked, or EVERTILL_PIN.")],
    reason: Annotated[str, typer.Option(help="Why: it is kept.")],
    as_json: AsJson = False,
) -> None:
    """Take a register that is gone out of use for good, and close its cash sessions."""
    from pos.server.register_deed_commands import Asked, run_fence

    run_fence(Asked(root=data, name=name, by=by, reason=reason), _report, as_json=as_json)


@import_catalogue.command(help=_IMPORT_HELP)
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, plain or gzipped.")],
    data: DataFolder,
    as_json: AsJson = False,
) -> None:
    from pos.server.import_command import run_import

    raise typer.Exit(run_import(file, data, as_json=as_json))


@serve.command()
def serve_folder(
    data: DataFolder,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = 8765,
    tls_certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="PEM; needed beyond this computer.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="PEM; needed beyond this computer.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the work.")] = 1,
) -> None:
    """Serve registers until Ctrl-C. Without TLS only to programs on this computer."""
    from pos.server.serving import Listening, run_server

    run_server(data, Listening(host, port, tls_certificate, tls_key), workers)


def _report(as_json: bool, content: dict[str, Any], sentence: str) -> None:
    print(json.dumps(content, ensure_ascii=False) if as_json else sentence)
