"""Report document: an X or Z report as titled rows, the same on screen, as text and as PDF."""

from __future__ import annotations

import textwrap

from pos.domain.receipt import WIDTH, columns
from pos.domain.report import SessionReport, ZReport
from pos.ui.formatting import Formats, plain
from pos.ui.language import translate
from pos.ui.z_report.head import stamps_of, x_head, z_head
from pos.ui.z_report.sections import (
    cash_section,
    count_section,
    perpetual_section,
    sales_sections,
    supplement_sections,
    tender_sections,
)
from pos.ui.z_report.sheet import ReportDocument, ReportNames, Row


def x_document(report: SessionReport, names: ReportNames, formats: Formats) -> ReportDocument:
    """Return the figures of a session so far."""
    return ReportDocument(
        title=translate("Report", "X report"),
        head=x_head(report, names, formats),
        sections=(*sales_sections(report, formats), cash_section(report, formats)),
        stamps=stamps_of(report, names),
    )


def z_document(z_report: ZReport, names: ReportNames, formats: Formats) -> ReportDocument:
    """Return the figures at closing."""
    report = z_report.report
    return ReportDocument(
        title=translate("Report", "Z report {number}", number=formats.ordinal(z_report.number)),
        head=z_head(z_report, names, formats),
        sections=(
            *sales_sections(report, formats),
            cash_section(report, formats),
            count_section(z_report, formats),
            *tender_sections(z_report, formats),
            *supplement_sections(names.notes.supplement, formats),
            perpetual_section(report, formats),
        ),
        stamps=stamps_of(report, names),
    )


def as_text(document: ReportDocument) -> str:
    """Return the document in lines of 42 columns, like a receipt."""
    lines = [_centred(f"*** {stamp} ***") for stamp in document.stamps]
    lines += [_centred(document.title), ""]
    lines += [textwrap.fill(plain(line), WIDTH) for line in document.head]
    for section in document.sections:
        lines += ["-" * WIDTH, section.title]
        lines += [_row(row) for row in section.rows]
    return "\n".join([*lines, "-" * WIDTH]) + "\n"


def _row(row: Row) -> str:
    name, figure = plain(row.name), plain(row.figure)
    if not figure:
        return textwrap.fill(name, WIDTH)
    room = WIDTH - columns(figure) - 1
    if columns(name) <= room:
        return name + " " * (WIDTH - columns(name) - columns(figure)) + figure
    return f"{textwrap.fill(name, WIDTH)}\n{' ' * (WIDTH - columns(figure))}{figure}"


def _centred(text: str) -> str:
    shown = plain(text)
    return " " * max(0, (WIDTH - columns(shown)) // 2) + shown
