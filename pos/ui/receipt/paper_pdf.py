"""Paper as PDF: one page as long as the paper, 80 mm wide, with the typeface inside."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from pos.ui.receipt.paper import Paper
from pos.ui.receipt.paper_painter import ROLL_WIDTH, PaperPainter

_PIXELS_PER_INCH = 96
_DOTS_PER_INCH = 1_200
_POINTS_PER_INCH = 72


def paper_pdf(paper: Paper, *, title: str, right_to_left: bool) -> bytes:
    """Return the paper as a PDF file; `title` is what a reader shows in its window."""
    painter = PaperPainter(right_to_left)
    height = painter.height(paper)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Evertill")
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageLayout(_roll_page(height))
    drawing = QPainter(writer)
    scale = _DOTS_PER_INCH / _PIXELS_PER_INCH
    drawing.scale(scale, scale)
    painter.paint(drawing, paper)
    drawing.end()
    return bytes(buffer.data().data())


def _roll_page(height: int) -> QPageLayout:
    points = _POINTS_PER_INCH / _PIXELS_PER_INCH
    size = QPageSize(
        QSizeF(ROLL_WIDTH * points, height * points),
        QPageSize.Unit.Point,
        "roll",
        QPageSize.SizeMatchPolicy.ExactMatch,
    )
    return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
