"""Tiles and function keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QVBoxLayout, QWidget

from pos.ui.widgets.key_bar import KeyBar, KeyHint
from pos.ui.widgets.tile_grid import Tile, TileButton, TileGrid

TILES = (
    Tile("mia", "Mia", "Manager", initials="M"),
    Tile("omar", "Omar", "Cashier"),
    Tile("jo", "Jo", reason="Wait 20 seconds"),
    Tile("ann", "Ann", badge="3"),
)


@pytest.fixture
def grid(qtbot) -> TileGrid:
    grid = TileGrid()
    qtbot.addWidget(grid)
    grid.resize(340, 400)
    grid.show_tiles(TILES)
    grid.show()
    qtbot.waitExposed(grid)
    return grid


def buttons(grid: TileGrid) -> list[TileButton]:
    return grid._buttons


class TestTileGrid:
    def test_tells_which_tile_was_touched(self, grid, qtbot) -> None:
        with qtbot.waitSignal(grid.chosen) as chosen:
            qtbot.mouseClick(buttons(grid)[1], Qt.MouseButton.LeftButton)

        assert chosen.args == ["omar"]

    def test_can_be_used_by_keyboard(self, grid, qtbot) -> None:
        grid.focus_first()
        qtbot.keyClick(buttons(grid)[0], Qt.Key.Key_Right)
        qtbot.keyClick(buttons(grid)[1], Qt.Key.Key_Down)

        with qtbot.waitSignal(grid.chosen) as chosen:
            qtbot.keyClick(buttons(grid)[3], Qt.Key.Key_Return)

        assert chosen.args == ["ann"]
        assert buttons(grid)[3].hasFocus()

    def test_does_not_offer_what_has_a_reason_against_it(self, grid, qtbot) -> None:
        with qtbot.assertNotEmitted(grid.chosen):
            qtbot.mouseClick(buttons(grid)[2], Qt.MouseButton.LeftButton)

        assert "Wait 20 seconds" in buttons(grid)[2].accessibleName()

    def test_begins_at_the_right_in_arabic(self, grid, arabic) -> None:
        first, second = buttons(grid)[:2]

        assert first.x() > second.x()

    def test_shows_other_tiles_with_the_buttons_it_has(self, grid) -> None:
        kept = buttons(grid)[0]

        grid.show_tiles((Tile("x", "X"),))

        assert buttons(grid) == [kept]
        assert kept.text() == "X"

    def test_marks_what_is_in_force_and_a_click_does_not(self, grid, qtbot) -> None:
        grid.set_chosen("omar")
        qtbot.mouseClick(buttons(grid)[0], Qt.MouseButton.LeftButton)

        assert [button.isChecked() for button in buttons(grid)] == [False, True, False, False]


HINTS = (KeyHint(Qt.Key.Key_F1, "Help"), KeyHint(Qt.Key.Key_F4, "Discount", "No line is chosen"))


class TestKeyBar:
    @pytest.fixture
    def bar(self, qtbot) -> KeyBar:
        window = QWidget()
        qtbot.addWidget(window)
        layout = QVBoxLayout(window)
        self.field = QLineEdit(window)
        bar = KeyBar(window)
        layout.addWidget(self.field)
        layout.addWidget(bar)
        bar.show_hints(HINTS)
        self.window = window
        window.show()
        window.activateWindow()
        qtbot.waitActive(window)
        self.field.setFocus()
        return bar

    def test_key_and_button_do_the_same(self, bar, qtbot) -> None:
        with qtbot.waitSignal(bar.pressed) as by_key:
            qtbot.keyClick(self.field, Qt.Key.Key_F1)
        with qtbot.waitSignal(bar.pressed) as by_touch:
            button = bar.findChildren(QAbstractButton)[0]
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

        assert by_key.args == by_touch.args == [Qt.Key.Key_F1]
        assert self.field.hasFocus()

    def test_a_disabled_key_does_nothing_and_says_why(self, bar, qtbot) -> None:
        with qtbot.assertNotEmitted(bar.pressed):
            qtbot.keyClick(self.field, Qt.Key.Key_F4)

        assert bar.findChildren(QAbstractButton)[1].toolTip() == "No line is chosen"

    def test_enables_a_key_without_building_it_anew(self, bar, qtbot) -> None:
        before = bar.findChildren(QAbstractButton)

        bar.show_hints((HINTS[0], KeyHint(Qt.Key.Key_F4, "Discount")))

        assert bar.findChildren(QAbstractButton) == before
        with qtbot.waitSignal(bar.pressed):
            qtbot.keyClick(self.field, Qt.Key.Key_F4)

    def test_of_a_hidden_screen_does_not_answer(self, bar, qtbot) -> None:
        bar.hide()

        with qtbot.assertNotEmitted(bar.pressed):
            qtbot.keyClick(self.field, Qt.Key.Key_F1)
