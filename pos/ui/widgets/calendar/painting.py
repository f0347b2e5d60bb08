"""Painting of a calendar page: weekday names, and a cell for each day."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from pos.ui.fonts import BASE_PX, LINE_PX, bold_font, text_font
from pos.ui.icons import pixmap
from pos.ui.theme import HALF_GRID, colours
from pos.ui.widgets.calendar.month import DayMark

_MARK_PX = 14
_RADIUS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How a day looks."""

    text: str
    mark: DayMark | None
    is_allowed: bool
    is_chosen: bool
    is_pointed_at: bool
    is_of_month: bool


def paint_weekday(painter: QPainter, area: QRect, name: str) -> None:
    """Write the name of a weekday above its column."""
    painter.setFont(bold_font(BASE_PX))
    painter.setPen(QColor(colours().muted))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, name)


def paint_cell(painter: QPainter, area: QRect, cell: Cell, *, has_focus: bool) -> None:
    """Draw a day. What cannot be chosen is small and pale and has no ground."""
    if not cell.is_of_month:
        return
    shades = colours()
    inside = QRectF(area).adjusted(1.5, 1.5, -1.5, -1.5)
    if cell.is_allowed:
        _paint_ground(painter, inside, cell, has_focus=has_focus)
    painter.setFont(bold_font(LINE_PX) if cell.is_allowed else text_font(BASE_PX))
    ink = shades.text if cell.is_allowed else shades.disabled
    if cell.is_chosen and cell.is_allowed:
        ink = shades.on_accent
    painter.setPen(QColor(ink))
    raised = area.adjusted(0, 3, 0, -_MARK_PX if cell.mark else 0)
    painter.drawText(raised, Qt.AlignmentFlag.AlignCenter, cell.text)
    if cell.mark is not None:
        paint_mark(painter, QPointF(area.center().x(), area.bottom() - 13), cell.mark, ink)


def paint_mark(painter: QPainter, centre: QPointF, mark: DayMark, ink: str) -> None:
    """Draw a mark: a ring for an open session, a tick for closed ones. The shape says which."""
    if mark is DayMark.OPEN:
        painter.setPen(QPen(QColor(ink), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, 4.5, 4.5)
        return
    tick = pixmap("done", ink, _MARK_PX, density=2)
    half = _MARK_PX / 2
    painter.drawPixmap(QPointF(centre.x() - half, centre.y() - half), tick)


def _paint_ground(painter: QPainter, inside: QRectF, cell: Cell, *, has_focus: bool) -> None:
    shades = colours()
    ground = shades.raised
    if cell.is_chosen:
        ground = shades.accent
    elif cell.is_pointed_at:
        ground = shades.pressed
    elif cell.mark is DayMark.OPEN:
        ground = shades.accent_soft
    painter.setPen(QPen(QColor(shades.line), 1))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(inside, _RADIUS, _RADIUS)
    if cell.is_chosen and has_focus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(shades.focus), 3))
        edge = HALF_GRID - 5  # just outside the ground, so that the ring is seen on it
        painter.drawRoundedRect(inside.adjusted(edge, edge, -edge, -edge), _RADIUS, _RADIUS)
