"""The ticket: what its views hear, and what is painted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from pos.ui.widgets.ticket_model import Column, TicketModel, TicketRow
from pos.ui.widgets.ticket_table import TicketTable


def a_row(number: int, amount: str = "1.00") -> TicketRow:
    return TicketRow(key=number, title=f"Line {number}", quantity="1", amount=amount)


def rows(count: int) -> tuple[TicketRow, ...]:
    return tuple(a_row(number) for number in range(count))


class Heard:
    """What a view is told."""

    def __init__(self, model: TicketModel) -> None:
        self.calls: list[tuple[object, ...]] = []
        model.rowsInserted.connect(lambda _, first, last: self.calls.append(("in", first, last)))
        model.rowsRemoved.connect(lambda _, first, last: self.calls.append(("out", first, last)))
        model.modelReset.connect(lambda: self.calls.append(("reset",)))
        model.dataChanged.connect(
            lambda first, last, _: self.calls.append(("changed", first.row(), last.row()))
        )


class TestTicketModel:
    def test_one_row_more_is_one_insertion(self, qapp) -> None:
        model = TicketModel()
        model.show_rows(rows(99))
        heard = Heard(model)

        model.show_rows(rows(100))

        assert heard.calls == [("in", 99, 99)]

    def test_a_changed_row_is_repainted_alone(self, qapp) -> None:
        model = TicketModel()
        model.show_rows(rows(5))
        heard = Heard(model)

        model.show_rows((*rows(2), a_row(2, "9.00"), *rows(5)[3:]))

        assert heard.calls == [("changed", 2, 2)]

    def test_a_row_less_is_one_removal(self, qapp) -> None:
        model = TicketModel()
        model.show_rows(rows(5))
        heard = Heard(model)

        model.show_rows(rows(5)[:1] + rows(5)[2:])

        assert heard.calls == [("out", 1, 1)]

    def test_the_same_rows_again_are_nothing(self, qapp) -> None:
        model = TicketModel()
        model.show_rows(rows(5))
        heard = Heard(model)

        model.show_rows(rows(5))

        assert heard.calls == []

    @given(tickets=st.lists(st.lists(st.integers(0, 5), max_size=6), max_size=6))
    def test_is_always_what_was_shown_last(self, qapp, tickets: list[list[int]]) -> None:
        model = TicketModel()
        tester = QAbstractItemModelTester(
            model, QAbstractItemModelTester.FailureReportingMode.Warning
        )
        for numbers in tickets:
            wanted = tuple(a_row(number) for number in numbers)

            model.show_rows(wanted)

            assert model.rows == wanted
            shown = [model.index(at, Column.ITEM).data() for at in range(model.rowCount())]
            assert shown == [row.title for row in wanted]
        tester.deleteLater()

    def test_has_headings_in_the_language_shown(self, arabic) -> None:
        model = TicketModel()

        headings = [model.headerData(at, Qt.Orientation.Horizontal) for at in Column]

        assert headings == ["الصنف", "الكمية", "المبلغ"]


class TestTicketTable:
    @pytest.fixture(params=["english", "arabic"])
    def table(self, request, qtbot) -> TicketTable:
        request.getfixturevalue(request.param)
        table = TicketTable()
        qtbot.addWidget(table)
        table.resize(420, 400)
        table.show()
        return table

    def test_makes_the_newest_line_current_and_shows_it(self, table, qtbot) -> None:
        table.show_rows(rows(30))

        qtbot.waitUntil(lambda: table.current_key == 29)
        last = table.visualRect(table.model().index(29, 0))
        assert table.viewport().rect().contains(last.center())

    def test_paints_a_burst_of_lines_once(self, table, qtbot) -> None:
        table.show_rows(rows(1))
        qtbot.waitUntil(lambda: table.current_key == 0)
        paints = []
        original = table._delegate.paint
        table._delegate.paint = lambda *given: (paints.append(given[2].row()), original(*given))

        for count in range(2, 101):
            table.show_rows(rows(count))
        assert paints == []

        qtbot.waitUntil(lambda: table.current_key == 99)
        qtbot.waitUntil(lambda: 99 in paints)
        assert len(paints) < 100

    def test_moves_the_current_line_by_keys_of_another_field(self, table, qtbot) -> None:
        table.show_rows(rows(3))
        qtbot.waitUntil(lambda: table.current_key == 2)

        with qtbot.waitSignal(table.row_chosen) as chosen:
            table.move_current(-1)
        assert chosen.args == [1]

        table.move_current(-9)
        assert table.current_key == 0

    def test_an_empty_ticket_has_no_current_line(self, table, qtbot) -> None:
        table.show_rows(rows(3))
        qtbot.waitUntil(lambda: table.current_key == 2)

        table.show_rows(())

        assert table.current_key is None
        table.move_current(1)
