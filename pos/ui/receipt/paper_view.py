"""Paper view: a receipt or report on screen, white in both looks, as long as it needs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from pos.ui.receipt.paper import Centred, Pair, Paper, Remark, Stamp
from pos.ui.receipt.paper_painter import ROLL_WIDTH, PaperPainter
from pos.ui.theme import colours

_SCALE_PERCENT = 130
_EDGE = 16
_TOOTH = 8


class PaperView(QScrollArea):
    """Scrolls; the paper stands in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paper")
        self._sheet = _Sheet(self)
        self.setWidget(self._sheet)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(ROLL_WIDTH * _SCALE_PERCENT // 100 + 4 * _EDGE)

    @property
    def paper(self) -> Paper:
        return self._sheet.paper

    def show_paper(self, paper: Paper) -> None:
        """Show another paper, from its top."""
        self._sheet.show_paper(paper)
        self.setAccessibleName("\n".join(_spoken(paper)))
        self.verticalScrollBar().setValue(0)


class _Sheet(QWidget):
    """The paper itself, with a torn lower edge."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paper: Paper = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_paper(self, paper: Paper) -> None:
        self.paper = paper
        self.setMinimumHeight(self._length() + 2 * _EDGE)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(ROLL_WIDTH * _SCALE_PERCENT // 100 + 2 * _EDGE, self._length() + 2 * _EDGE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.paper:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, length = ROLL_WIDTH * _SCALE_PERCENT // 100, self._length()
        left = (self.width() - wide) // 2
        painter.setPen(QPen(QColor(colours().border), 1))
        painter.setBrush(QColor(Qt.GlobalColor.white))
        painter.drawPolygon(_outline(QRectF(left + 0.5, _EDGE + 0.5, wide, length)))
        painter.translate(left, _EDGE)
        painter.scale(_SCALE_PERCENT / 100, _SCALE_PERCENT / 100)
        PaperPainter(self.isRightToLeft()).paint(painter, self.paper)
        painter.end()

    def _length(self) -> int:
        return PaperPainter(self.isRightToLeft()).height(self.paper) * _SCALE_PERCENT // 100


def _outline(area: QRectF) -> QPolygonF:
    """Return a sheet whose lower edge was torn off."""
    points = [area.bottomLeft(), area.topLeft(), area.topRight(), area.bottomRight()]
    teeth = int(area.width() // _TOOTH)
    step = area.width() / teeth
    for tooth in range(teeth):
        right = area.right() - tooth * step
        points.append(QPointF(right - step / 2, area.bottom() - _TOOTH / 2))
        points.append(QPointF(right - step, area.bottom()))
    return QPolygonF(points)


def _spoken(paper: Paper) -> list[str]:
    lines = []
    for block in paper:
        match block:
            case Pair():
                lines.append(f"{block.name} {block.figure}")
            case Centred() | Remark() | Stamp():
                lines.append(block.text)
            case _:
                continue
    return lines
