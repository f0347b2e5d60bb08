"""The finder's presenter: one question at a time, and never an answer to an older one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from pos.domain.currency import CurrencyCode
from pos.services.catalogue import Department
from pos.ui.checkout.finder import DepartmentTile, Finder, Offer
from pos.ui.checkout.ticket_text import TicketText
from pos.ui.formatting import Formats, plain
from tests.builders import a_product


@dataclass
class FakeView:
    departments: tuple[DepartmentTile, ...] = ()
    tiles: list[tuple[Offer, ...]] = field(default_factory=list)
    results: list[tuple[str, ...]] = field(default_factory=list)
    chosen: int = -1
    nothing: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def show_departments(self, tiles: tuple[DepartmentTile, ...], chosen: str) -> None:
        self.departments = tiles

    def show_tiles(self, offers: tuple[Offer, ...]) -> None:
        self.tiles.append(offers)

    def show_results(self, offers: tuple[Offer, ...], chosen: int) -> None:
        self.results.append(tuple(offer.title for offer in offers))
        self.chosen = chosen

    def show_nothing(self, sentence: str) -> None:
        self.nothing.append(plain(sentence))

    def show_problem(self, sentence: str) -> None:
        self.problems.append(sentence)


class FakeCatalogue:
    """Finds one product for every text but "zebra"."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.empty = False

    def search(self, text: str) -> tuple[Any, ...]:
        self.asked.append(text)
        return () if text == "zebra" else (a_product(len(text)),)

    def departments(self) -> tuple[Department, ...]:
        return () if self.empty else (Department("Grocery", 1204),)

    def best_sellers(self, department: str) -> tuple[Any, ...]:
        return () if self.empty else (a_product(1), a_product(2))


class LaterBackground:
    """Background that answers when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(
        self,
        work: Callable[[], Any],
        *,
        on_done: Callable[[Any], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        def answer() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 -- as the real one does
                on_error(error)
            else:
                on_done(result)

        self.waiting.append(answer)

    def answer(self) -> None:
        """Answer everything that was asked, and what was asked because of it."""
        while self.waiting:
            self.waiting.pop(0)()


@dataclass
class Bench:
    view: FakeView
    catalogue: FakeCatalogue
    background: LaterBackground
    finder: Finder


@pytest.fixture
def bench(english: Formats) -> Bench:
    view, catalogue, background = FakeView(), FakeCatalogue(), LaterBackground()
    text = TicketText(english, CurrencyCode("USD"))
    finder = Finder(view, catalogue, background, text)  # type: ignore[arg-type]
    return Bench(view, catalogue, background, finder)


class TestSearching:
    def test_asks_one_question_at_a_time_and_then_the_latest(self, bench: Bench) -> None:
        for typed in ("m", "mi", "mil", "milk"):
            bench.finder.search(typed)
        assert len(bench.background.waiting) == 1

        bench.background.answer()

        assert bench.catalogue.asked == ["m", "milk"]
        assert bench.view.results == [("Product 4",)]

    def test_drops_an_answer_that_nobody_waits_for_any_more(self, bench: Bench) -> None:
        bench.finder.search("milk")
        bench.finder.search("")

        bench.background.answer()

        assert bench.view.results == []

    def test_points_at_the_first_result_of_words_but_of_no_digits(self, bench: Bench) -> None:
        bench.finder.search("milk")
        bench.background.answer()
        assert bench.view.chosen == 0

        bench.finder.search("40063")
        bench.background.answer()
        assert bench.view.chosen == -1

    def test_says_that_nothing_was_found(self, bench: Bench) -> None:
        bench.finder.search("zebra")
        bench.background.answer()

        assert "“zebra”" in bench.view.nothing[0]

    def test_offers_results_only_for_the_text_they_were_found_for(self, bench: Bench) -> None:
        bench.finder.search("milk")
        bench.background.answer()

        assert bench.finder.found_for("milk", 0) == a_product(4)
        assert bench.finder.found_for("milky", 0) is None
        assert bench.finder.found_for("milk", 7) is None


class TestTheFaceOfTheCatalogue:
    def test_shows_departments_with_counts_after_the_best_sellers(self, bench: Bench) -> None:
        bench.finder.enter()
        bench.background.answer()

        shown = [(tile.title, plain(tile.count)) for tile in bench.view.departments]
        assert shown == [("Best sellers", ""), ("Grocery", "1,204")]
        assert len(bench.view.tiles[-1]) == 2

    def test_is_loaded_once(self, bench: Bench) -> None:
        bench.finder.enter()
        bench.background.answer()

        bench.finder.enter()

        assert bench.background.waiting == []

    def test_is_looked_for_again_while_it_is_empty(self, bench: Bench) -> None:
        bench.catalogue.empty = True
        bench.finder.enter()
        bench.background.answer()
        assert "comes with the first sync" in bench.view.nothing[-1]

        bench.catalogue.empty = False
        bench.finder.enter()
        bench.background.answer()

        assert len(bench.view.tiles[-1]) == 2
