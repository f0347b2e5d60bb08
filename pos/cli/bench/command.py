"""`evertill bench`: measure speed against bare floors, and say whether the aims are met."""

from __future__ import annotations

import json
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from pos.cli.bench.ground import Ground
from pos.cli.options import AsJson
from pos.demo.measuring import Row, machine
from pos.domain.problem import Problem

# Those of the window are named as text like commands are: the command line imports no window.
BENCHMARKS = {
    "sale": "pos.cli.bench.sale:measure",
    "search": "pos.cli.bench.search:measure",
    "snapshot": "pos.cli.bench.snapshot:measure",
    "push": "pos.cli.bench.push:measure",
    "sync": "pos.cli.bench.sync:measure",
    "start": "pos.ui.bench_start:measure",
    "ring-up": "pos.ui.bench_ring_up:measure",
}

bench = typer.Typer(add_completion=False, rich_markup_mode=None)


class NoSuchBenchmark(Problem):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is no benchmark “{name}”: choose from {', '.join(BENCHMARKS)}.")


@bench.command()
def run(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]…", help=f"From: {', '.join(BENCHMARKS)}.")
    ] = None,
    as_json: AsJson = False,
    catalogue: Annotated[
        Path | None, typer.Option(help="A catalogue to use instead of 92,331 made-up products.")
    ] = None,
    entries: Annotated[
        int, typer.Option(min=100, help="sync: how many wait in the backlog.")
    ] = 100_000,
    database: Annotated[
        str | None,
        typer.Option(metavar="URL", help="sync: an empty PostgreSQL database to measure too."),
    ] = None,
) -> None:
    """Measure, in a temporary folder, with a server of its own.

    Prints medians (p50), 99th percentiles and ratios. It reports whether an aim is met but
    does not fail for it: the machine may be busy with something else.
    """
    chosen = names or list(BENCHMARKS)
    for name in chosen:
        if name not in BENCHMARKS:
            raise NoSuchBenchmark(name)
    with tempfile.TemporaryDirectory(prefix="evertill-bench-") as folder:
        ground = Ground(Path(folder), _say, catalogue, entries, database)
        try:
            rows = [_measure(name, ground) for name in chosen]
        finally:
            ground.close()
    if as_json:
        print(json.dumps({"machine": machine(), "rows": [row.as_json() for row in rows]}))
        return
    print(f"on {machine()}")
    for row in rows:
        print(_line(row))


def _measure(name: str, ground: Ground) -> Row:
    module, _, function = BENCHMARKS[name].partition(":")
    row = getattr(import_module(module), function)(ground)
    assert isinstance(row, Row)
    return row


def _line(row: Row) -> str:
    figures = ", ".join(f"{name} {value}" for name, value in row.figures.items())
    verdict = {True: "met", False: "NOT met", None: "no aim"}[row.met]
    return f"{row.name:<9} {figures}\n{'':<9} aim: {row.aim} — {verdict}"


def _say(text: str) -> None:
    print(text, file=sys.stderr)
