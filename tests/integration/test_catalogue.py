"""Searching the catalogue on a real database file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.registers import RegisterInTest, an_enrolled_register


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    register.database.close()


def found(register: RegisterInTest, typed: str) -> list[str]:
    return [item.name for item in register.catalogue.search(typed)]


class TestSearching:
    @pytest.mark.parametrize("typed", ["mil", "milk fresh", "FRESH m", "1 l milk"])
    def test_finds_words_in_any_order_by_their_beginnings(
        self, register: RegisterInTest, typed: str
    ) -> None:
        assert found(register, typed) == ["Fresh Milk 1 L"]

    def test_minds_neither_accents_nor_case(self, register: RegisterInTest) -> None:
        assert found(register, "creme BRULEE") == ["Crème-Brûlée Bread"]

    @pytest.mark.parametrize(
        "typed",
        ['"', "milk*", "milk AND", "%", "_", "NEAR(", "a\u19b0b", "\U0001e922\U0001e923", "x'y"],
    )
    def test_takes_whatever_is_typed_as_words(self, register: RegisterInTest, typed: str) -> None:
        assert isinstance(found(register, typed), list)

    def test_puts_the_most_sold_first_after_ranking(self, register: RegisterInTest) -> None:
        from pos.domain.tender import Tender, TenderKind
        from tests.registers import TOM, usd

        session = register.cash_sessions.open_normal(TOM, usd("0.00"))
        register.checkout.scan(session.id, TOM, "LAMP")
        register.checkout.tender(session.id, TOM, Tender(TenderKind.CASH, usd("30.00")))
        register.checkout.complete(session.id, TOM)

        register.catalogue.rank_by_sales()

        assert found(register, "")[0] == "Desk Lamp"
        assert found(register, "l")[0] == "Desk Lamp"
