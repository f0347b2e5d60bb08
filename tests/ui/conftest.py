"""The ground of every UI test: light, English, with the bundled fonts."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
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
from tests.ui import whole_tills
from tests.ui.tills import TillInTest, a_till, show
from tests.ui.worked_till import Worked


@pytest.fixture(autouse=True)
def plain_ground(qapp: QApplication) -> Iterator[None]:
    fresh = not qapp.styleSheet()
    if fresh or look() is not Look.LIGHT:
        apply_look(qapp, Look.LIGHT)
    if fresh or QLocale().name() != ENGLISH.locale().name() or qapp.isRightToLeft():
        apply_language(qapp, ENGLISH)
    yield
    # A window that lives on is styled anew in every later test: ten of them take most of the time.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert QApplication.topLevelWidgets() == [], "a test deletes the windows that it made"


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


@pytest.fixture(scope="session")
def enrolled(tmp_path_factory) -> Path:
    """Seal the keys once: that takes half a second, copying the folder none."""
    return whole_tills.an_enrolled_folder(tmp_path_factory.mktemp("enrolled") / "till1").root


@pytest.fixture
def folder(enrolled, tmp_path) -> Path:
    root = tmp_path / "till1"
    subprocess.run(["cp", "-r", str(enrolled), str(root)], check=True)
    return root


@pytest.fixture
def start(qapp, folder) -> Iterator[Callable[..., Worked]]:
    """Return what starts a till on the folder; all of them are closed at the end."""
    started: list[Worked] = []

    def begin(**options) -> Worked:
        worked = Worked(whole_tills.a_till(qapp, folder, **options))
        started.append(worked)
        return worked

    yield begin
    for worked in started:
        worked.tills.till.close()
        worked.tills.till.window.deleteLater()
        worked.tills.till.deleteLater()
