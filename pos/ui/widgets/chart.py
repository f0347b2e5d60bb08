"""Charts: bars or a line over a row of labels, with a scale of round figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos.ui.fonts import BASE_PX, text_font
from pos.ui.theme import GRID, colours

_TICKS = 4
_LABEL_HEIGHT = 24
_HEIGHT_MIN = 88


@dataclass(frozen=True, slots=True)
class Point:
    """One value under one label; the value counts in whole units, e.g. minor units of money."""

    label: str
    value: int


class ChartKind(StrEnum):
    BARS = "bars"
    LINE = "line"


class Chart(QWidget):
    """Draws points; `write` turns a value of the scale into text. Time runs with the reading."""

    def __init__(
        self, kind: ChartKind, write: Callable[[int], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._write = write
        self._points: tuple[Point, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(_HEIGHT_MIN)

    @property
    def points(self) -> tuple[Point, ...]:
        return self._points

    def show_points(self, points: tuple[Point, ...], write: Callable[[int], str]) -> None:
        """Replace what is drawn, and how figures are written."""
        self._points = points
        self._write = write
        spoken = (f"{point.label}: {write(point.value)}" for point in points)
        self.setAccessibleDescription(", ".join(spoken))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font(BASE_PX))
        bottom, top, step = scale([point.value for point in self._points])
        ticks = list(range(bottom, top + 1, step))
        metrics = QFontMetrics(painter.font())
        margin = max(metrics.horizontalAdvance(self._write(tick)) for tick in ticks) + GRID
        area = QRectF(self.rect()).adjusted(margin, GRID + 4, -GRID, -_LABEL_HEIGHT - 4)
        if self.isRightToLeft():
            area = QRectF(self.rect()).adjusted(GRID, GRID + 4, -margin, -_LABEL_HEIGHT - 4)
        frame = _Frame(area, bottom, top, len(self._points), self.isRightToLeft())
        self._paint_scale(painter, frame, ticks, margin)
        self._paint_labels(painter, frame)
        if self._kind is ChartKind.BARS:
            self._paint_bars(painter, frame)
        else:
            self._paint_line(painter, frame)
        painter.end()

    def _paint_scale(self, painter: QPainter, frame: _Frame, ticks: list[int], margin: int) -> None:
        shades = colours()
        area = frame.area
        for tick in ticks:
            y = frame.y(tick)
            painter.setPen(QPen(QColor(shades.border if tick == 0 else shades.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(shades.muted))
            left = area.right() + GRID if frame.right_to_left else area.left() - margin
            box = QRectF(left, y - 12, margin - GRID, 26)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
            painter.drawText(box, right | Qt.AlignmentFlag.AlignVCenter, self._write(tick))

    def _paint_labels(self, painter: QPainter, frame: _Frame) -> None:
        painter.setPen(QColor(colours().muted))
        metrics = QFontMetrics(painter.font())
        widest = max((metrics.horizontalAdvance(p.label) for p in self._points), default=0)
        every = max(1, -(-(widest + GRID) // max(1, int(frame.slot))))
        for index, point in enumerate(self._points):
            if index % every == 0:
                wide = frame.slot * every
                box = QRectF(
                    frame.x(index) - wide / 2, frame.area.bottom() + 4, wide, _LABEL_HEIGHT
                )
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, point.label)

    def _paint_bars(self, painter: QPainter, frame: _Frame) -> None:
        shades = colours()
        width = min(frame.slot * 0.64, 56)
        painter.setPen(Qt.PenStyle.NoPen)
        for index, point in enumerate(self._points):
            painter.setBrush(QColor(shades.accent if point.value >= 0 else shades.danger))
            start, end = sorted((frame.y(0), frame.y(point.value)))
            bar = QRectF(frame.x(index) - width / 2, start, width, end - start)
            painter.drawRoundedRect(bar, 3, 3)

    def _paint_line(self, painter: QPainter, frame: _Frame) -> None:
        shades = colours()
        dots = [QPointF(frame.x(i), frame.y(p.value)) for i, p in enumerate(self._points)]
        painter.setPen(QPen(QColor(shades.accent), 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(dots))
        painter.setBrush(QColor(shades.surface))
        for dot in dots:
            painter.drawEllipse(dot, 4, 4)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where values and points lie on the screen."""

    area: QRectF
    bottom: int
    top: int
    count: int
    right_to_left: bool

    @property
    def slot(self) -> float:
        return self.area.width() / max(1, self.count)

    def x(self, index: int) -> float:
        at = self.count - 1 - index if self.right_to_left else index
        return self.area.left() + (at + 0.5) * self.slot

    def y(self, value: int) -> float:
        share = (value - self.bottom) / (self.top - self.bottom)
        return self.area.bottom() - share * self.area.height()


def scale(values: list[int]) -> tuple[int, int, int]:
    """Return bottom, top and step of a scale: round figures, zero among them."""
    low, high = min([0, *values]), max([0, *values])
    step = _round_step(max(1, high - low))
    bottom = -(-abs(low) // step) * -step
    top = -(-high // step) * step
    return (bottom, top, step) if top > bottom else (0, step, step)


def _round_step(span: int) -> int:
    """Return 1, 2 or 5 times a power of ten, about a quarter of the span."""
    rough = max(1, -(-span // _TICKS))
    power = int("1".ljust(len(str(rough)), "0"))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough)
