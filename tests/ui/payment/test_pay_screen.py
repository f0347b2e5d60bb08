"""The pay screen by its keys and buttons, on a real register."""

import json
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from pos.domain.problem import Problem
from pos.domain.sale import SaleState
from pos.domain.tender import TenderKind
from pos.runtime.worker import DatabaseWorker
from pos.ui.checkout.fitting_label import FittingLabel
from pos.ui.formatting import plain
from tests.registers import MIA, TOM
from tests.ui.tills import TillInTest, a_till, show


@pytest.fixture
def paying(till: TillInTest) -> TillInTest:
    """A lamp and a bread, 27.40, on the pay screen."""
    till.enter("LAMP")
    till.enter("BREAD")
    till.key(Qt.Key.Key_F12)
    assert till.window.current_screen == "pay"
    return till


def outcome(till: TillInTest) -> str:
    return plain(till.part(FittingLabel, "outcome").text)


def last_sale(till: TillInTest) -> object:
    return till.register.receipts.last(till.cash_session.id).sale


class TestCash:
    def test_of_nothing_typed_is_exactly_what_is_due(self, paying) -> None:
        paying.key(Qt.Key.Key_Return)

        assert paying.window.current_screen == "receipt"
        assert [str(each.amount) for each in last_sale(paying).tenders] == ["27.40"]
        assert paying.drawer.opened == 1

    def test_gives_change_and_says_it_before(self, paying) -> None:
        paying.type("50")
        assert outcome(paying) == "$22.60"

        paying.key(Qt.Key.Key_Return)

        assert str(last_sale(paying).change_due) == "22.60"
        assert plain(paying.part(FittingLabel, "change").text) == "$22.60"

    def test_comes_in_round_amounts(self, paying) -> None:
        names = ("quick_0", "quick_1", "quick_2", "quick_3")
        shown = [plain(paying.part(QPushButton, name).text()) for name in names]
        assert shown == ["$28.00", "$30.00", "$40.00", "$50.00"]

        paying.press("quick_1")

        assert str(last_sale(paying).change_due) == "2.60"

    def test_takes_digits_of_the_pad(self, paying) -> None:
        amount = paying.part(QLineEdit, "amount")
        keys = {key.text(): key for key in paying.screen("pay").findChildren(QPushButton)}
        for digit in ("3", "0"):
            keys[digit].click()
        assert amount.text() == "30"


class TestSeveralTenders:
    def test_add_up_until_nothing_is_due(self, paying) -> None:
        paying.type("20")
        paying.press("tender_card")
        assert outcome(paying) == "$7.40"
        paying.type("2.40")
        paying.key(Qt.Key.Key_F7)
        paying.press("tender_voucher")

        kinds = [each.kind for each in last_sale(paying).tenders]
        assert kinds == [TenderKind.CARD, TenderKind.COUPON, TenderKind.VOUCHER]
        assert paying.drawer.opened == 0

    def test_can_be_taken_back_one_by_one(self, paying) -> None:
        paying.type("20")
        paying.press("tender_card")
        paying.type("2")
        paying.press("tender_coupon")

        back = paying.part(QWidget, "take_back_0")
        back.click()
        paying.settle()

        assert [each.kind for each in paying.on_disk.tenders] == [TenderKind.COUPON]
        assert outcome(paying) == "$25.40"

    def test_stay_with_the_ticket_when_the_cashier_goes_back(self, paying) -> None:
        paying.type("20")
        paying.press("tender_card")

        paying.key(Qt.Key.Key_Escape)

        assert paying.window.current_screen == "sell"
        assert "$20.00, stays with this ticket" in paying.message
        assert paying.total == "$7.40"


class TestRefusals:
    @pytest.mark.parametrize(
        ("typed", "button", "why"),
        [
            ("30", "tender_card", "Only cash gives change"),
            ("0", "tender_cash", "more than zero"),
            ("-5", "tender_cash", "more than zero"),
            ("1.234", "tender_cash", "Too precise"),
            ("abc", "tender_cash", "not an amount"),
            ("4006381333931", "tender_cash", "looks like a barcode"),
            ("999999999999999999", "tender_card", "too large"),
        ],
    )
    def test_are_said_below_the_amount(self, paying, typed: str, button: str, why: str) -> None:
        paying.type(typed)

        paying.press(button)

        shown = [label.text() for label in paying.screen("pay").findChildren(QLabel)]
        assert any(why in text for text in shown)
        assert paying.on_disk.tenders == ()
        assert paying.part(QLineEdit, "amount").hasFocus()

    def test_of_the_disk_keep_the_ticket_and_its_tenders(self, paying, monkeypatch) -> None:
        class DiskFull(Problem):
            pass

        def full(*_: object) -> None:
            raise DiskFull("The disk is full: free some space.")

        with monkeypatch.context() as patched:
            patched.setattr(type(paying.register.checkout), "_record", full)
            paying.key(Qt.Key.Key_Return)
        assert "disk is full" in paying.message
        assert paying.window.current_screen == "pay"
        assert paying.drawer.opened == 0
        assert len(paying.on_disk.tenders) == 1

        paying.key(Qt.Key.Key_F12)

        assert paying.window.current_screen == "receipt"
        assert last_sale(paying).state is SaleState.COMPLETED


class TestNothingDue:
    def test_completes_without_asking_for_money(self, till) -> None:
        till.enter("LAMP")
        till.key(Qt.Key.Key_F4)
        till.type("100%")
        till.press("reason_3")
        till.press("editor_apply")

        till.key(Qt.Key.Key_F12)

        assert till.window.current_screen == "receipt"
        assert last_sale(till).tenders == ()


class TestTheDrawer:
    def test_that_sticks_is_told_after_the_sale(self, paying) -> None:
        paying.drawer.problem = Problem("The drawer is locked.")

        paying.key(Qt.Key.Key_Return)

        assert paying.window.current_screen == "receipt"
        assert "The sale is complete" in paying.message
        assert "locked" in paying.message


class TestASlowDisk:
    def test_leaves_the_sale_with_who_took_the_money(self, tmp_path, english, qtbot) -> None:
        worker, disk = DatabaseWorker(), Event()
        till = a_till(tmp_path, english, worker=worker)
        qtbot.addWidget(till.window)
        show(till)
        till.enter("LAMP")
        till.key(Qt.Key.Key_F12)
        qtbot.waitUntil(lambda: till.window.current_screen == "pay")
        till.settle()

        worker.submit(disk.wait)
        QTest.keyClick(till.window.focusWidget(), Qt.Key.Key_Return)
        till.desk.shift.sign_out()
        till.desk.shift.sign_in(MIA)
        disk.set()
        till.settle()

        [(body,)] = till.register.database.fetch(
            "SELECT body FROM journal WHERE kind = 'sale_completed'"
        )
        assert json.loads(body)["actor"] == str(TOM.id)
        worker.close()
        till.register.database.close()
