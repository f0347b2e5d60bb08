"""Fields for amounts and counted cash."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from pos.domain.cash_count import CashCount, count_cash
from pos.domain.currency import CurrencyCode, denominations
from pos.domain.money import Money, parse_money
from pos.ui.widgets.amount_field import AmountField
from pos.ui.widgets.denomination_table import DenominationTable, PiecesField

USD = CurrencyCode("USD")


@pytest.fixture
def field(qtbot) -> AmountField:
    field = AmountField("Paid in", lambda text: parse_money(text, USD))
    qtbot.addWidget(field)
    field.show()
    return field


def problem(field: AmountField) -> str:
    labels = field.findChildren(QLabel)
    return "".join(x.text() for x in labels if x.isVisible() and x.property("role") == "problem")


class TestAmountField:
    @pytest.mark.parametrize("typed", ["50,5", "50.50", "٥٠٫٥", "۵۰٫۵"])
    def test_understands_every_way_to_type(self, field, qtbot, typed: str) -> None:
        with qtbot.waitSignal(field.value_entered) as entered:
            field.edit.setText(typed)
            qtbot.keyClick(field.edit, Qt.Key.Key_Return)

        assert entered.args == [Money(5050, USD)]

    def test_says_what_is_wrong_only_when_asked(self, field, qtbot) -> None:
        qtbot.keyClicks(field.edit, "12.345")
        assert problem(field) == ""
        assert field.value is None

        with qtbot.assertNotEmitted(field.value_entered):
            qtbot.keyClick(field.edit, Qt.Key.Key_Return)

        assert "more precise" in problem(field)

    def test_forgets_the_problem_with_the_next_key(self, field, qtbot) -> None:
        field.show_problem("The till does not hold that much.")

        qtbot.keyClicks(field.edit, "1")

        assert problem(field) == ""
        assert field.value == Money(100, USD)

    def test_has_no_value_while_empty(self, field, qtbot) -> None:
        with qtbot.assertNotEmitted(field.value_entered):
            qtbot.keyClick(field.edit, Qt.Key.Key_Return)

        assert field.value is None
        assert problem(field) == ""


@pytest.fixture
def table(qtbot, english) -> DenominationTable:
    table = DenominationTable(USD, english)
    qtbot.addWidget(table)
    table.show()
    return table


def pieces(table: DenominationTable) -> list[PiecesField]:
    return [table._fields[value] for value in denominations(USD)]


class TestDenominationTable:
    def test_counts_what_is_typed(self, table, qtbot) -> None:
        with qtbot.waitSignal(table.counted):
            qtbot.keyClicks(pieces(table)[2], "7")

        assert table.count == count_cash({2000: 7}, USD)
        assert table.count.total == Money(140_00, USD)

    def test_shows_what_each_row_makes(self, table, qtbot) -> None:
        qtbot.keyClicks(pieces(table)[2], "7")

        assert "140.00" in table._sums[2000].text()

    def test_steps_by_arrow_keys_and_never_below_none(self, table, qtbot) -> None:
        first = pieces(table)[0]

        qtbot.keyClick(first, Qt.Key.Key_Down)
        assert first.pieces == 0

        qtbot.keyClick(first, Qt.Key.Key_Up)
        qtbot.keyClick(first, Qt.Key.Key_Up)
        assert first.pieces == 2

    def test_steps_by_touch(self, table, qtbot) -> None:
        buttons = {b.accessibleName(): b for b in table.findChildren(QToolButton)}
        more = next(b for name, b in buttons.items() if name.startswith("One more of \u2066$20"))

        qtbot.mouseClick(more, Qt.MouseButton.LeftButton)

        assert table.count == count_cash({2000: 1}, USD)

    def test_enter_goes_down_and_at_the_end_says_so(self, table, qtbot) -> None:
        fields = pieces(table)
        fields[0].setFocus()

        with qtbot.waitSignal(table.entered):
            for field in fields:
                qtbot.keyClick(field, Qt.Key.Key_Return)

    def test_takes_arabic_digits_and_no_letters(self, table, qtbot) -> None:
        pieces(table)[0].insert("١")
        qtbot.keyClicks(pieces(table)[0], "a2-")

        assert pieces(table)[0].pieces == 12

    def test_can_be_filled_and_cleared(self, table) -> None:
        count = count_cash({100: 3, 1: 4}, USD)

        table.show_count(count)
        assert table.count == count

        table.clear()
        assert table.count == CashCount(USD, ())
