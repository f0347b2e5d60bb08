"""Icons: one-colour drawings, coloured by the theme when they are loaded."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from pos.ui.assets import asset

ICON_PX = 24
_DENSITIES = (1, 2)
_RISE_PX = 1  # the typeface sits high in its line: an icon beside text goes up with it
_POINTS_ALONG_THE_LINE = frozenset(
    {"back", "sign-out", "refund", "backspace", "enter", "previous", "next"}
)


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return asset("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def pixmap(
    name: str,
    colour: str,
    size: int = ICON_PX,
    *,
    gap: int = 0,
    mirrored: bool = False,
    density: int = 1,
) -> QPixmap:
    """Draw an icon in a colour (`#rrggbb`), `size` logical pixels high.

    A gap is empty space on the side where text follows: right, or left if mirrored. (Style
    sheets know no distance between icon and text.)

    :raises OSError: if there is no such icon.
    """
    source = _drawing(name).replace("#000", colour)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    side, space = size * density, gap * density
    image = QImage(side + space, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    turned = mirrored and name in _POINTS_ALONG_THE_LINE
    if mirrored:
        painter.translate(space, 0)
    if turned:
        painter.translate(side, 0)
        painter.scale(-1, 1)
    rise = _RISE_PX * density if gap else 0
    renderer.render(painter, QRectF(0, -rise, side, side))
    painter.end()
    result = QPixmap.fromImage(image)
    result.setDevicePixelRatio(density)
    return result


def icon(
    name: str,
    colour: str,
    disabled_colour: str,
    size: int = ICON_PX,
    *,
    gap: int = 0,
    mirrored: bool = False,
) -> QIcon:
    """Return an icon in a colour; mirrored, it points along lines that run to the left."""
    result = QIcon()
    for density in _DENSITIES:
        drawn = pixmap(name, colour, size, gap=gap, mirrored=mirrored, density=density)
        result.addPixmap(drawn, QIcon.Mode.Normal)
        greyed = pixmap(name, disabled_colour, size, gap=gap, mirrored=mirrored, density=density)
        result.addPixmap(greyed, QIcon.Mode.Disabled)
    return result
