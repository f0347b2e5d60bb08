"""Gallery: every widget in both looks and both languages, as pictures to look at.

`QT_QPA_PLATFORM=offscreen python -m tests.ui.gallery FOLDER` writes them.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from pos.domain.cash_count import count_cash
from pos.domain.cash_session import CashSessionKind
from pos.domain.currency import CurrencyCode
from pos.domain.money import Money, parse_money
from pos.ui.formatting import Formats
from pos.ui.language import ARABIC, ENGLISH, Language, apply_language
from pos.ui.palette import Look
from pos.ui.screen import Screen
from pos.ui.theme import apply_look, set_role
from pos.ui.widgets.amount_field import AmountField
from pos.ui.widgets.banner import Banner
from pos.ui.widgets.buttons import action_button, icon_button
from pos.ui.widgets.calendar.month import CalendarDays, DayMark
from pos.ui.widgets.calendar.view import Calendar
from pos.ui.widgets.chart import Chart, ChartKind, Point
from pos.ui.widgets.denomination_table import DenominationTable
from pos.ui.widgets.key_bar import KeyBar, KeyHint
from pos.ui.widgets.message_bar import Level, MessageBar
from pos.ui.widgets.number_pad import NumberPad
from pos.ui.widgets.pin_pad import PinPad
from pos.ui.widgets.progress_panel import ProgressPanel
from pos.ui.widgets.status_bar import Status
from pos.ui.widgets.ticket_model import TicketRow
from pos.ui.widgets.ticket_table import TicketTable
from pos.ui.widgets.tile_grid import Tile, TileGrid
from pos.ui.window import MainWindow

USD = CurrencyCode("USD")
NOON = datetime(2026, 10, 3, 14, 2, tzinfo=UTC)
KEYS = (
    KeyHint(Qt.Key.Key_F1, "Help"),
    KeyHint(Qt.Key.Key_F2, "Search"),
    KeyHint(Qt.Key.Key_F3, "Quantity"),
    KeyHint(Qt.Key.Key_F4, "Discount", "No line is chosen"),
    KeyHint(Qt.Key.Key_F5, "Hold"),
    KeyHint(Qt.Key.Key_F6, "Customer"),
    KeyHint(Qt.Key.Key_F7, "Refund"),
    KeyHint(Qt.Key.Key_F8, "Drawer"),
    KeyHint(Qt.Key.Key_F9, "Reprint"),
    KeyHint(Qt.Key.Key_F10, "Menu"),
)


def card() -> tuple[QFrame, QVBoxLayout]:
    frame = QFrame()
    set_role(frame, "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(16, 16, 16, 16)
    layout.setSpacing(8)
    return frame, layout


def label(text: str, role: str) -> QLabel:
    result = QLabel(text)
    set_role(result, role)
    return result


def ticket_rows(formats: Formats) -> tuple[TicketRow, ...]:
    names = (
        ("Sparkling water 1.5 l", 2, 198, ""),
        ("Flat bread, whole grain خبز", 1, 349, "−10%"),
        ("Unleaded 95, pump 4", 1, 2833, ""),
        ("A product with a name that is far too long for its column", 12, 123456, ""),
    )
    return tuple(
        TicketRow(
            key=at,
            title=title,
            quantity=formats.number(count),
            amount=formats.amount(Money(minor * count, USD)),
            note=f"{formats.money(Money(minor, USD))} {note}".strip(),
            voided=at == 1,
        )
        for at, (title, count, minor, note) in enumerate(names)
    )


class SellPage(Screen):
    """Something like a sale, to see the widgets together."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(self._left(formats), 2)
        columns.addWidget(self._ticket(formats), 1)
        keys = KeyBar()
        keys.show_hints(KEYS)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 8, 16, 16)
        outer.setSpacing(16)
        outer.addLayout(columns, 1)
        outer.addWidget(keys)

    def _left(self, formats: Formats) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(8)
        for level in Level:
            bar = MessageBar()
            bar.show_message(f"A {level}: the ticket was kept. Scan again, or press F2.", level)
            left.addWidget(bar)
        operators = TileGrid(tile_width=220)
        operators.show_tiles(
            (
                Tile(1, "Mia", "Manager", initials="M"),
                Tile(2, "Omar السيد", "Cashier", initials="O"),
                Tile(3, "Jo", "", initials="J", reason="Wait 20 s"),
            )
        )
        operators.setFixedHeight(88)
        tiles = TileGrid()
        tiles.show_tiles(
            tuple(
                Tile(at, name, price, badge)
                for at, (name, price, badge) in enumerate(
                    (
                        ("Drinks", "", formats.number(1204)),
                        ("Bread", "", formats.number(86)),
                        ("Coffee", formats.money(Money(250, USD)), ""),
                        ("Newspaper", formats.money(Money(300, USD)), ""),
                        ("Ice, 2 kg", formats.money(Money(399, USD)), ""),
                        ("Very long quick key name", formats.money(Money(1, USD)), ""),
                    )
                )
            )
        )
        tiles.set_chosen(1)
        left.addWidget(operators)
        left.addWidget(tiles, 1)
        return left

    def _ticket(self, formats: Formats) -> QFrame:
        frame, layout = card()
        layout.setContentsMargins(0, 8, 0, 16)
        table = TicketTable()
        table.show_rows(ticket_rows(formats))
        layout.addWidget(table, 1)
        total = QHBoxLayout()
        total.setContentsMargins(16, 0, 16, 0)
        total.addWidget(label("Total", "heading"))
        total.addStretch(1)
        total.addWidget(label(formats.money(Money(151850, USD)), "total"))
        layout.addLayout(total)
        pay = QHBoxLayout()
        pay.setContentsMargins(16, 0, 16, 0)
        button = action_button("Pay  F12", icon="pay", role="primary")
        button.setMinimumHeight(72)
        pay.addWidget(button)
        layout.addLayout(pay)
        return frame


