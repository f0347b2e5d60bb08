"""Report on paper: the document as blocks of a roll, and as the PDF of that."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos.ui.receipt.paper import Block, Centred, Gap, Pair, Paper, Remark, Rule, Stamp
from pos.ui.receipt.paper_pdf import paper_pdf
from pos.ui.z_report.sheet import ReportDocument, Row, Section


def report_pdf(document: ReportDocument) -> bytes:
    """Return the document as a PDF file, in the reading direction of the screen."""
    right_to_left = QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return paper_pdf(report_paper(document), title=document.title, right_to_left=right_to_left)


def report_paper(document: ReportDocument) -> Paper:
    """Return the document as blocks."""
    return (
        *(Stamp(stamp) for stamp in document.stamps),
        Centred(document.title, strong=True),
        *(Centred(line) for line in document.head),
        *(block for section in document.sections for block in _blocks(section)),
        Gap(),
    )


def _blocks(section: Section) -> Iterator[Block]:
    yield Rule()
    yield Pair(section.title, "", strong=True)
    for row in section.rows:
        yield _block(row)


def _block(row: Row) -> Block:
    if not row.figure:
        return Remark(row.name)
    return Pair(row.name, row.figure, strong=row.strong)
