"""The sell screen's presenters with a view that only remembers, on a real register."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pos.ui.checkout.presenter import SellPresenter
from pos.ui.checkout.sale_desk import TicketInHand
from pos.ui.formatting import Formats, plain
from pos.ui.shift import Shift
from tests.registers import TOM, an_enrolled_register, usd


class Immediately:
    """Background that runs at once, on this thread."""

    def run(
        self,
        work: Callable[[], Any],
        *,
        on_done: Callable[[Any], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 -- as the real one does
            on_error(error)
        else:
            on_done(result)


class FakeView:
    """Remembers the last value of each `show_…`, and every call by name."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        def remember(*values: Any) -> None:
            self.calls.append((name, values))

        return remember

    def last(self, name: str) -> tuple[Any, ...]:
        return next(values for called, values in reversed(self.calls) if called == name)

    def was_asked(self, name: str) -> bool:
        return any(called == name for called, _ in self.calls)


@pytest.fixture
def selling(tmp_path: Path, english: Formats) -> Iterator[SimpleNamespace]:
    """A presenter on an open session of a real register, without any widget."""
    register = an_enrolled_register(tmp_path)
    shift = Shift()
    shift.sign_in(TOM)
    shift.work_in(register.cash_sessions.open_normal(TOM, usd("100")))
    desk: Any = SimpleNamespace(
        register=register,
        shift=shift,
        background=Immediately(),
        formats=lambda: english,
        ticket=TicketInHand(),
    )
    view: Any = FakeView()
    presenter = SellPresenter(view, desk)
    presenter.enter()
    yield SimpleNamespace(view=view, presenter=presenter, desk=desk, register=register)
    register.database.close()


def names(selling: SimpleNamespace) -> list[str]:
    rows, _ = selling.view.last("show_ticket")
    return [row.title for row in rows]


class TestRingingUp:
    def test_shows_the_ticket_with_its_figures(self, selling: SimpleNamespace) -> None:
        selling.presenter.submit("3*LAMP")

        rows, figures = selling.view.last("show_ticket")
        assert [(row.title, plain(row.quantity)) for row in rows] == [("Desk Lamp", "3")]
        assert plain(rows[0].note) == "$24.90 / each"
        assert plain(figures.total.amount) == "$74.70"
        assert selling.view.was_asked("clear_field")

    def test_keeps_the_rows_that_did_not_change(self, selling: SimpleNamespace) -> None:
        selling.presenter.submit("LAMP")
        (lamp,), _ = selling.view.last("show_ticket")

        selling.presenter.submit("BREAD")

        rows, _ = selling.view.last("show_ticket")
        assert rows[0] is lamp

    def test_names_every_code_that_nobody_has_read_yet(self, selling: SimpleNamespace) -> None:
        selling.presenter.submit("111")
        selling.presenter.submit("LAMP")
        selling.presenter.submit("222")

        (sentence,) = selling.view.last("show_problem")
        assert "“111” “222”" in plain(sentence)

    def test_shortens_a_code_of_four_thousand_characters(self, selling: SimpleNamespace) -> None:
        selling.presenter.submit("9" * 4_096)

        (sentence,) = selling.view.last("show_problem")
        assert len(sentence) < 200

    def test_asks_for_the_quantity_of_each_weighed_thing_in_turn(
        self, selling: SimpleNamespace
    ) -> None:
        selling.presenter.submit("APPLE")
        selling.presenter.submit("GAS")
        selling.presenter.editor.apply("0.5")
        (picture,) = selling.view.last("show_editor")
        assert "Gasoline" in picture.title

        selling.presenter.editor.apply("12,486")

        assert names(selling) == ["Apples Loose", "Gasoline Unleaded"]
        assert selling.view.was_asked("close_editor")


class TestDiscounts:
    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ("", "not an amount"),
            ("0", "more than zero"),
            ("-1", "more than zero"),
            ("24.91", "more than the line costs"),
            ("1.234", "Too precise"),
            ("100.01%", "at most 100 percent"),
            ("0%", "more than 0"),
            ("x%", "not a percentage"),
        ],
    )
    def test_are_refused_in_words(self, selling: SimpleNamespace, typed: str, why: str) -> None:
        selling.presenter.submit("LAMP")
        selling.presenter.edit_discount()

        selling.presenter.editor.apply(typed, "Damaged")

        (sentence,) = selling.view.last("show_editor_problem")
        assert why in sentence

    def test_with_a_reason_that_cannot_be_printed_are_refused(
        self, selling: SimpleNamespace
    ) -> None:
        selling.presenter.submit("LAMP")
        selling.presenter.edit_discount()

        selling.presenter.editor.apply("1", "a\u202eb")

        (sentence,) = selling.view.last("show_editor_problem")
        assert "cannot be printed" in sentence


class TestPaying:
    def test_opens_the_pay_screen(self, selling: SimpleNamespace) -> None:
        selling.presenter.submit("LAMP")

        selling.presenter.pay()

        assert selling.view.last("open_screen") == ("pay",)

    def test_without_an_operator_is_a_bug_not_a_sale(self, selling: SimpleNamespace) -> None:
        selling.desk.shift.sign_out()

        selling.presenter.submit("LAMP")

        (sentence,) = selling.view.last("show_problem")
        assert "Nothing you completed is lost" in sentence
        assert names(selling) == []