class PartsPage(Screen):
    """The other widgets, side by side."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 8, 16, 16)
        grid.setSpacing(16)
        grid.addWidget(self._fields(), 0, 0)
        grid.addWidget(self._pin(), 0, 1)
        grid.addWidget(self._charts(formats), 0, 2)
        grid.addWidget(self._buttons(formats), 1, 0)
        grid.addWidget(self._pad(), 1, 1)
        panel = ProgressPanel()
        panel.start("Loading the catalogue")
        panel.show_progress(41_038, 92_331)
        below, layout = card()
        layout.addWidget(panel)
        layout.addWidget(label(formats.money(Money(1_875, USD)), "change"))
        layout.addStretch(1)
        grid.addWidget(below, 1, 2)

    def _fields(self) -> QFrame:
        frame, layout = card()
        good = AmountField("Opening float", lambda text: parse_money(text, USD))
        good.set_text("150,5")
        bad = AmountField("Paid in", lambda text: parse_money(text, USD))
        bad.edit.setText("12.345")
        bad.edit.returnPressed.emit()
        off = AmountField("Not now", lambda text: parse_money(text, USD))
        off.setDisabled(True)
        for field in (good, bad, off):
            layout.addWidget(field)
        layout.addStretch(1)
        return frame

    def _pin(self) -> QFrame:
        frame, layout = card()
        pad = PinPad()
        pad.show_problem("Wrong PIN: wait 5 seconds.")
        pad._set_pin("12345")
        layout.addWidget(pad)
        return frame

    def _pad(self) -> QFrame:
        frame, layout = card()
        layout.addWidget(NumberPad())
        return frame

    def _charts(self, formats: Formats) -> QFrame:
        def write(value: int) -> str:
            return formats.number(value)

        frame, layout = card()
        values = (12, 40, 85, 60, 33, -8, 71, 90, 15)
        points = tuple(Point(formats.number(at + 8), value) for at, value in enumerate(values))
        for kind in ChartKind:
            chart = Chart(kind, write)
            chart.show_points(points, write)
            layout.addWidget(chart)
        return frame

    def _buttons(self, formats: Formats) -> QFrame:
        frame, layout = card()
        layout.addWidget(label("Title 24 px", "title"))
        layout.addWidget(label("Heading 18 px", "heading"))
        layout.addWidget(label("Muted text says the rest.", "muted"))
        rows = (("", "print"), ("primary", "cash"), ("danger", "delete"), ("quiet", "back"))
        for role, icon in rows:
            row = QHBoxLayout()
            row.setSpacing(8)
            on = action_button(role or "plain", icon=icon, role=role)
            off = action_button(role or "plain", icon=icon, role=role)
            off.setDisabled(True)
            row.addWidget(on, 1)
            row.addWidget(off, 1)
            row.addWidget(icon_button(icon, "an icon"))
            layout.addLayout(row)
        layout.addStretch(1)
        return frame


class CountPage(Screen):
    """A blind count."""

    def __init__(self, formats: Formats, currency: CurrencyCode) -> None:
        super().__init__()
        frame, layout = card()
        table = DenominationTable(currency, formats)
        table.show_count(count_cash({2000: 7, 1000: 3, 100: 12}, currency))
        layout.addWidget(label("Count the drawer", "title"))
        layout.addWidget(table)
        layout.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 8, 16, 16)
        outer.addWidget(frame)


class DaysPage(Screen):
    """A month of days, and what stays above it."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        marks = {date(2026, 9, 12): DayMark.OPEN, date(2026, 9, 17): DayMark.CLOSED}
        days = CalendarDays(first=date(2026, 9, 7), last=date(2026, 9, 23), marks=marks)
        calendar = Calendar(days, formats)
        calendar.show_days(days, date(2026, 9, 22))
        frame, layout = card()
        layout.addWidget(calendar)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 8, 16, 16)
        for level in (Level.WARNING, Level.PROBLEM):
            banner = Banner()
            banner.show_notice(f"A {level}: sell on.", level, accept="Close", later="Later")
            outer.addWidget(banner)
        outer.addWidget(frame, 1)


