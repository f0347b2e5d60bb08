"""The ground of every UI test: light, English, with the bundled fonts."""

from __future__ import annotations

from datetime import UTC

import pytest
from PySide6.QtWidgets import QApplication

from pos.ui.formatting import Formats
from pos.ui.language import ARABIC, ENGLISH, apply_language
from pos.ui.palette import Look
from pos.ui.theme import apply_look


@pytest.fixture(autouse=True)
def plain_ground(qapp: QApplication) -> None:
    apply_look(qapp, Look.LIGHT)
    apply_language(qapp, ENGLISH)


@pytest.fixture
def english() -> Formats:
    return Formats(ENGLISH.locale(), UTC)


@pytest.fixture
def arabic(qapp: QApplication) -> Formats:
    """Switch the program to Arabic and return its formats."""
    return Formats(apply_language(qapp, ARABIC), UTC)
