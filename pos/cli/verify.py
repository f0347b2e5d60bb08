"""`evertill verify`: prove every entry, row and total of a register."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import typer

from pos.bootstrap import Register
from pos.cli.options import AsJson, DataFolder, OptionalServerAddress
from pos.cli.progress_bar import progress_bar
from pos.cli.register_folder import exchange_of, register_at
from pos.domain.money import Money
from pos.services.verification import Verified
from pos.services.verification_findings import Finding
from pos.services.verification_server import ServerFigures, compare_with_server
from pos.sync.answers import NoUsableAnswer, ServerUnreachable

verify = typer.Typer(add_completion=False, rich_markup_mode=None)

_HELP = """Check a register's journal from its first entry: hashes, signatures, sequence, and the
business rules; and that every row of sales, tenders, stock, cash, postings and cash sessions
says what the journal says, no more and no less. With --server also that the server holds the
same entries and the same totals for each cash session and business date.

`sales` and `total` are all completed sales but those of training, `head` is the hash of the last
entry. Each problem names its entry (seq, kind, event id, receipt number), table and column.

Exit code: 0 when nothing is wrong, 1 otherwise."""


@dataclass(frozen=True, slots=True)
class ServerResult:
    """What became of the comparison; `figures` is None when the server gave no usable answer."""

    figures: ServerFigures | None
    findings: tuple[Finding, ...]


@verify.command(help=_HELP)
def run(data: DataFolder, server: OptionalServerAddress = None, as_json: AsJson = False) -> None:
    with register_at(data) as register:
        with progress_bar("Entries") as on_progress:
            verified = register.verification.verify(on_progress)
        compared = None if server is None else _ask_server(register, server, verified)
    is_sound = verified.is_sound and not (compared and compared.findings)
    if as_json:
        print(json.dumps(_as_object(verified, compared, is_sound=is_sound)))
    else:
        print("\n".join(_as_text(verified, compared, is_sound=is_sound)))
    raise typer.Exit(0 if is_sound else 1)


def _ask_server(register: Register, address: str, verified: Verified) -> ServerResult:
    try:
        with exchange_of(register, address) as exchange:
            totals = exchange.totals()
    except NoUsableAnswer as problem:
        reason = str(problem)
        if isinstance(problem, ServerUnreachable):
            reason = f"{problem.reason}. Check the address and that it runs, then verify again."
        told = f"the server at {address} could not be compared: {reason}"
        return ServerResult(None, (Finding(told),))
    figures = ServerFigures(
        head=totals.head,
        currency=totals.currency,
        sales=totals.sales,
        total=totals.total,
        sessions=totals.cash_sessions,
        days=totals.days,
    )
    return ServerResult(figures, compare_with_server(verified, figures))


def _as_object(
    verified: Verified, compared: ServerResult | None, *, is_sound: bool
) -> dict[str, Any]:
    findings = _all_findings(verified, compared)
    result = {
        "ok": is_sound,
        "entries": verified.entries,
        "sales": verified.sales,
        "total": str(verified.total),
        "head": verified.head.hash,
        "problems": [_problem(finding) for finding in findings],
        "problems_left_out": verified.findings_count - len(verified.findings),
    }
    if compared is not None:
        result["server"] = _server(verified, compared)
    return result


def _problem(finding: Finding) -> dict[str, Any]:
    event = finding.event
    return {
        "message": str(finding),
        "seq": None if event is None else event.seq,
        "kind": None if event is None else event.kind,
        "event_id": None if event is None else event.event_id,
        "receipt_number": None if event is None else event.receipt_number,
        "table": finding.table,
        "column": finding.column,
    }


def _server(verified: Verified, compared: ServerResult) -> dict[str, Any]:
    figures = compared.figures
    return {
        "ok": not compared.findings,
        "head": None if figures is None else figures.head.hash,
        "total": None if figures is None else str(Money(figures.total, verified.total.currency)),
    }


def _as_text(verified: Verified, compared: ServerResult | None, *, is_sound: bool) -> Iterator[str]:
    for finding in _all_findings(verified, compared):
        yield f"Problem: {finding}"
    left_out = verified.findings_count - len(verified.findings)
    if left_out:
        yield f"Problem: {left_out} more like these are not shown."
    yield (
        f"{verified.entries} entries, {verified.sales} sales of {verified.total} "
        f"{verified.total.currency}, head {verified.head.hash}."
    )
    if compared is not None and not compared.findings:
        yield "The server holds the same."
    yield _verdict(verified, compared, is_sound=is_sound)


def _verdict(verified: Verified, compared: ServerResult | None, *, is_sound: bool) -> str:
    if is_sound:
        return "Everything is as it was written."
    if verified.is_sound and compared is not None and compared.figures is None:
        return "Here everything is as it was written; the server was NOT compared."
    return "NOT everything is as it was written."


def _all_findings(verified: Verified, compared: ServerResult | None) -> tuple[Finding, ...]:
    return (*verified.findings, *(compared.findings if compared else ()))
