"""Finder: departments, best sellers and results as they are typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pos.domain.product import ExternalItem, Item
from pos.services.catalogue import Catalogue, Department
from pos.ui.background import Background
from pos.ui.checkout.entry import read_entry
from pos.ui.checkout.problems import explain_sale
from pos.ui.checkout.ticket_text import TicketText
from pos.ui.formatting import own_direction, shortened
from pos.ui.language import translate

EVERYTHING = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """An item to choose, as it is read."""

    title: str
    price: str
    note: str


@dataclass(frozen=True, slots=True)
class DepartmentTile:
    name: str
    title: str
    count: str


class FinderView(Protocol):
    def show_departments(self, tiles: tuple[DepartmentTile, ...], chosen: str) -> None: ...
    def show_tiles(self, offers: tuple[Offer, ...]) -> None: ...
    def show_results(self, offers: tuple[Offer, ...], chosen: int) -> None: ...
    def show_nothing(self, sentence: str) -> None: ...
    def show_problem(self, sentence: str) -> None: ...


class Finder:
    """Asks the catalogue one question at a time; answers to an older question are dropped."""

    def __init__(
        self, view: FinderView, catalogue: Catalogue, background: Background, text: TicketText
    ) -> None:
        self._view = view
        self._catalogue = catalogue
        self._background = background
        self._text = text
        self._departments: tuple[Department, ...] | None = None
        self._department = EVERYTHING
        self._tiles: tuple[Item, ...] = ()
        self._results: tuple[Item, ...] = ()
        self._results_for = ""
        self._wanted = ""
        self._asking = False

    def enter(self) -> None:
        """Load the catalogue's face, unless it is there already."""
        if not self._departments or not self._tiles:
            self.refresh()

    def refresh(self) -> None:
        """Load departments and best sellers anew: the feed may have changed them."""
        self._background.run(
            self._catalogue.departments, on_done=self._on_departments, on_error=self._on_error
        )
        self._load_tiles()

    def choose_department(self, name: str) -> None:
        """Show the best sellers of a department, or of all."""
        self._department = name
        self._show_departments()
        self._load_tiles()

    def search(self, typed: str) -> None:
        """Show what begins with the words typed; nothing typed brings the tiles back."""
        was_wanted, self._wanted = self._wanted, read_entry(typed).text
        if not self._wanted:
            self._results, self._results_for = (), ""
            if was_wanted:  # a scan leaves the tiles as they are
                self._show_tiles()
        elif self._wanted != self._results_for:
            self._ask()

    def leave_department(self) -> None:
        """Go back to the best sellers of all departments."""
        if self._department != EVERYTHING:
            self.choose_department(EVERYTHING)

    def found(self, index: int) -> Item:
        """Return the item in this place of the results."""
        return self._results[index]

    def found_for(self, text: str, index: int) -> Item | None:
        """Return the result in this place, if the results are those for the text."""
        if text != self._results_for or not 0 <= index < len(self._results):
            return None
        return self._results[index]

    def tile(self, index: int) -> Item:
        """Return the item of this quick tile."""
        return self._tiles[index]

    def show(self) -> None:
        """Write everything anew, in the language in use."""
        self._show_departments()
        if self._wanted:
            self._show_results()
        else:
            self._show_tiles()

    def _ask(self) -> None:
        if self._asking:
            return
        self._asking, text = True, self._wanted
        self._background.run(
            lambda: self._catalogue.search(text),
            on_done=lambda items: self._on_found(text, items),
            on_error=self._on_search_failed,
        )

    def _on_found(self, text: str, items: tuple[Item, ...]) -> None:
        self._asking = False
        if text == self._wanted:
            self._results, self._results_for = items, text
            self._show_results()
        elif self._wanted:
            self._ask()

    def _on_search_failed(self, error: Exception) -> None:
        self._asking = False
        self._on_error(error)

    def _show_results(self) -> None:
        if not self._results:
            self._view.show_nothing(
                translate(
                    "Sell",
                    "Nothing found for “{words}”. Type the beginning of a word of its name, "
                    "or scan its barcode.",
                    words=own_direction(shortened(self._results_for)),
                )
            )
            return
        # Words want the first result; digits are a code until someone points at a result.
        chosen = 0 if read_entry(self._results_for).has_letters else -1
        self._view.show_results(tuple(self._offer(item) for item in self._results), chosen)

    def _load_tiles(self) -> None:
        department = self._department
        self._background.run(
            lambda: self._catalogue.best_sellers(department),
            on_done=lambda items: self._on_tiles(department, items),
            on_error=self._on_error,
        )

    def _on_tiles(self, department: str, items: tuple[Item, ...]) -> None:
        if department == self._department:
            self._tiles = items
            if not self._wanted:
                self._show_tiles()

    def _show_tiles(self) -> None:
        if self._tiles:
            self._view.show_tiles(tuple(self._offer(item) for item in self._tiles))
        elif self._departments == () and self._department == EVERYTHING:
            self._view.show_nothing(
                translate("Sell", "The catalogue is empty: it comes with the first sync.")
            )
        else:
            self._view.show_tiles(())

    def _on_departments(self, departments: tuple[Department, ...]) -> None:
        self._departments = departments
        if self._department not in {department.name for department in departments}:
            self._department = EVERYTHING
        self._show_departments()

    def _show_departments(self) -> None:
        formats = self._text.formats
        tiles = [
            DepartmentTile(each.name, each.name, formats.number(each.products))
            for each in self._departments or ()
        ]
        everything = DepartmentTile(EVERYTHING, translate("Sell", "Best sellers"), "")
        shown = (everything, *tiles) if tiles else ()
        self._view.show_departments(shown, self._department)

    def _offer(self, item: Item) -> Offer:
        code = item.reference if isinstance(item, ExternalItem) else item.sku
        note = code if isinstance(item, ExternalItem) else _joined(code, item.department)
        return Offer(item.name, self._text.price(item), note)

    def _on_error(self, error: Exception) -> None:
        self._view.show_problem(explain_sale(error))


def _joined(code: str, department: str) -> str:
    parts = [own_direction(part) for part in (code, department) if part]
    return " · ".join(parts)
