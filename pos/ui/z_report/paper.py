"""Report on paper: a PDF as wide as a receipt roll and as long as it needs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRect, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

from pos.runtime.atomic_file import replace_file
from pos.ui.fonts import bold_font, text_font
from pos.ui.z_report.document import ReportDocument, Row

_DOTS_PER_INCH = 203  # of a receipt printer
_WIDTH_MM = 80
_MARGIN = 32
_TEXT, _TITLE = 26, 38


def write_pdf(document: ReportDocument, path: Path) -> None:
    """Write the document as one page; the text is text, in the bundled font.

    :raises CannotWrite: if the disk refuses.
    """
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice

    width = _dots(_WIDTH_MM)
    height = _Sheet(None, width).fill(document)
    contents = QByteArray()
    buffer = QBuffer(contents)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS_PER_INCH)
    millimetres = height * 254 // (_DOTS_PER_INCH * 10) + 1
    writer.setPageSize(QPageSize(QSizeF(_WIDTH_MM, millimetres), QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(document.title)
    painter = QPainter(writer)
    _Sheet(painter, width).fill(document)
    painter.end()
    buffer.close()
    replace_file(path, bytes(contents.data()))


def _dots(millimetres: int) -> int:
    return millimetres * _DOTS_PER_INCH * 10 // 254


class _Sheet:
    """Writes from top to bottom; without a painter it only measures."""

    def __init__(self, painter: QPainter | None, width: int) -> None:
        self._painter = painter
        self._inside = width - 2 * _MARGIN
        self._y = _MARGIN
        self._mirrored = QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if painter is not None:
            painter.setLayoutDirection(QApplication.layoutDirection())

    def fill(self, document: ReportDocument) -> int:
        """Write the document and return where it ends, in dots."""
        self._line(document.title, bold_font(_TITLE), Qt.AlignmentFlag.AlignHCenter)
        self._y += _TEXT // 2
        for line in document.head:
            self._line(line, text_font(_TEXT))
        for section in document.sections:
            self._rule()
            self._line(section.title, bold_font(_TEXT))
            for row in section.rows:
                self._row(row)
        return self._y + _MARGIN

    def _row(self, row: Row) -> None:
        font = bold_font(_TEXT) if row.strong else text_font(_TEXT)
        metrics = QFontMetrics(font)
        figure = metrics.horizontalAdvance(row.figure)
        beside = metrics.horizontalAdvance(row.name) + figure + _TEXT <= self._inside
        top = self._y
        self._line(row.name, font)
        if beside:
            self._y = top
        self._line(row.figure, font, Qt.AlignmentFlag.AlignTrailing)

    def _line(
        self,
        text: str,
        font: QFont,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeading,
    ) -> None:
        flags = int(alignment | Qt.TextFlag.TextWordWrap)
        room = QRect(_MARGIN, self._y, self._inside, 10_000)
        if self._painter is None:
            metrics = QFontMetrics(font)
            self._y += metrics.boundingRect(room, flags, text).height()
            return
        self._painter.setFont(font)
        self._y += self._painter.boundingRect(room, flags, text).height()
        self._painter.drawText(room, flags, text)

    def _rule(self) -> None:
        self._y += _TEXT // 2
        if self._painter is not None:
            self._painter.drawLine(_MARGIN, self._y, _MARGIN + self._inside, self._y)
        self._y += _TEXT // 4
