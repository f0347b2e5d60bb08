"""Printer port: what prints receipts and reports, and devices that need no cable."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pos.domain.problem import Problem
from pos.runtime.atomic_file import replace_file


class PrinterUnavailable(Problem):
    """The printer did not take the paper; what was to be printed is kept elsewhere."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A paper to print. `name` is safe as a file name, e.g. "receipt-000012-2026-03-28"."""

    name: str
    text: str


class Printer(Protocol):
    """Prints papers, one after the other. Called only after what they say is committed."""

    @property
    def connected(self) -> bool:
        """Tell whether there is anything to print on."""

    def print_text(self, job: PrintJob) -> None:
        """Print a text of at most 42 columns.

        :raises PrinterUnavailable, CannotWrite: if it could not; the way out is in the sentence.
        """


class NullPrinter:
    """No printer: screens offer PDF and text instead."""

    @property
    def connected(self) -> bool:
        return False

    def print_text(self, job: PrintJob) -> None:
        raise PrinterUnavailable(
            f"No printer is set up, so {job.name} was not printed. Save it as PDF or text instead."
        )


class FilePrinter:
    """Writes each paper as a text file into a folder, in place of an older one of that name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def connected(self) -> bool:
        return True

    def print_text(self, job: PrintJob) -> None:
        replace_file(self._folder / f"{job.name}.txt", job.text.encode())
