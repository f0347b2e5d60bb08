"""Tile grid: operators, quick keys and categories as large buttons in rows."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from pos.ui.theme import GRID
from pos.ui.widgets.tile_painting import TilePicture, paint_tile

TILE_WIDTH_MIN = 152
TILE_HEIGHT = 80
SCROLL_BAR_WIDTH = 14  # of the style sheet


@dataclass(frozen=True, slots=True)
class Tile:
    """One choice: what `chosen` carries, and what it says.

    `badge` is a short figure in the corner, such as a count; `initials` draws a person's round.
    A tile that cannot be chosen says why in `reason`.
    """

    key: Hashable
    title: str
    caption: str = ""
    badge: str = ""
    initials: str = ""
    reason: str = ""


class TileGrid(QScrollArea):
    """As many columns as fit; arrows move, Enter or a touch chooses."""

    chosen = Signal(object)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        tile_width: int = TILE_WIDTH_MIN,
        tile_height: int = TILE_HEIGHT,
    ) -> None:
        super().__init__(parent)
        self._tile_width, self._tile_height = tile_width, tile_height
        self._tiles: tuple[Tile, ...] = ()
        self._buttons: list[TileButton] = []
        self._columns = 1
        self._inner = QWidget(self)
        self.setWidget(self._inner)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        return self._tiles

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Replace all tiles; buttons are reused, so the same tiles again cost nothing."""
        if tiles == self._tiles:
            return
        self._tiles = tiles
        while len(self._buttons) > len(tiles):
            self._buttons.pop().deleteLater()
        while len(self._buttons) < len(tiles):
            self._buttons.append(self._new_button(len(self._buttons)))
        for button, tile in zip(self._buttons, tiles, strict=True):
            button.set_tile(tile)
        self._arrange()

    def set_chosen(self, key: Hashable | None) -> None:
        """Mark the tile that is in force, e.g. the category shown; None marks none."""
        for button, tile in zip(self._buttons, self._tiles, strict=True):
            button.setChecked(key is not None and tile.key == key)

    def focus_first(self) -> None:
        """Give the keyboard to the first tile."""
        for button in self._buttons:
            if button.isEnabled():
                button.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def choose(self, index: int) -> None:
        """Choose the tile at an index as a click would; out of range does nothing."""
        if 0 <= index < len(self._buttons):
            self._buttons[index].click()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
            Qt.Key.Key_Left: 1 if self.isRightToLeft() else -1,
            Qt.Key.Key_Right: -1 if self.isRightToLeft() else 1,
        }
        step = steps.get(Qt.Key(event.key()))
        at = next((i for i, button in enumerate(self._buttons) if button.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
        elif 0 <= at + step < len(self._buttons):
            self._buttons[at + step].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self._buttons[at + step])

    def _room(self) -> int:
        """Return the width there is for tiles.

        Asking for the viewport would tell it too, but makes Qt's Python side load every kind of
        widget to find out which one that is: 20 ms before the first paint.
        """
        whole = self.maximumViewportSize()
        rows = -(-len(self._buttons) // self._columns_in(whole.width()))
        fits = rows * (self._tile_height + GRID) - GRID <= whole.height()
        return whole.width() if fits else whole.width() - SCROLL_BAR_WIDTH

    def _columns_in(self, width: int) -> int:
        return max(1, (width + GRID) // (self._tile_width + GRID))

    def _new_button(self, index: int) -> TileButton:
        button = TileButton(self._inner)
        button.clicked.connect(partial(self._on_clicked, index))
        button.show()
        return button

    def _on_clicked(self, index: int) -> None:
        self.chosen.emit(self._tiles[index].key)

    def _arrange(self) -> None:
        width = self._room()
        self._columns = self._columns_in(width)
        across = (width - (self._columns - 1) * GRID) // self._columns
        rows = -(-len(self._buttons) // self._columns)
        self._inner.resize(width, max(0, rows * (self._tile_height + GRID) - GRID))
        for index, button in enumerate(self._buttons):
            row, column = divmod(index, self._columns)
            if self.isRightToLeft():
                column = self._columns - 1 - column
            left = column * (across + GRID)
            if self.isRightToLeft():
                left += width - (self._columns * (across + GRID) - GRID)
            top = row * (self._tile_height + GRID)
            button.setGeometry(QRect(left, top, across, self._tile_height))


class TileButton(QAbstractButton):
    """A tile that paints itself; the style sheet would cost more than it draws."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tile = Tile("", "")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_tile(self, tile: Tile) -> None:
        self._tile = tile
        self.setEnabled(not tile.reason)
        self.setText(tile.title)
        self.setToolTip(tile.reason)
        spoken = (tile.title, tile.reason or tile.caption, tile.badge)
        self.setAccessibleName(", ".join(part for part in spoken if part))
        self.update()

    def nextCheckState(self) -> None:
        """Stay as it is: only the grid says what is in force."""

    def sizeHint(self) -> QSize:
        return QSize(TILE_WIDTH_MIN, TILE_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tile = self._tile
        picture = TilePicture(
            title=tile.title,
            caption=tile.reason or tile.caption,
            badge=tile.badge,
            initials=tile.initials,
            enabled=self.isEnabled(),
            pressed=self.isDown(),
            hovered=self.underMouse(),
            checked=self.isChecked(),
            focused=self.hasFocus(),
        )
        paint_tile(painter, self.rect(), picture, right_to_left=self.isRightToLeft())
        painter.end()
