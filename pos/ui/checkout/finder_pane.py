"""Finder pane: departments beside quick tiles, results, or a sentence instead of either."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pos.ui.checkout.finder import DepartmentTile, Offer
from pos.ui.checkout.results_list import ResultsList
from pos.ui.theme import GRID, set_icon, set_role
from pos.ui.widgets.tile_grid import Tile, TileButton, TileGrid

_DEPARTMENTS_WIDTH = 208
_DEPARTMENT_HEIGHT = 56
_TILE_WIDTH = 184
_TILE_HEIGHT = 80
_ICON_PX = 48


class FinderPane(QWidget):
    """Shows what can be chosen; the keyboard stays in the scan field."""

    department_chosen = Signal(str)
    tile_chosen = Signal(int)
    result_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._departments = TileGrid(
            self, tile_width=_DEPARTMENTS_WIDTH - 2 * GRID, tile_height=_DEPARTMENT_HEIGHT
        )
        self._departments.setObjectName("departments")
        self._departments.setFixedWidth(_DEPARTMENTS_WIDTH)
        self._tiles = TileGrid(self, tile_width=_TILE_WIDTH, tile_height=_TILE_HEIGHT)
        self._tiles.setObjectName("quick_tiles")
        self._results = ResultsList(self)
        self._nothing = _Nothing(self)
        self._stack = QStackedWidget(self)
        for page in (self._tiles, self._in_card(self._results), self._nothing):
            self._stack.addWidget(page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self._departments)
        layout.addWidget(self._stack, 1)
        self._departments.chosen.connect(self._on_department)
        self._tiles.chosen.connect(self._on_tile)
        self._results.chosen.connect(self.result_chosen)

    @property
    def results(self) -> ResultsList:
        return self._results

    @property
    def shows_results(self) -> bool:
        return self._stack.currentIndex() == 1

    @property
    def pointed_at(self) -> int:
        """Return the result that Enter would take, or -1."""
        return self._results.pointed_at if self.shows_results else -1

    def show_departments(self, tiles: tuple[DepartmentTile, ...], chosen: str) -> None:
        self._departments.show_tiles(
            tuple(Tile(tile.name, tile.title, badge=tile.count) for tile in tiles)
        )
        self._departments.set_chosen(chosen)
        self._departments.setVisible(bool(tiles))
        _keep_keyboard(self._departments)

    def show_tiles(self, offers: tuple[Offer, ...]) -> None:
        tiles = tuple(Tile(at, offer.title, offer.price) for at, offer in enumerate(offers))
        if tiles != self._tiles.tiles:
            self._tiles.show_tiles(tiles)
            _keep_keyboard(self._tiles)
        self._stack.setCurrentIndex(0)

    def show_results(self, offers: tuple[Offer, ...], chosen: int) -> None:
        self._results.show_offers(offers, chosen)
        self._stack.setCurrentIndex(1)

    def show_nothing(self, sentence: str) -> None:
        self._nothing.show_sentence(sentence)
        self._stack.setCurrentIndex(2)

    def _in_card(self, inner: QWidget) -> QFrame:
        frame = QFrame(self)
        set_role(frame, "card")
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(1, GRID, 1, GRID)
        layout.addWidget(inner)
        return frame

    def _on_department(self, name: object) -> None:
        self.department_chosen.emit(str(name))

    def _on_tile(self, index: object) -> None:
        if isinstance(index, int):
            self.tile_chosen.emit(index)


class _Nothing(QFrame):
    """A sentence with an icon, in the middle of where results would be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_icon(self._icon, "search", "muted", _ICON_PX)
        self._text = QLabel(self)
        self._text.setObjectName("nothing_found")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # One long word must not push the ticket aside.
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_role(self._text, "line")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addStretch(2)
        layout.addWidget(self._icon)
        layout.addWidget(self._text)
        layout.addStretch(3)

    def show_sentence(self, sentence: str) -> None:
        self._text.setText(sentence)


def _keep_keyboard(grid: TileGrid) -> None:
    """Let a touch choose without taking the keyboard from the scan field; Tab still gets in."""
    for button in grid.findChildren(TileButton):
        if button.focusPolicy() is not Qt.FocusPolicy.TabFocus:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
