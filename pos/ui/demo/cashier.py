"""Cashier: rings the planned shift up by scanner, keyboard and mouse."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos.demo.plan import Payment, PlannedLine, PlannedSale, Way
from pos.demo.shop import DemoOperator
from pos.domain.currency import CurrencyCode, denominations
from pos.ui.checkout.results_list import ResultsList
from pos.ui.hands import Hands
from pos.ui.widgets.denomination_table import PiecesField
from pos.ui.widgets.ticket_table import TicketTable
from pos.ui.widgets.tile_grid import TileGrid

NOTES = (Decimal(20), Decimal(50), Decimal(100), Decimal(200), Decimal(500))
_COUPON = Decimal("1.00")


class Cashier:
    """Does what a person at the till does, and nothing else; looks before each next step."""

    def __init__(self, hands: Hands, out: Path) -> None:
        self._hands = hands
        self._out = out

    def sign_in(self, operator: DemoOperator) -> None:
        hands = self._hands
        hands.see("sign_in")
        hands.until(lambda: self._tiles() is not None, "the operators' tiles")
        self.picture("01-sign-in")
        tiles = hands.find("operators", TileGrid)
        place = [tile.title for tile in tiles.tiles].index(operator.name)
        tiles.choose(place)
        hands.type_text(operator.pin)
        hands.press(Qt.Key.Key_Return)

    def open_till(self, opening_float: Decimal) -> None:
        hands = self._hands
        hands.see("start_of_day")
        hands.click("as_one_amount")
        hands.type_text(str(opening_float))
        self.picture("02-start-of-day")
        hands.click("open_till")
        hands.see("sell")
        self.picture("03-ready-to-sell")

    def ring_up(self, sale: PlannedSale) -> None:
        """Put the lines of one sale on the ticket."""
        for line in sale.lines:
            self._enter(line)
            if line.percent_off:
                self._discount(line.percent_off)

    def pay(self, sale: PlannedSale) -> None:
        """Take the tenders and keep the receipt as PDF and text."""
        hands = self._hands
        hands.press(Qt.Key.Key_F12)
        hands.see("pay")
        self._tender(sale)
        hands.see("receipt")

    def keep_receipt(self) -> None:
        hands = self._hands
        for key in (Qt.Key.Key_F7, Qt.Key.Key_F8):
            hands.press(key)
            hands.until_idle()

    def next_sale(self) -> None:
        self._hands.press(Qt.Key.Key_F12)
        self._hands.see("sell")

    def park_and_recall(self) -> None:
        """Set the ticket aside, and take it up again."""
        hands, before = self._hands, self._pieces()
        hands.press(Qt.Key.Key_F5)
        hands.until(lambda: not self._pieces(), "the ticket set aside")
        hands.until_idle()
        hands.press(Qt.Key.Key_F5)
        hands.find("take_ticket", QWidget)
        hands.press(Qt.Key.Key_Return)
        hands.until(lambda: self._pieces() == before, "the parked ticket")
        hands.until_idle()

    def send_now(self) -> None:
        """Go to the sync screen and ask for an exchange."""
        hands = self._hands
        self._menu("sync")
        hands.see("sync")
        hands.click("try_now")

    def leave_sync(self) -> None:
        for screen in ("menu", "sell"):  # back the way it was come
            self._hands.press(Qt.Key.Key_Escape)
            self._hands.see(screen)

    def close(self, counted: Decimal) -> None:
        """Count the drawer by denomination and close the session."""
        hands = self._hands
        self._menu("close_session")
        hands.see("close")
        self._count(counted)
        self.picture("09-blind-count")
        hands.click("counted")
        hands.until_idle()
        hands.find("close_session", QWidget)
        self.picture("10-variance")
        hands.click("close_session")
        hands.see("z_report")
        self.picture("11-z-report")

    def picture(self, name: str) -> None:
        self._hands.picture(self._out / f"{name}.png")

    def _enter(self, line: PlannedLine) -> None:
        hands, item = self._hands, line.item
        before = self._pieces()
        match line.way:
            case Way.BARCODE:
                hands.type_text(item.gtin)
            case Way.SKU:
                hands.type_text(item.sku)
            case Way.TIMES:
                hands.type_text(f"{line.quantity}*{item.gtin}")
            case Way.WEIGHED:
                hands.type_text(f"{line.quantity}*{item.sku}")
            case Way.SEARCH:
                self._search(item.name)
        hands.press(Qt.Key.Key_Return)
        hands.until(lambda: self._pieces() != before, f"{item.name} on the ticket")
        hands.until_idle()

    def _search(self, name: str) -> None:
        """Type the name until it is among the results, and go down to it."""
        hands = self._hands
        hands.type_text("".join(letter if letter.isalnum() else " " for letter in name))
        hands.until(lambda: name in self._found(), f"“{name}” among the results")
        hands.until_idle()
        for _ in range(self._found().index(name) - hands.find("results", ResultsList).pointed_at):
            hands.press(Qt.Key.Key_Down)

    def _discount(self, percent: int) -> None:
        hands = self._hands
        before = self._pieces()
        hands.press(Qt.Key.Key_F4)
        hands.click("editor_percent")
        hands.find("editor_field", QWidget).setFocus()
        hands.type_text(str(percent))
        hands.click("reason_0")
        hands.click("editor_apply")
        hands.until(lambda: self._pieces() != before, "the discount on the ticket")
        hands.until_idle()

    def _tender(self, sale: PlannedSale) -> None:
        hands = self._hands
        match sale.payment:
            case Payment.EXACT_CASH:
                hands.press(Qt.Key.Key_Return)
            case Payment.CASH_WITH_CHANGE:
                hands.type_text(str(next(note for note in NOTES if note > sale.total)))
                hands.press(Qt.Key.Key_Return)
            case Payment.CARD:
                hands.press(Qt.Key.Key_F6)
            case Payment.CARD_AND_CASH:
                self._part(half(sale.total), Qt.Key.Key_F6)
                hands.press(Qt.Key.Key_Return)
            case Payment.COUPON_AND_CARD:
                self._part(min(_COUPON, half(sale.total)), Qt.Key.Key_F7)
                hands.press(Qt.Key.Key_F6)

    def _part(self, amount: Decimal, key: Qt.Key) -> None:
        self._hands.type_text(str(amount))
        self._hands.press(key)
        self._hands.until_idle()

    def _count(self, counted: Decimal) -> None:
        """Type how many there are of each coin and note, the largest first."""
        hands = self._hands
        table = hands.find("denominations", QWidget)
        left = int(counted * 100)
        fields = table.findChildren(PiecesField)
        for value, field in zip(denominations(CurrencyCode("USD")), fields, strict=True):
            field.setFocus()
            hands.type_text(str(left // value))
            left %= value

    def _menu(self, key: str) -> None:
        hands = self._hands
        hands.press(Qt.Key.Key_F10)
        hands.see("menu")
        tiles = hands.find("menu_tiles", TileGrid)
        tiles.choose([str(tile.key) for tile in tiles.tiles].index(key))

    def _tiles(self) -> TileGrid | None:
        grid = self._hands.shows("operators", TileGrid)
        return grid if grid is not None and grid.tiles else None

    def _found(self) -> list[str]:
        """Return the names that search shows, nothing while it shows none."""
        results = self._hands.shows("results", ResultsList)
        return [] if results is None else [offer.title for offer in results.offers]

    def _pieces(self) -> list[tuple[str, str]]:
        """Return what the ticket shows: quantity and amount of each line."""
        table = self._hands.shows("ticket", TicketTable)
        return [] if table is None else [(row.quantity, row.amount) for row in table.rows]


def half(total: Decimal) -> Decimal:
    """Return half of the total, to the cent and never nothing."""
    return max((total / 2).quantize(Decimal("0.01")), Decimal("0.01"))
