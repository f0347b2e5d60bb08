"""Icons: one-colour drawings, coloured by the theme when they are loaded."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from pos.ui.assets import asset

ICON_PX = 24
_DENSITIES = (1, 2)
_POINTS_ALONG_THE_LINE = frozenset({"back", "sign-out", "refund", "backspace", "enter"})


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return asset("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def pixmap(
    name: str, colour: str, size: int = ICON_PX, *, mirrored: bool = False, density: int = 1
) -> QPixmap:
    """Draw an icon in a colour (`#rrggbb`), `size` logical pixels high.

    :raises OSError: if there is no such icon.
    """
    source = _drawing(name).replace("#000", colour)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    side = size * density
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    if mirrored:
        painter.translate(side, 0)
        painter.scale(-1, 1)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    result = QPixmap.fromImage(image)
    result.setDevicePixelRatio(density)
    return result


def icon(
    name: str,
    colour: str,
    disabled_colour: str,
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight,
    size: int = ICON_PX,
) -> QIcon:
    """Return an icon in a colour; icons that point along the line are mirrored with it."""
    mirrored = direction == Qt.LayoutDirection.RightToLeft and name in _POINTS_ALONG_THE_LINE
    result = QIcon()
    for density in _DENSITIES:
        drawn = pixmap(name, colour, size, mirrored=mirrored, density=density)
        result.addPixmap(drawn, QIcon.Mode.Normal)
        greyed = pixmap(name, disabled_colour, size, mirrored=mirrored, density=density)
        result.addPixmap(greyed, QIcon.Mode.Disabled)
    return result
