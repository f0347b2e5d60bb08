"""Every widget in both looks and languages can be drawn."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from pos.ui.language import ARABIC, ENGLISH, Language
from pos.ui.palette import Look
from tests.ui import gallery


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("chosen", [ENGLISH, ARABIC], ids=["en", "ar"])
def test_the_gallery_is_drawn(qapp, tmp_path: Path, look: Look, chosen: Language) -> None:
    paths = gallery.draw(qapp, tmp_path, look, chosen)

    sizes = {QImage(str(path)).size().toTuple() for path in paths}

    assert len(paths) == 4
    assert sizes == {(1280, 800)}