STATUSES = {
    "sell": Status(
        register="Till 1", operator="Mia", kind=CashSessionKind.NORMAL,
        business_date=date(2026, 10, 3), online=True,
    ),
    "parts": Status(
        register="Till 1", operator="Mia", kind=CashSessionKind.DEFERRED,
        business_date=date(2026, 10, 3), online=False, offline_since=NOON, waiting=12,
        needs_attention=1,
    ),
    "count": Status(
        register="Till 1", operator="Mia", kind=CashSessionKind.TRAINING, online=False,
        business_date=date(2026, 10, 3), waiting=1,
    ),
    "days": Status(
        register="Till 1", operator="Mia", kind=CashSessionKind.DEFERRED,
        business_date=date(2025, 10, 4), online=True,
    ),
}  # fmt: skip


def window(formats: Formats) -> MainWindow:
    """Return the window with every page of the gallery."""
    result = MainWindow(formats)
    result.add_screen("sell", lambda: SellPage(formats))
    result.add_screen("parts", lambda: PartsPage(formats))
    result.add_screen("count", lambda: CountPage(formats, USD))
    result.add_screen("days", lambda: DaysPage(formats))
    return result


def draw(app: QApplication, folder: Path, look: Look, chosen: Language) -> list[Path]:
    """Write the pictures of one look and language; return their paths."""
    apply_look(app, look)
    formats = Formats(apply_language(app, chosen), UTC)
    shown = window(formats)
    shown.status_bar.show_time(NOON)
    shown.show()
    paths = []
    for name, status in STATUSES.items():
        shown.status_bar.show_status(status)
        shown.show_screen(name)
        shown.show_toast(name)
        app.processEvents()
        for table in shown.findChildren(TicketTable):
            table._reveal()
        app.processEvents()
        path = folder / f"{name}-{look}-{chosen.code}.png"
        shown.grab().save(str(path))
        paths.append(path)
    shown.close()
    shown.deleteLater()
    return paths


if __name__ == "__main__":
    application = QApplication([])
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for a_look in Look:
        for a_language in (ENGLISH, ARABIC):
            draw(application, out, a_look, a_language)
