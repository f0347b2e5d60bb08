"""The look of the program: colours, style sheet and icons, light or dark."""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from pos.ui import icons, palette
from pos.ui.assets import asset
from pos.ui.fonts import BASE_PX, CHANGE_PX, LINE_PX, TITLE_PX, TOTAL_PX, apply_font
from pos.ui.palette import Look, Palette

GRID = 8
HALF_GRID = 4
TOUCH_PX = 48

_ICON_NAME = "iconName"
_ICON_COLOUR = "iconColour"
_ICON_SIZE = "iconSizePx"
_ICON_GAP = "iconGapPx"


class _Shown:
    """The look in use; painting code asks for its colours at each paint."""

    look = Look.LIGHT


def create_application() -> QApplication:
    """Return Qt's application, drawn the same on every system.

    The style is an argument, because `QApplication.setStyle` costs 12 ms before the first paint.
    """
    return QApplication(["evertill", "-style", "fusion"])


def look() -> Look:
    """Return the look in use."""
    return _Shown.look


def colours() -> Palette:
    """Return the colours in use: ask again at each paint, they change with the look."""
    return palette.palette(_Shown.look)


def colour(name: str) -> QColor:
    """Return one colour in use by its name in `Palette`."""
    return QColor(colours().named()[name])


def apply_look(app: QApplication, new_look: Look) -> None:
    """Give the whole program a look, now and for windows to come."""
    _Shown.look = new_look
    apply_font(app)
    app.setPalette(_qt_palette(colours()))
    app.setStyleSheet(style_sheet(colours()))
    refresh_icons(app)


def refresh_icons(app: QApplication) -> None:
    """Draw all icons anew: after the look or the reading direction changed."""
    for widget in app.allWidgets():
        _refresh_icon(widget)


def style_sheet(shades: Palette) -> str:
    """Return the style sheet in these colours.

    :raises KeyError: if it uses a name that is no colour or size.
    """
    template = Template(asset("theme", "evertill.qss").read_text(encoding="utf-8"))
    sizes = {
        "base_px": f"{BASE_PX}px",
        "line_px": f"{LINE_PX}px",
        "title_px": f"{TITLE_PX}px",
        "total_px": f"{TOTAL_PX}px",
        "change_px": f"{CHANGE_PX}px",
        "touch_px": f"{TOUCH_PX}px",
    }
    return template.substitute(shades.named() | sizes)


def set_role(widget: QWidget, role: str) -> None:
    """Say what a widget is for, e.g. "primary", "total": the style sheet does the rest.

    Roles of buttons: primary, danger, quiet, tile, key. Of labels: title, heading, line, muted,
    total, change, problem, amount. Of frames: card, panel, bar.
    """
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    repolish(widget)


def repolish(widget: QWidget) -> None:
    """Let the style sheet see a changed property; a widget not yet shown will see it anyway.

    (Asking for the style of a widget costs 12 ms the first time: not before the first paint.)
    """
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def set_icon(
    widget: QAbstractButton | QLabel,
    name: str,
    colour_name: str = "text",
    size: int = 24,
    *,
    gap: int = 0,
) -> None:
    """Show an icon in a colour of the palette; it follows the look and the direction.

    A gap in pixels keeps the text of a button away from it.
    """
    widget.setProperty(_ICON_NAME, name)
    widget.setProperty(_ICON_COLOUR, colour_name)
    widget.setProperty(_ICON_SIZE, size)
    widget.setProperty(_ICON_GAP, gap)
    _refresh_icon(widget)


def _refresh_icon(widget: QWidget) -> None:
    name = widget.property(_ICON_NAME)
    if not name:
        return
    shade = colours().named()[str(widget.property(_ICON_COLOUR))]
    size = int(widget.property(_ICON_SIZE))
    gap = int(widget.property(_ICON_GAP))
    mirrored = widget.isRightToLeft()
    drawn = icons.icon(str(name), shade, colours().disabled, size, gap=gap, mirrored=mirrored)
    area = QSize(size + gap, size)
    if isinstance(widget, QAbstractButton):
        widget.setIcon(drawn)
        widget.setIconSize(area)
    elif isinstance(widget, QLabel):
        widget.setPixmap(drawn.pixmap(area, widget.devicePixelRatioF()))


def _qt_palette(shades: Palette) -> QPalette:
    """Return Qt's own palette: for what the style sheet does not reach."""
    result = QPalette()
    role = QPalette.ColorRole
    for which, shade in (
        (role.Window, shades.ground),
        (role.WindowText, shades.text),
        (role.Base, shades.surface),
        (role.AlternateBase, shades.raised),
        (role.Text, shades.text),
        (role.PlaceholderText, shades.muted),
        (role.Button, shades.raised),
        (role.ButtonText, shades.text),
        (role.ToolTipBase, shades.toast),
        (role.ToolTipText, shades.on_toast),
        (role.Highlight, shades.accent),
        (role.HighlightedText, shades.on_accent),
        (role.Link, shades.accent_text),
    ):
        result.setColor(which, QColor(shade))
    for which in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, which, QColor(shades.disabled))
    return result
