"""The command that imports a catalogue: progress for people, one object for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import typer

from pos.runtime.clock import SystemClock
from pos.server.catalogue_file import catalogue_file
from pos.server.catalogue_import import ImportReport, import_catalogue
from pos.server.folder import opened

_TOLD_MAX = 50  # refused rows told to people; `--json` tells all


def run_import(path: Path, data: Path, *, as_json: bool) -> int:
    """Import the file and tell what became of it; 1 when rows were refused.

    :raises Problem: if the file or the folder as a whole cannot be used.
    """
    clock = SystemClock()
    began = clock.monotonic_ns()
    with opened(data) as server:
        file = catalogue_file(path)
        with _progress(file.row_count) as on_progress:
            report = import_catalogue(server.database, file, on_progress=on_progress)
    seconds = round((clock.monotonic_ns() - began) / 1e9, 3)
    if as_json:
        typer.echo(json.dumps({**asdict(report), "seconds": seconds}, ensure_ascii=False))
    else:
        _tell(report, seconds)
    return 1 if report.refused else 0


def _tell(report: ImportReport, seconds: float) -> None:
    for row in report.refused[:_TOLD_MAX]:
        column = f", {row.column}" if row.column else ""
        typer.echo(f"line {row.line}{column}: {row.reason}", err=True)
    if len(report.refused) > _TOLD_MAX:
        typer.echo(f"… and {len(report.refused) - _TOLD_MAX} more: see --json.", err=True)
    typer.echo(
        f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged, "
        f"{len(report.refused)} refused, in {seconds:.1f} s."
    )


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Importing products", total=total)
        yield lambda done: progress.update(task, completed=done)
