"""Album: pictures of the window in both looks and two sizes, small on disk."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from pos.ui.application import Till
from pos.ui.palette import Look
from pos.ui.widgets.toast import Toast
from pos.ui.window import USUAL

SIZES = (USUAL, QSize(1920, 1080))
_SMALLEST_FILE = 0  # as hard as PNG can


class Album:
    """Knows what it has taken, so that pictures of screens that are no more can go."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.paths: set[Path] = set()
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def size(self) -> int:
        """Return the bytes of all pictures taken."""
        return sum(path.stat().st_size for path in self.paths)

    def take(self, till: Till, name: str) -> None:
        """Picture what the window shows, in each look and size: `sell-en-dark-1280.png`."""
        now = till.appearance.look
        for look in (now, *(other for other in Look if other is not now)):
            till.appearance.choose_look(look)  # changing it takes longest: one change a picture
            for size in SIZES:
                till.window.resize(size)
                self._save(till, f"{name}-{till.appearance.language.code}-{look}-{size.width()}")
        till.window.resize(USUAL)

    def remove_others(self) -> None:
        """Remove the pictures that this run did not take."""
        for path in self._folder.glob("*.png"):
            if path not in self.paths:
                path.unlink()

    def _save(self, till: Till, name: str) -> None:
        for toast in till.window.findChildren(Toast):
            toast.hide()  # gone in a moment: it would be in some pictures and not in others
        for _ in range(3):  # layouts settle from the outside in
            QApplication.processEvents()
        path = self._folder / f"{name}.png"
        picture = _with_few_colours(till.window.grab().toImage())
        if not picture.save(str(path), quality=_SMALLEST_FILE):
            raise OSError(f"{path} cannot be written")
        self.paths.add(path)


def _with_few_colours(picture: QImage) -> QImage:
    """Return the picture in its 256 most used colours: a third of the bytes, nothing to see."""
    pixels = picture.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(pixels.constBits()).cast("B").cast("I"))
    table = [colour for colour, _ in counted.most_common(256)]
    return pixels.convertToFormat(QImage.Format.Format_Indexed8, table)
