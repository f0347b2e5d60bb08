"""`evertill import-sales`: type the sales of past days in, from a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from pos.bootstrap import Register
from pos.cli.asking import sign_in
from pos.cli.options import AsJson, DataFolder, OperatorName
from pos.cli.progress_bar import progress_bar
from pos.cli.register_folder import register_at
from pos.domain.money import Money
from pos.runtime.config import Settings
from pos.services.past_sales_summary import DayOfImport, ImportSummary

import_sales = typer.Typer(add_completion=False, rich_markup_mode=None)

_HELP = """Type the sales of past days in, from a CSV or CSV.gz file with the columns ticket,
occurred_at, sku, description, quantity, unit, unit_price, discount, line_total, coupon, tender.

Each ticket is rung up at the prices in the file, tax included, in a deferred session for its
business date by the store's clock. A SKU that the catalogue does not know becomes an external
item in the tax category `standard`. A ticket with a bad line is refused whole, with the line of
the file and the reason; the others go on. The same file again, or one that overlaps it, adds
nothing twice; after an interruption, run it again.

The figures: `tickets` and `lines` count all that the file holds, refused ones included, so that
tickets = added + already_there + refused. `total` is the sum of the tickets that are now in the
journal, added or there already, and `business_dates` is how many days they belong to. `days` has
the same per business date. `seconds` is the time of the whole import, `commit_ms` the median and
the 99th percentile of the time from a ticket to its durable commit.

Exit code: 0 when every ticket is in the journal, 1 when something was refused."""


@import_sales.command(help=_HELP)
def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The sales, as CSV or CSV.gz.")],
    data: DataFolder,
    operator: OperatorName,
    as_json: AsJson = False,
) -> None:
    with register_at(data) as register:
        person = sign_in(register, operator, Settings.from_environment())
        started = register.clock.monotonic_ns()
        with progress_bar(f"{file.name}, lines") as on_progress:
            summary = register.past_sales.import_file(file, person, on_progress)
        seconds = _seconds(register, started)
    if as_json:
        print(json.dumps(_as_object(summary, seconds)))
    else:
        print("\n".join(_as_text(summary, seconds)))
    raise typer.Exit(1 if summary.refused else 0)


def _seconds(register: Register, started_ns: int) -> float:
    return round((register.clock.monotonic_ns() - started_ns) / 1e9, 3)


def _as_object(summary: ImportSummary, seconds: float) -> dict[str, Any]:
    return {
        "tickets": summary.tickets,
        "lines": summary.lines,
        "total": str(summary.total),
        "business_dates": len(summary.days),
        "added": summary.added,
        "already_there": summary.already_there,
        "refused": [
            {"ticket": refused.ticket, "line": refused.line, "reason": refused.reason}
            for refused in summary.refused
        ],
        "seconds": seconds,
        "commit_ms": _percentiles(summary.commit_ns),
        "days": [_day(day, summary) for day in _in_order(summary)],
    }


def _day(day: DayOfImport, summary: ImportSummary) -> dict[str, Any]:
    return {
        "business_date": day.business_date.isoformat(),
        "tickets": day.tickets,
        "lines": day.lines,
        "total": str(Money(day.total, summary.currency)),
        "added": day.added,
        "already_there": day.already_there,
        "z_number": day.z_number,
        "left_open": day.left_open,
    }


def _percentiles(durations_ns: Sequence[int]) -> dict[str, float | None]:
    """Return the median and the 99th percentile in milliseconds, by nearest rank."""
    ordered = sorted(durations_ns)
    if not ordered:
        return {"p50": None, "p99": None}
    ranks = {"p50": -(-len(ordered) * 50 // 100), "p99": -(-len(ordered) * 99 // 100)}
    return {name: round(ordered[rank - 1] / 1e6, 3) for name, rank in ranks.items()}


def _as_text(summary: ImportSummary, seconds: float) -> Iterator[str]:
    yield (
        f"{'date':10} {'tickets':>8} {'lines':>8} {'total':>14} {'added':>8} {'there':>8}  session"
    )
    for day in _in_order(summary):
        yield (
            f"{day.business_date} {day.tickets:8} {day.lines:8} "
            f"{Money(day.total, summary.currency)!s:>14} {day.added:8} {day.already_there:8}  "
            f"{_ending(day)}"
        )
    yield ""
    for refused in summary.refused:
        yield f"Refused: ticket {refused.ticket}, line {refused.line}: {refused.reason}"
    yield (
        f"{summary.tickets} tickets with {summary.lines} lines: {summary.added} added, "
        f"{summary.already_there} there already, {len(summary.refused)} refused. In the journal: "
        f"{summary.total} {summary.currency} on {len(summary.days)} business dates. {seconds} s."
    )


def _ending(day: DayOfImport) -> str:
    if day.left_open:
        return "open: it was not this import that opened it, close it yourself"
    return "" if day.z_number is None else f"closed, Z {day.z_number}"


def _in_order(summary: ImportSummary) -> list[DayOfImport]:
    return sorted(summary.days.values(), key=lambda day: day.business_date)
