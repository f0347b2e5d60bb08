"""The ground of every UI test: light, English, with the bundled fonts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos.ui.formatting import Formats
from pos.ui.language import ARABIC, ENGLISH, apply_language
from pos.ui.palette import Look
from pos.ui.theme import apply_look, look
from tests.ui.tills import TillInTest, a_till, show


@pytest.fixture(autouse=True)
def plain_ground(qapp: QApplication) -> None:
    # What the test before closed is deleted first: restyling it would take most of the time.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    fresh = not qapp.styleSheet()
    if fresh or look() is not Look.LIGHT:
        apply_look(qapp, Look.LIGHT)
    if fresh or QLocale().name() != ENGLISH.locale().name() or qapp.isRightToLeft():
        apply_language(qapp, ENGLISH)


@pytest.fixture
def english() -> Formats:
    return Formats(ENGLISH.locale(), UTC)


@pytest.fixture
def arabic(qapp: QApplication) -> Formats:
    """Switch the program to Arabic and return its formats."""
    return Formats(apply_language(qapp, ARABIC), UTC)


@pytest.fixture
def till(tmp_path: Path, english: Formats, qtbot: QtBot) -> Iterator[TillInTest]:
    """Return a till in sight, on a real register whose work is done at once."""
    till = a_till(tmp_path, english)
    qtbot.addWidget(till.window)
    show(till)
    yield till
    till.settle()
    till.register.database.close()
