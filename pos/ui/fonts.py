"""The bundled typeface: Latin, Arabic and Persian, with figures of one width."""

from __future__ import annotations

import logging
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from pos.ui.assets import asset

logger = logging.getLogger(__name__)

FAMILY = "Vazirmatn"
BASE_PX = 14
LINE_PX = 18
TITLE_PX = 24
TOTAL_PX = 40
CHANGE_PX = 64


@cache
def load_fonts() -> None:
    """Make the bundled fonts known to Qt, once; without them the system's font is used."""
    for weight in ("Regular", "Bold"):
        path = asset("fonts", f"Vazirmatn-{weight}.ttf")
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            logger.warning("font could not be loaded: %s", path.name)


def text_font(pixels: int = BASE_PX, *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the typeface at a size, with tabular figures.

    Latin figures of this typeface have one width anyway; the feature does it for Arabic ones.
    """
    font = QFont(FAMILY)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setFeature(QFont.Tag.fromString("tnum"), 1)
    return font


def bold_font(pixels: int = BASE_PX) -> QFont:
    """Return the bold typeface at a size."""
    return text_font(pixels, weight=QFont.Weight.Bold)


def apply_font(app: QApplication) -> None:
    """Load the bundled fonts and use them everywhere."""
    load_fonts()
    app.setFont(text_font())
