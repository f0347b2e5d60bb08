"""How a tile looks: ground, edge, round with initials, title, caption and badge."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from pos.ui.fonts import BASE_PX, LINE_PX, bold_font, text_font
from pos.ui.formatting import own_direction
from pos.ui.palette import Palette
from pos.ui.theme import GRID, colours

_RADIUS = 10
_ROUND = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class TilePicture:
    """All that the look of a tile depends on."""

    title: str
    caption: str
    badge: str
    initials: str
    enabled: bool
    pressed: bool
    hovered: bool
    checked: bool
    focused: bool


def paint_tile(
    painter: QPainter, rect: QRect, picture: TilePicture, *, right_to_left: bool
) -> None:
    """Paint a tile into the rectangle."""
    shades = colours()
    direction = Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
    painter.setLayoutDirection(direction)
    _paint_ground(painter, rect, picture, shades)
    inside = rect.adjusted(2 * GRID, GRID, -2 * GRID, -GRID)
    if picture.initials:
        inside = _paint_round(painter, inside, picture, shades, right_to_left)
    if picture.badge:
        inside = _paint_badge(painter, inside, picture, shades, right_to_left)
    _paint_texts(painter, inside, picture, shades)


def _paint_ground(painter: QPainter, rect: QRect, picture: TilePicture, shades: Palette) -> None:
    edge, width = shades.line, 1
    ground = shades.surface
    if not picture.enabled:
        ground = shades.disabled_ground
    elif picture.pressed:
        ground = shades.pressed
    elif picture.checked:
        ground, edge, width = shades.accent_soft, shades.accent, 2
    elif picture.hovered:
        ground, edge = shades.raised, shades.border
    if picture.focused:
        edge, width = shades.focus, 3
    pen = QPen(QColor(edge), width)
    if not picture.enabled:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(QColor(ground))
    half = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), _RADIUS, _RADIUS)


def _paint_round(
    painter: QPainter,
    inside: QRect,
    picture: TilePicture,
    shades: Palette,
    right_to_left: bool,
) -> QRect:
    left = inside.right() - _ROUND + 1 if right_to_left else inside.left()
    circle = QRect(left, inside.center().y() - _ROUND // 2 + 1, _ROUND, _ROUND)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(shades.accent_soft if picture.enabled else shades.line))
    painter.drawEllipse(circle)
    painter.setPen(QColor(shades.accent_text if picture.enabled else shades.disabled))
    painter.setFont(bold_font(LINE_PX))
    painter.drawText(circle.translated(0, 2), Qt.AlignmentFlag.AlignCenter, picture.initials)
    used = _ROUND + 2 * GRID
    if right_to_left:
        return inside.adjusted(0, 0, -used, 0)
    return inside.adjusted(used, 0, 0, 0)


def _paint_badge(
    painter: QPainter,
    inside: QRect,
    picture: TilePicture,
    shades: Palette,
    right_to_left: bool,
) -> QRect:
    font = text_font(BASE_PX)
    width = QFontMetrics(font).horizontalAdvance(picture.badge) + 2 * GRID
    left = inside.left() if right_to_left else inside.right() - width + 1
    pill = QRect(left, inside.center().y() - 11, width, 24)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(shades.raised))
    painter.drawRoundedRect(pill, 12, 12)
    painter.setPen(QColor(shades.muted if picture.enabled else shades.disabled))
    painter.setFont(font)
    painter.drawText(pill.translated(0, 1), Qt.AlignmentFlag.AlignCenter, picture.badge)
    used = width + GRID
    if right_to_left:
        return inside.adjusted(used, 0, 0, 0)
    return inside.adjusted(0, 0, -used, 0)


def _paint_texts(painter: QPainter, inside: QRect, picture: TilePicture, shades: Palette) -> None:
    """Title in bold over the caption, both centred as one block."""
    title_font, caption_font = bold_font(BASE_PX + 2), text_font(BASE_PX)
    title_height = 24
    caption_height = 22 if picture.caption else 0
    top = inside.center().y() - (title_height + caption_height) // 2 + 2
    leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
    painter.setFont(title_font)
    painter.setPen(QColor(shades.text if picture.enabled else shades.disabled))
    title = _elided(title_font, picture.title, inside.width())
    painter.drawText(QRect(inside.left(), top, inside.width(), title_height), leading, title)
    if picture.caption:
        painter.setFont(caption_font)
        painter.setPen(QColor(shades.muted if picture.enabled else shades.disabled))
        caption = _elided(caption_font, picture.caption, inside.width())
        below = QRect(inside.left(), top + title_height, inside.width(), caption_height)
        painter.drawText(below, leading, caption)


def _elided(font: QFont, text: str, width: int) -> str:
    elide = Qt.TextElideMode.ElideRight
    return own_direction(QFontMetrics(font).elidedText(text, elide, width))
