"""Menu screen: everything that is not done every minute, as tiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt

from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import Page
from pos.ui.widgets.key_bar import KeyHint
from pos.ui.widgets.tile_grid import Tile, TileGrid

_TILE_WIDTH, _TILE_HEIGHT = 280, 104


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuChoices:
    """What each tile does. What cannot be done now says why in its reason."""

    close_session: Callable[[], None]
    x_report: Callable[[], None]
    cash: Callable[[], None]
    sessions: Callable[[], None]
    doctor: Callable[[], None]
    sync: Callable[[], None]
    settings: Callable[[], None]
    other_session: Callable[[], None]
    switch_operator: Callable[[], None]
    about: Callable[[], None]
    help: Callable[[], None]
    leave: Callable[[], None]
    has_session: Callable[[], bool]
    may_repair: Callable[[], bool]
    stuck: Callable[[], int]
    formats: Callable[[], Formats]


class MenuScreen(Page):
    """Digits choose a tile too, so that no menu needs a mouse."""

    def __init__(self, choices: MenuChoices) -> None:
        super().__init__(width_max=960)
        self.setObjectName("menu")
        self._choices = choices
        self._tiles = TileGrid(self, tile_width=_TILE_WIDTH, tile_height=_TILE_HEIGHT)
        self._tiles.setObjectName("menu_tiles")
        self._tiles.chosen.connect(self._on_chosen)
        self.body.addWidget(self._tiles, 1)
        self.retranslate()

    def entered(self) -> None:
        self.retranslate()
        self._tiles.focus_first()

    def retranslate(self) -> None:
        self.show_title(translate("Menu", "Menu"))
        self._tiles.show_tiles(self._menu())
        self.show_keys(
            (KeyHint(Qt.Key.Key_F1, translate("Menu", "Help")), self._choices.help),
            (KeyHint(Qt.Key.Key_Escape, translate("Menu", "Back")), self._choices.leave),
        )

    def _menu(self) -> tuple[Tile, ...]:
        none = "" if self._choices.has_session() else translate("Menu", "No session is open")
        return (
            Tile("x_report", translate("Menu", "X report"),
                 translate("Menu", "The figures so far"), reason=none),
            Tile("cash", translate("Menu", "Cash"),
                 translate("Menu", "Paid in, paid out, drop, no sale"), reason=none),
            Tile("close_session", translate("Menu", "Close the session"),
                 translate("Menu", "Count the till, Z report"), reason=none),
            Tile("other_session", translate("Menu", "Other session"),
                 translate("Menu", "Resume, past days, training")),
            Tile("sessions", translate("Menu", "Cash sessions"),
                 translate("Menu", "Their stories, reports, corrections")),
            *self._doctor(),
            Tile("switch_operator", translate("Menu", "Other operator"),
                 translate("Menu", "Ctrl+L from anywhere")),
            Tile("sync", translate("Menu", "Exchange with the server"),
                 translate("Menu", "What waits, what it said")),
            Tile("settings", translate("Menu", "Settings"),
                 translate("Menu", "Language and look")),
            Tile("help", translate("Menu", "Help"), translate("Menu", "Keys, how to sell")),
            Tile("about", translate("Menu", "About"), translate("Menu", "Version and licences")),
        )  # fmt: skip

    def _doctor(self) -> tuple[Tile, ...]:
        """Return the doctor's tile, with how many sessions need attention, for a manager."""
        if not self._choices.may_repair():
            return ()
        stuck = self._choices.stuck()
        badge = self._choices.formats().number(stuck) if stuck else ""
        caption = (
            translate("Menu", "Sessions need attention")
            if stuck
            else translate("Menu", "Finds and repairs what is stuck")
        )
        return (Tile("doctor", translate("Menu", "Doctor"), caption, badge=badge),)

    def _on_chosen(self, key: object) -> None:
        action: Callable[[], None] = getattr(self._choices, str(key))
        action()
