"""Deed bar: what can be done with cash, side by side, each with its key."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos.ui.cash.deeds import Deed, deed_name
from pos.ui.theme import GRID
from pos.ui.widgets.tile_grid import Tile, TileButton

_HEIGHT = 64
DEED_KEYS = {
    Deed.PAID_IN: Qt.Key.Key_F2,
    Deed.PAID_OUT: Qt.Key.Key_F3,
    Deed.DROP: Qt.Key.Key_F4,
    Deed.LOAN: Qt.Key.Key_F5,
    Deed.NO_SALE: Qt.Key.Key_F6,
}


class DeedBar(QWidget):
    """Arrows move, Enter or a touch chooses; the function keys choose from anywhere."""

    chosen = Signal(object)  # Deed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        self._tiles: dict[Deed, TileButton] = {}
        for deed, key in DEED_KEYS.items():
            tile = TileButton(self)
            tile.setObjectName(deed.value)
            tile.setFixedHeight(_HEIGHT)
            tile.clicked.connect(partial(self.chosen.emit, deed))
            QShortcut(QKeySequence(key), self).activated.connect(partial(self.chosen.emit, deed))
            layout.addWidget(tile, 1)
            self._tiles[deed] = tile
        self.retranslate()

    def mark(self, chosen: Deed | None) -> None:
        """Show which one is chosen."""
        for deed, tile in self._tiles.items():
            tile.setChecked(deed is chosen)

    def focus_first(self) -> None:
        self._tiles[Deed.PAID_IN].setFocus(Qt.FocusReason.TabFocusReason)

    def retranslate(self) -> None:
        for deed, tile in self._tiles.items():
            cap = QKeySequence(DEED_KEYS[deed])
            badge = cap.toString(QKeySequence.SequenceFormat.NativeText)
            tile.set_tile(Tile(deed, deed_name(deed), badge=badge))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ahead = -1 if self.isRightToLeft() else 1
        step = {Qt.Key.Key_Right: ahead, Qt.Key.Key_Left: -ahead}.get(Qt.Key(event.key()))
        tiles = list(self._tiles.values())
        at = next((i for i, tile in enumerate(tiles) if tile.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
        elif 0 <= at + step < len(tiles):
            tiles[at + step].setFocus(Qt.FocusReason.TabFocusReason)
