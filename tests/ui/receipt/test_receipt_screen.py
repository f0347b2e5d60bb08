"""The receipt screen by its keys and buttons, on a real register."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from pos.domain.problem import Problem
from pos.runtime.atomic_file import CannotWrite
from pos.ui.checkout.fitting_label import FittingLabel
from pos.ui.formatting import plain
from pos.ui.language import ARABIC, apply_language
from pos.ui.receipt import presenter
from pos.ui.receipt.paper import Pair, Stamp
from pos.ui.receipt.paper_view import PaperView
from pos.ui.receipt.screen import DOUBLE_PRESS_MS
from tests.ui.tills import TillInTest


@pytest.fixture
def sold(till: TillInTest) -> TillInTest:
    """Two lamps, 49.80, paid with 50."""
    till.enter("2*LAMP")
    till.key(Qt.Key.Key_F12)
    till.enter("50")
    assert till.window.current_screen == "receipt"
    return till


def pairs(till: TillInTest) -> dict[str, str]:
    paper = till.part(PaperView, "paper").paper
    return {plain(each.name): plain(each.figure) for each in paper if isinstance(each, Pair)}


class TestTheReceipt:
    def test_says_the_change_and_what_was_sold(self, sold) -> None:
        assert plain(sold.part(FittingLabel, "change").text) == "$0.20"
        assert pairs(sold)["TOTAL"] == "$49.80"
        assert pairs(sold)["Desk Lamp"] == "49.80"
        assert pairs(sold)["Change"] == "0.20"

    def test_is_written_in_the_language_of_the_screen(self, sold) -> None:
        apply_language(QApplication.instance(), ARABIC)
        sold.settle()

        assert pairs(sold)["الإجمالي"] == "٤٩٫٨٠\u00a0$"

    def test_is_printed_only_when_asked_for(self, sold) -> None:
        assert sold.printer.jobs == []

        sold.press("print")

        (job,) = sold.printer.jobs
        assert job.name == "receipt-000001-2026-03-28"
        assert "Desk Lamp" in job.text

    def test_that_cannot_be_printed_leaves_the_sale_and_says_so(self, sold) -> None:
        sold.printer.become(Problem("The printer is out of paper."))

        sold.key(Qt.Key.Key_F9)

        assert "complete and kept" in sold.message
        assert "out of paper" in sold.message

    def test_is_saved_as_pdf_with_the_typeface_inside(self, sold) -> None:
        sold.press("save_pdf")

        content = (
            sold.desk.register.folder.receipts / "receipt-000001-2026-03-28.pdf"
        ).read_bytes()
        assert content.startswith(b"%PDF-")
        assert b"Vazirmatn" in content
        assert "receipt-000001-2026-03-28.pdf" in sold.message

    def test_is_saved_as_text(self, sold) -> None:
        sold.key(Qt.Key.Key_F8)

        path = sold.desk.register.folder.receipts / "receipt-000001-2026-03-28.txt"
        assert "TOTAL USD" in path.read_text(encoding="utf-8")

    def test_on_a_full_disk_says_what_is_kept(self, sold, monkeypatch) -> None:
        def refuse(path, _content) -> None:
            raise CannotWrite(path, OSError(28, "No space left on device"))

        monkeypatch.setattr(presenter, "replace_file", refuse)

        sold.press("save_text")

        assert "complete and kept" in sold.message
        assert "No space left" in sold.message

    def test_without_a_printer_disables_printing(self, sold) -> None:
        sold.printer.connected = False

        sold.window.show_screen("receipt")

        assert not sold.part(QPushButton, "print").isEnabled()


class TestTheNextSale:
    def test_begins_with_f12(self, sold) -> None:
        sold.key(Qt.Key.Key_F12)

        assert sold.window.current_screen == "sell"
        assert sold.ticket == []

    def test_begins_with_esc(self, sold) -> None:
        sold.key(Qt.Key.Key_Escape)

        assert sold.window.current_screen == "sell"

    def test_begins_with_a_scan_that_loses_no_digit(self, sold) -> None:
        sold.enter("4006381333931")

        assert sold.ticket == [("Fresh Milk 1 L", "1", "1.29")]

    def test_does_not_begin_with_the_second_press_of_a_nervous_finger(self, sold, qtbot) -> None:
        sold.key(Qt.Key.Key_Return)
        assert sold.window.current_screen == "receipt"

        qtbot.wait(DOUBLE_PRESS_MS + 20)
        sold.key(Qt.Key.Key_Return)

        assert sold.window.current_screen == "sell"


class TestACopy:
    def test_of_the_last_receipt_is_marked_and_leaves_the_open_ticket_alone(self, sold) -> None:
        sold.enter("BREAD")
        sold.key(Qt.Key.Key_F9)

        paper = sold.part(PaperView, "paper").paper
        assert Stamp("COPY") in paper
        sold.press("save_text")
        assert (sold.desk.register.folder.receipts / "receipt-000001-2026-03-28-copy.txt").exists()

        sold.key(Qt.Key.Key_F12)
        assert sold.ticket == [("Crème-Brûlée Bread", "1", "2.50")]

    def test_of_nothing_sold_yet_is_said(self, till) -> None:
        till.key(Qt.Key.Key_F9)

        assert "Nothing has been sold" in till.message
        assert till.window.current_screen == "sell"
