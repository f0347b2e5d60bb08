"""Report sheet: titled rows of names and figures, and the words that stand above them."""

from __future__ import annotations

from dataclasses import dataclass

from pos.services.report_notes import NO_NOTES, Notes


@dataclass(frozen=True, slots=True)
class Row:
    """A name and its figure; a strong one is a total. Without a figure it is a remark."""

    name: str
    figure: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDocument:
    """What is written on a report, in the language of the screen.

    `stamps` are words that nobody can overlook: TRAINING, COPY.
    """

    title: str
    head: tuple[str, ...]
    sections: tuple[Section, ...]
    stamps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNames:
    """Who and where, by name; empty where nobody knows. `notes` is what the journal adds."""

    store: str
    register: str
    opened_by: str
    closed_by: str = ""
    notes: Notes = NO_NOTES
    is_copy: bool = False
