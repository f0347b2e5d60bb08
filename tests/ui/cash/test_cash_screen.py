"""Cash screen: real keys and buttons on a real register."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from pos.domain.event import EventKind
from pos.hardware.drawer import DrawerUnavailable
from pos.ui.cash.view import CashScreen
from pos.ui.formatting import plain
from pos.ui.receipt.paper_view import PaperView
from pos.ui.widgets.listing.view import Listing
from pos.ui.widgets.tile_grid import TileGrid
from tests.registers import usd
from tests.ui.tills import DrawerInTest, PrinterInTest
from tests.ui.worked_till import ENTER, Worked

F3, F4, F5, F6, F8, F12 = (getattr(Qt.Key, f"Key_F{number}") for number in (3, 4, 5, 6, 8, 12))
ESCAPE = Qt.Key.Key_Escape


@pytest.fixture
def till(start) -> Worked:
    worked = start().sign_in().open_session()
    worked.hands.press(F8)
    worked.hands.see("cash")
    return worked


def steps(worked: Worked) -> list[tuple[str, object, str]]:
    register, cash_session = worked.tills.register, worked.till.shift.cash_session
    told = register.stories.story(cash_session.id)
    return [(one.movement, one.amount, one.reason) for one in told][1:]


def movements(worked: Worked) -> list[tuple[str, str, str]]:
    rows = worked.hands.find("movements", Listing).rows
    return [
        (plain(row.cells[1].text), plain(row.cells[1].note), plain(row.cells[2].text))
        for row in rows
    ]


def slip(worked: Worked) -> str:
    return plain(worked.hands.find("paper", PaperView).accessibleName())


def devices(worked: Worked) -> tuple[PrinterInTest, DrawerInTest]:
    """Put a printer and a drawer at the till."""
    screen = worked.window.find_screen("cash")
    assert isinstance(screen, CashScreen)
    printer, drawer = PrinterInTest(), DrawerInTest()
    desk = screen.presenter._desk
    object.__setattr__(desk, "printer", printer)
    object.__setattr__(desk, "drawer", drawer)
    return printer, drawer


class TestAMovement:
    @pytest.mark.parametrize("typed", ["50,5", "50.50"])
    def test_is_done_with_the_keyboard_alone(self, till, typed: str) -> None:
        till.hands.press(F3)
        till.hands.type_text(typed)
        till.hands.press(ENTER)
        till.hands.type_text("Window cleaner")
        till.hands.press(ENTER)
        till.hands.until_idle()

        assert steps(till) == [("paid_out", usd("50.50"), "Window cleaner")]
        assert movements_after_escape(till) == [("Paid out", "Window cleaner · Tom", "−$50.50")]

    def test_is_done_with_a_finger_alone(self, till) -> None:
        till.hands.click("loan")
        for name in ("4", "0"):
            press_pad(till, name)
        till.hands.click("reason_0")
        till.hands.click("do_it")
        till.hands.until_idle()

        assert steps(till) == [("loan", usd("40.00"), "Change needed")]

    def test_shows_its_slip_and_opens_the_drawer_once_it_is_on_disk(self, till) -> None:
        _, drawer = devices(till)
        till.hands.press(F4)
        till.hands.type_text("20")
        till.hands.click("reason_1")

        till.hands.press(F12)
        till.hands.until_idle()

        assert "Drop" in slip(till)
        assert "−$20.00" in slip(till)
        assert "Reason: To the bank" in slip(till)
        assert drawer.opened == 1
        assert till.tills.exchange.nudges >= 1

    def test_asks_for_an_amount_and_for_a_reason(self, till) -> None:
        till.hands.press(F3)
        till.hands.press(F12)
        assert "Type an amount above zero." in till.words()

        till.hands.type_text("5")
        till.hands.press(F12)

        assert "Say why: choose a reason, or type one." in till.words()
        assert steps(till) == []

    def test_keeps_its_slip_as_pdf_and_as_text(self, till, folder) -> None:
        till.hands.press(F5)
        till.hands.type_text("10")
        till.hands.click("reason_0")
        till.hands.press(F12)
        till.hands.until_idle()

        till.hands.click("slip_pdf")
        till.hands.click("slip_text")
        till.hands.until_idle()

        kept = {path.suffix: path for path in (folder / "receipts").glob("cash-*")}
        assert kept[".pdf"].read_bytes().startswith(b"%PDF")
        lines = kept[".txt"].read_text().splitlines()
        assert max(map(len, lines)) <= 42
        assert "Reason: Change needed" in lines

    def test_is_printed_when_somebody_asks_for_it(self, till) -> None:
        printer, _ = devices(till)
        till.hands.press(F5)
        till.hands.type_text("10")
        till.hands.click("reason_0")
        till.hands.press(F12)
        till.hands.until_idle()

        till.hands.press(Qt.Key.Key_F9)
        till.hands.until_idle()

        assert [job.name for job in printer.jobs] == ["cash-00000002-2026-03-28"]

    def test_that_is_refused_leaves_no_slip(self, till) -> None:
        register, cash_session = till.tills.register, till.till.shift.cash_session
        till.till.background.run(
            lambda: register.cash_sessions.begin_count(cash_session.id, till.till.shift.operator),
            on_done=lambda _: None,
            on_error=lambda error: None,
        )
        till.hands.press(F3)
        till.hands.type_text("5")
        till.hands.click("reason_0")
        till.hands.press(F12)
        till.hands.until_idle()

        assert till.window.message != ""
        assert till.hands.shows("paper", PaperView) is None


class TestNoSale:
    def test_opens_the_drawer_with_a_reason_and_no_amount(self, till) -> None:
        _, drawer = devices(till)
        till.hands.press(F6)
        till.hands.click("reason_0")
        till.hands.press(F12)
        till.hands.until_idle()

        kinds = [
            one.kind for one in till.tills.register.stories.story(till.till.shift.cash_session.id)
        ]
        assert kinds[-1] == EventKind.DRAWER_OPENED.value
        assert drawer.opened == 1
        assert "No sale" in slip(till)

    def test_is_done_with_enter_alone_for_the_first_reason(self, till) -> None:
        _, drawer = devices(till)
        till.hands.press(F6)

        till.hands.press(ENTER)
        till.hands.press(ENTER)
        till.hands.until_idle()

        assert steps(till) == [("", None, "Change for a customer")]
        assert drawer.opened == 1

    def test_tells_of_a_drawer_that_is_stuck(self, till) -> None:
        _, drawer = devices(till)
        drawer.problem = DrawerUnavailable("It does not answer.")
        till.hands.press(F6)
        till.hands.click("reason_0")
        till.hands.press(F12)
        till.hands.until_idle()

        assert "It is written down, but the drawer did not open." in till.window.message


class TestTraining:
    def test_says_so_on_the_slip_and_leaves_the_drawer_alone(self, start) -> None:
        worked = start().sign_in()
        worked.hands.see("start_of_day")
        worked.hands.press(Qt.Key.Key_F7)
        worked.hands.until_idle()
        worked.hands.press(F12)
        worked.hands.see("sell")
        worked.hands.press(F8)
        worked.hands.see("cash")
        _, drawer = devices(worked)

        worked.hands.press(F3)
        worked.hands.type_text("5")
        worked.hands.click("reason_0")
        worked.hands.press(F12)
        worked.hands.until_idle()

        assert "TRAINING" in slip(worked)
        assert drawer.opened == 0


class TestTheWayThere:
    def test_is_in_the_menu_too(self, start) -> None:
        worked = start().sign_in().open_session()

        worked.choose_in_menu("cash")
        worked.hands.see("cash")
        worked.hands.press(ESCAPE)

        worked.hands.see("menu")

    def test_is_closed_in_the_menu_while_no_session_is_open(self, start) -> None:
        worked = start().sign_in()
        worked.hands.see("start_of_day")
        worked.window.show_screen("menu")

        tiles = {tile.key: tile for tile in worked.hands.find("menu_tiles", TileGrid).tiles}

        assert tiles["cash"].reason == "No session is open"

    def test_leads_back_to_selling(self, till) -> None:
        till.hands.press(ESCAPE)

        till.hands.see("sell")

    def test_shows_the_x_report(self, till) -> None:
        till.hands.press(F8)
        till.hands.see("x_report")
        till.hands.press(ESCAPE)

        till.hands.see("cash")


def movements_after_escape(worked: Worked) -> list[tuple[str, str, str]]:
    worked.hands.press(ESCAPE)  # from the slip to the list
    worked.hands.until_idle()
    return movements(worked)


def press_pad(worked: Worked, text: str) -> None:
    keys = worked.window.find_screen("cash").findChildren(QPushButton)
    (key,) = [key for key in keys if key.text() == text]
    worked.hands.click_at(key, key.rect().center())
