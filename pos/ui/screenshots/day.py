"""Day: a till whose clock stands still, and what is done at it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos.bootstrap import Surroundings, open_register
from pos.demo.plan import Item, read_items
from pos.demo.shop import OPERATORS, PASSPHRASE
from pos.domain.handshake import Verdict
from pos.runtime.config import Settings
from pos.runtime.ids import SystemChance, SystemIds
from pos.runtime.resources import resource
from pos.sync.status import Contact, SyncStatus
from pos.sync.tempo import PaceNow
from pos.ui.application import Till, TillOptions
from pos.ui.hands import Hands
from pos.ui.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from pos.bootstrap import Register
    from pos.domain.cash_session import CashSessionId
    from pos.runtime.secrets import AskPassphrase
    from pos.runtime.worker import Worker

NOW = datetime(2026, 10, 3, 18, 2, tzinfo=UTC)  # early afternoon in the demo shop
ENTER = Qt.Key.Key_Return
ONLINE = SyncStatus(
    contact=Contact.ONLINE,
    since=NOW - timedelta(hours=5),
    verdict=Verdict.NORMAL,
    answered_at=NOW,
    clock_skew=timedelta(seconds=1),
)
OFFLINE = SyncStatus(
    contact=Contact.OFFLINE,
    since=NOW - timedelta(minutes=40),
    waiting=12,
    oldest_waiting=NOW - timedelta(minutes=39),
    answered_at=NOW - timedelta(minutes=40),
    problem="The server does not answer: connection refused. "
    "Everything is kept here and will be sent when it does.",
    quarantined=(4711,),
    flagged=(4698, 4703),
    clock_skew=timedelta(minutes=-4),
    pace=PaceNow(next_attempt_at=NOW + timedelta(seconds=17), is_circuit_open=True),
)
LEAVING = SyncStatus(
    contact=Contact.ONLINE,
    since=NOW - timedelta(minutes=2),
    verdict=Verdict.NORMAL,
    waiting=61_800,
    oldest_waiting=NOW - timedelta(days=23),
    answered_at=NOW,
    clock_skew=timedelta(seconds=1),
    pace=PaceNow(batch=500, per_minute=14_520, left=timedelta(seconds=255)),
)


class StillClock:
    """A clock that moves only when told to, so that pictures do not change by themselves."""

    boot_id = UUID(int=1)

    def __init__(self) -> None:
        self._passed = timedelta(0)
        self._skipped = timedelta(0)

    def now(self) -> datetime:
        return NOW + self._skipped

    def monotonic_ns(self) -> int:
        return self._passed // timedelta(microseconds=1) * 1_000

    def advance(self, by: timedelta) -> None:
        self._passed += by

    def skip(self, by: timedelta) -> None:
        """Have the calendar and the clock on the wall say another time."""
        self._skipped += by


class StillExchange:
    """An exchange that shows a state and exchanges nothing."""

    def __init__(self) -> None:
        self.status = ONLINE
        self._listeners: list[Callable[[SyncStatus], None]] = []

    def listen(self, listener: Callable[[SyncStatus], None]) -> None:
        self._listeners.append(listener)

    def show(self, status: SyncStatus) -> None:
        self.status = status
        for listener in self._listeners:
            listener(status)

    def start(self) -> None: ...
    def nudge(self) -> None: ...
    def try_now(self) -> None: ...
    def ask_soon(self) -> None: ...
    def tell_cleared(self, session_ids: Collection[CashSessionId]) -> None: ...
    def signed_in(self, operator: UUID | None) -> None: ...
    def close(self) -> None: ...


class Day:
    """A till on the demo shop's register, worked by key and by click."""

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        language: str,
    ) -> None:
        self.clock = StillClock()
        self.exchange = StillExchange()
        self._items = read_items(resource("catalogue", "sample.csv"))
        around = Surroundings(
            clock=self.clock, ids=SystemIds(), chance=SystemChance(), settings=Settings()
        )

        def opener(root: Path, _ask: AskPassphrase, worker: Worker) -> Register:
            return open_register(
                root, ask_passphrase=lambda _: PASSPHRASE, worker=worker, surroundings=around
            )

        options = TillOptions(
            root=folder,
            language=language,
            look="light",
            open_register=opener,
            open_exchange=lambda _: self.exchange,
        )
        self.till = Till(app, options)
        self.hands = Hands(self.till)
        self.till.show()
        self.till.window.activateWindow()

    def sign_in(self, name: str = "Mia") -> None:
        """Choose a name and type its PIN."""
        self.choose_operator(name)
        self.hands.type_text(next(who.pin for who in OPERATORS if who.name == name))
        self.hands.press(ENTER)

    def choose_operator(self, name: str) -> None:
        """Choose a name by its first letters."""
        self.hands.see("sign_in")
        self.hands.until(self._has_faces, "the operators' tiles")
        self.hands.until_idle()
        self.hands.type_text(name)

    def scan(self, *places: int) -> None:
        """Scan products by their place in the sample catalogue."""
        for place in places:
            self.hands.type_text(self.item(place).gtin)
            self.hands.press(ENTER)
            self.hands.until_idle()

    def item(self, place: int) -> Item:
        return [item for item in self._items if item.unit == "each"][place]

    def choose_in_menu(self, key: str) -> None:
        self.hands.press(Qt.Key.Key_F10)
        self.hands.see("menu")
        tiles = self.hands.find("menu_tiles", TileGrid)
        tiles.choose([str(tile.key) for tile in tiles.tiles].index(key))

    def _has_faces(self) -> bool:
        grid = self.hands.shows("operators", TileGrid)
        return grid is not None and bool(grid.tiles)
