"""The whole till: real keys and buttons on a real register with its own worker thread."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos.domain.cash_session import CashSessionKind
from pos.runtime.first_look import read_first_look
from pos.sync.status import Contact
from pos.ui.page import Page
from pos.ui.screen import Screen
from pos.ui.widgets.tile_grid import TileGrid
from tests.registers import MIA, PINS, TOM, usd
from tests.ui.whole_tills import ONLINE, PASSPHRASE
from tests.ui.worked_till import ENTER

ESCAPE = Qt.Key.Key_Escape
CTRL = Qt.KeyboardModifier.ControlModifier

HOLD_THE_FOLDER = """
import sys
from pathlib import Path
from pos.runtime.clock import SystemClock
from pos.runtime.lock import lock_folder
lock = lock_folder(Path(sys.argv[1]), SystemClock())
print("held", flush=True)
sys.stdin.readline()
"""


class TestStart:
    def test_paints_the_faces_of_the_last_time_before_the_register_is_open(self, start) -> None:
        start().wait_open().till.close()

        held = threading.Event()
        again = start(held=held)

        faces = again.hands.find("operators", TileGrid).tiles
        assert [face.title for face in faces] == ["Mia", "Tom"]
        assert not again.till.is_open
        held.set()
        again.wait_open()

    def test_checks_a_pin_that_was_typed_while_it_opened(self, start) -> None:
        start().wait_open().till.close()
        held = threading.Event()
        again = start(held=held)
        QTest.qWaitForWindowActive(again.window)
        again.hands.type_text("t" + PINS[TOM.id])
        again.hands.press(ENTER)
        assert "your PIN is checked in a moment" in again.words()

        held.set()

        again.hands.see("start_of_day")
        assert again.till.shift.operator == TOM

    def test_keeps_language_and_look_for_the_next_time(self, start, folder) -> None:
        start(language="ar", look="dark").wait_open().till.close()

        kept = read_first_look(folder)

        assert (kept.language, kept.look) == ("ar", "dark")

    def test_ends_every_part_when_the_window_is_closed(self, start, qtbot) -> None:
        worked = start().wait_open()

        with qtbot.waitSignal(worked.till.closed):
            worked.window.close()

        assert worked.tills.exchange.closed
        start().wait_open()  # the folder is free again


class TestTrouble:
    def test_a_second_process_on_the_folder_is_told_in_the_window(self, start, folder) -> None:
        with subprocess.Popen(
            [sys.executable, "-c", HOLD_THE_FOLDER, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as other:
            assert other.stdout is not None
            other.stdout.readline()

            worked = start()
            worked.hands.see("start_up")

            assert "already in use by another Evertill" in worked.words()
            other.communicate(b"\n")
        worked.hands.click("go")  # try again
        worked.hands.see("sign_in")
        worked.sign_in()

    def test_a_folder_that_was_never_enrolled_is_told_in_the_window(
        self, qapp, start, folder
    ) -> None:
        for entry in folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

        worked = start()
        worked.hands.see("start_up")

        assert "evertill enrol --data" in worked.words()

    def test_a_marker_that_is_gone_is_told_in_the_window(self, start, folder) -> None:
        (folder / "evertill.json").unlink()

        worked = start()
        worked.hands.see("start_up")

        assert "Restore that file from a backup" in worked.words()

    def test_a_damaged_database_is_told_in_the_window(self, start, folder) -> None:
        (folder / "register.db").write_bytes(b"x" * 8192)

        worked = start()
        worked.hands.see("start_up")

        assert "cannot be read" in worked.words()

    def test_asks_for_the_passphrase_until_it_is_right(self, start) -> None:
        worked = start(passphrase=None)
        worked.hands.find("passphrase", QLineEdit)
        worked.hands.type_text("wrong")
        worked.hands.press(ENTER)
        worked.hands.until(lambda: "That is not the passphrase" in worked.words(), "the refusal")

        worked.hands.type_text(PASSPHRASE)
        worked.hands.press(ENTER)

        worked.hands.see("sign_in")
        worked.sign_in()

    def test_closing_while_the_passphrase_is_asked_ends_everything(self, start, qtbot) -> None:
        worked = start(passphrase=None)
        worked.hands.find("passphrase", QLineEdit)

        with qtbot.waitSignal(worked.till.closed):
            worked.window.close()


class TestSignIn:
    def test_counts_a_delay_down_on_screen(self, start) -> None:
        worked = start().wait_open()
        worked.hands.type_text("Tom")
        for _ in range(3):
            worked.hands.type_text("9999")
            worked.hands.press(ENTER)
            worked.hands.until_idle()
        assert "Wait 5 s" in worked.words()

        worked.tills.clock.advance(timedelta(seconds=2))
        worked.hands.until(lambda: "Wait 3 s" in worked.words(), "the countdown")

        worked.tills.clock.advance(timedelta(seconds=3))
        worked.hands.until(lambda: "Wait" not in worked.words(), "the end of the delay")
        worked.sign_in()

    def test_another_operator_takes_two_keys_and_keeps_the_ticket(self, start) -> None:
        worked = start().sign_in(TOM).open_session()
        worked.sell("MILK")

        worked.hands.press(Qt.Key.Key_L, CTRL)
        worked.hands.see("sign_in")
        worked.hands.type_text("m" + PINS[MIA.id])
        worked.hands.press(ENTER)
        worked.hands.see("sell")

        session_id = worked.till.shift.cash_session.id
        assert worked.till.shift.operator == MIA
        register = worked.tills.register
        ticket = register.worker.run(lambda: register.checkout.ticket(session_id))
        assert [line.item.sku for line in ticket.lines] == ["MILK"]


class TestDay:
    def test_is_opened_sold_in_counted_and_closed_by_keys(self, start, folder) -> None:
        worked = start().sign_in().open_session("100")
        worked.sell("LAMP")
        worked.hands.press(Qt.Key.Key_F12)
        worked.hands.see("pay")
        worked.hands.press(ENTER)
        worked.hands.see("receipt")
        worked.hands.press(Qt.Key.Key_F12)
        worked.hands.see("sell")
        nudges = worked.tills.exchange.nudges

        worked.choose_in_menu("close_session")
        worked.hands.see("close")
        assert "124.90" not in worked.words()
        worked.hands.click("as_one_amount")
        worked.hands.type_text("124.90")
        worked.hands.press(Qt.Key.Key_F12)
        worked.hands.find("close_session", QWidget)
        assert "Exactly right" in worked.words()
        worked.hands.press(Qt.Key.Key_F12)
        worked.hands.see("z_report")

        assert "124.90" in worked.words()
        worked.hands.until_idle()
        text = (folder / "receipts" / "z-000001.txt").read_text(encoding="utf-8")
        assert "24.90" in text
        assert (folder / "receipts" / "z-000001.pdf").read_bytes().startswith(b"%PDF")
        assert worked.till.shift.cash_session is None
        assert worked.tills.exchange.nudges > nudges
        worked.hands.press(Qt.Key.Key_F12)
        worked.hands.see("sign_in")

    def test_is_taken_up_again_after_the_window_was_closed(self, start) -> None:
        worked = start().sign_in().open_session()
        worked.sell("MILK")
        worked.till.close()

        again = start().sign_in(MIA)
        assert "Opened Sat 28 Mar 12:00 by Tom with a float of $100.00." in again.words()
        again.hands.click("resume")
        again.hands.see("sell")

        assert again.till.shift.cash_session.opening_float == usd("100.00")
        assert "1 line" in again.words()

    def test_that_was_being_counted_comes_back_to_the_count(self, start) -> None:
        worked = start().sign_in().open_session()
        worked.choose_in_menu("close_session")
        worked.hands.see("close")
        worked.till.close()

        again = start().sign_in()
        assert "being counted" in again.words()
        again.hands.click("resume")
        again.hands.see("close")

        again.hands.press(ESCAPE)
        again.hands.see("sell")

    def test_cannot_be_counted_while_a_ticket_is_open(self, start) -> None:
        worked = start().sign_in().open_session()
        worked.sell("MILK")

        worked.choose_in_menu("close_session")
        worked.hands.see("close")

        assert "neither paid nor discarded" in worked.words()
        worked.hands.press(ESCAPE)
        worked.hands.see("sell")


class TestAside:
    @pytest.mark.parametrize("key", ["sync", "settings", "help", "about", "x_report"])
    def test_every_screen_of_the_menu_leads_back_to_selling(self, start, key) -> None:
        worked = start().sign_in().open_session()

        worked.choose_in_menu(key)
        worked.hands.see(key)
        for screen in ("menu", "sell"):
            worked.hands.press(ESCAPE)
            worked.hands.see(screen)

    def test_help_leads_back_to_a_count_as_it_stood(self, start) -> None:
        worked = start().sign_in().open_session()
        worked.choose_in_menu("close_session")
        worked.hands.see("close")
        worked.hands.click("count_anyway")
        worked.hands.click("as_one_amount")
        worked.hands.type_text("77")

        worked.hands.press(Qt.Key.Key_F1)
        worked.hands.see("help")
        worked.hands.press(ESCAPE)
        worked.hands.see("close")

        assert worked.hands.find("one_amount", QWidget).findChild(QLineEdit).text() == "77"

    def test_settings_turn_the_language_at_once(self, start, folder) -> None:
        worked = start().sign_in().open_session()
        worked.choose_in_menu("settings")

        worked.hands.click("language_ar")
        worked.hands.until_idle()

        assert QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
        assert "الإعدادات" in worked.words()
        assert read_first_look(folder).language == "ar"

    def test_status_bar_shows_what_the_exchange_says(self, start) -> None:
        worked = start().sign_in().open_session()

        worked.tills.exchange.say(
            replace(ONLINE, contact=Contact.OFFLINE, waiting=3, quarantined=(7,))
        )
        worked.hands.until(
            lambda: worked.window.status_bar.status.waiting == 3, "the status in the bar"
        )

        status = worked.window.status_bar.status
        assert not status.online
        assert status.needs_attention == 1
        assert status.kind is CashSessionKind.NORMAL
        assert (status.register, status.operator) == ("Till 1", "Tom")

    def test_try_now_asks_the_exchange(self, start) -> None:
        worked = start().sign_in()
        worked.till.show_sync()
        worked.hands.see("sync")

        worked.hands.click("try_now")

        assert worked.tills.exchange.tries == 1

    def test_every_page_is_a_screen_with_keys(self, start) -> None:
        worked = start().sign_in()
        for name in ("menu", "sync", "settings", "help", "about"):
            screen = worked.window.find_screen(name)
            assert isinstance(screen, Screen)
            assert isinstance(screen, Page)
            assert screen.key_bar.hints != ()
