"""Changing and voiding what is on the ticket, by keys and buttons, on a real register."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

CONTROL = Qt.KeyboardModifier.ControlModifier


class TestChangingALine:
    def test_gives_it_another_quantity(self, till) -> None:
        till.enter("LAMP")
        till.key(Qt.Key.Key_F3)

        till.enter("4")

        assert till.ticket == [("Desk Lamp", "4", "99.60")]

    def test_works_on_the_line_that_the_arrows_chose(self, till, qtbot) -> None:
        till.enter("LAMP")
        till.enter("BREAD")
        qtbot.wait(50)  # the newest line is made current one frame later
        till.key(Qt.Key.Key_Up)

        till.key(Qt.Key.Key_Delete)

        assert till.ticket == [("Crème-Brûlée Bread", "1", "2.50")]

    def test_gives_a_discount_in_percent_with_a_reason(self, till) -> None:
        till.enter("LAMP")
        till.key(Qt.Key.Key_F4)
        till.type("10%")
        till.press("reason_0")

        till.press("editor_apply")

        assert till.ticket == [("Desk Lamp", "1", "22.41")]
        assert till.on_disk.lines[0].discount.reason == "Damaged"

    def test_asks_for_the_reason_of_a_discount(self, till) -> None:
        till.enter("LAMP")
        till.key(Qt.Key.Key_F4)

        till.enter("1.50")
        assert till.ticket == [("Desk Lamp", "1", "24.90")]
        reason = till.part(QLineEdit, "reason_own")
        reason.setFocus()
        till.enter("Scratched")

        assert till.on_disk.lines[0].discount.reason == "Scratched"
        assert till.total == "$23.40"

    def test_refuses_more_than_the_line_costs_and_then_takes_the_discount_back(self, till) -> None:
        till.enter("LAMP")
        till.key(Qt.Key.Key_F4)
        till.press("reason_1")
        till.enter("25")
        assert till.on_disk.lines[0].discount is None
        till.enter("2")
        assert till.total == "$22.90"

        till.key(Qt.Key.Key_F4)
        till.press("editor_remove")

        assert till.total == "$24.90"

    def test_without_one_says_so(self, till) -> None:
        till.key(Qt.Key.Key_Delete)

        assert "ticket is empty" in till.message


class TestVoiding:
    def test_a_line_can_be_undone(self, till) -> None:
        till.enter("LAMP")
        till.enter("BREAD")
        till.key(Qt.Key.Key_Delete)
        assert [name for name, _, _ in till.ticket] == ["Desk Lamp"]

        till.key(Qt.Key.Key_Z, CONTROL)

        assert [name for name, _, _ in till.ticket] == ["Desk Lamp", "Crème-Brûlée Bread"]

    def test_the_ticket_asks_first(self, till) -> None:
        till.enter("LAMP")
        till.key(Qt.Key.Key_Delete, CONTROL)
        assert till.ticket != []

        till.key(Qt.Key.Key_Return)
        assert till.ticket == []

        till.press("question_yes")
        assert [name for name, _, _ in till.ticket] == ["Desk Lamp"]

    def test_the_ticket_is_answered_no_by_going_on(self, till) -> None:
        till.enter("LAMP")
        till.key(Qt.Key.Key_Delete, CONTROL)

        till.enter("BREAD")
        till.key(Qt.Key.Key_Return)

        assert len(till.ticket) == 2

    def test_gives_discounts_back_with_their_lines(self, till) -> None:
        till.enter("LAMP")
        till.key(Qt.Key.Key_F4)
        till.type("10%")
        till.press("reason_0")
        till.press("editor_apply")
        till.key(Qt.Key.Key_Delete, CONTROL)
        till.press("question_yes")

        till.press("question_yes")

        assert till.total == "$22.41"


class TestAKeyThatCannotBeUsed:
    def test_says_why(self, till) -> None:
        till.key(Qt.Key.Key_F3)
        assert till.window.message == "The ticket is empty"

        till.key(Qt.Key.Key_F7)
        assert till.window.message == "Comes in a later version"
