"""Ringing up: from a code, words or a tile to a line on the ticket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.product import Item
from pos.domain.quantity import one
from pos.domain.sale import Sale
from pos.domain.typed_number import shown
from pos.services.catalogue import UnknownBarcode
from pos.ui.checkout.entry import Entry, read_entry
from pos.ui.checkout.finder import Finder
from pos.ui.checkout.problems import explain_sale, quantity_of
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.checkout.ticket_text import TicketText
from pos.ui.checkout.work_line import WorkLine
from pos.ui.formatting import own_direction
from pos.ui.language import translate

_CODE_SHOWN_MAX = 24


class ScanView(Protocol):
    def fill_field(self, text: str) -> None: ...
    def clear_field(self) -> None: ...
    def focus_field(self) -> None: ...
    def show_problem(self, sentence: str) -> None: ...
    def show_note(self, sentence: str) -> None: ...
    def clear_message(self) -> None: ...


class RingingUp:
    """Scans go to the worker in the order they came; none is lost, whatever another one says.

    `rung_up` hears of the new ticket, or of the item that needs a quantity first.
    """

    def __init__(
        self,
        view: ScanView,
        desk: SaleDesk,
        line: WorkLine,
        finder: Finder,
        text: TicketText,
        rung_up: Callable[[Sale | Item], None],
    ) -> None:
        self._view = view
        self._desk = desk
        self._work_line = line
        self._finder = finder
        self._text = text
        self._rung_up = rung_up
        self._typed = ""
        self._unknown: list[str] = []

    @property
    def typed(self) -> str:
        """Return what stands in the field."""
        return self._typed

    def type(self, typed: str) -> None:
        """Search for what stands in the field, as it is typed."""
        self._typed = typed
        self._finder.search(typed)

    def submit(self, typed: str, chosen: int) -> None:
        """Ring up what was scanned or typed; `chosen` is the result pointed at, or -1."""
        entry = read_entry(typed)
        if not entry.text:
            self._ask_what(entry)
            return
        offered = self._finder.found_for(entry.text, chosen)
        # Words try their first result only after they turned out to be no code.
        pointed = chosen > 0 or (chosen == 0 and not entry.has_letters)
        self.clear_field()
        if pointed and offered is not None:
            self._run(lambda: self._put(offered, entry), entry, typed)
        else:
            self._run(lambda: self._find_and_put(entry, offered), entry, typed)

    def scan(self, code: str) -> None:
        """Ring up a barcode that arrived while another field had the keyboard."""
        entry = Entry(code.strip())
        self._run(lambda: self._find_and_put(entry, None), entry, code)

    def choose(self, item: Item) -> None:
        """Ring up a tile or result that was touched, as often as the field says."""
        entry = read_entry(self._typed)
        self.clear_field()
        self.forget_unknown()
        self._run(lambda: self._put(item, entry), entry, "")
        self._view.focus_field()

    def clear_field(self) -> None:
        """Empty the field and bring the tiles back."""
        self._typed = ""
        self._view.clear_field()
        self._finder.search("")

    def forget_unknown(self) -> None:
        """Take the message about unknown codes away: it was read."""
        self._unknown.clear()
        self._view.clear_message()

    def _ask_what(self, entry: Entry) -> None:
        if entry.quantity is not None:
            self._view.show_note(
                translate(
                    "Sell", "{quantity} of what? Scan it, or type its name or code.",
                    quantity=self._text.formats.number(entry.quantity),
                )
            )  # fmt: skip

    def _run(self, work: Callable[[], Sale | Item], entry: Entry, typed: str) -> None:
        self._work_line.run(
            work, self._on_rung_up, lambda error: self._on_refused(entry, typed, error)
        )

    def _find_and_put(self, entry: Entry, offered: Item | None) -> Sale | Item:
        """On the worker: a code first, then words that fit one product only."""
        catalogue = self._desk.register.catalogue
        try:
            item = catalogue.find(entry.text)
        except UnknownBarcode:
            if not entry.has_letters:
                raise
            found = (offered,) if offered is not None else catalogue.search(entry.text)
            if len(found) != 1:
                raise
            item = found[0]
        return self._put(item, entry)

    def _put(self, item: Item, entry: Entry) -> Sale | Item:
        """On the worker: return the ticket, or the item if it needs a quantity first."""
        cash_session, operator = self._desk.shift.require()
        if entry.quantity is not None:
            quantity = quantity_of(entry.quantity, item, self._text.formats)
        elif item.unit.code == "each":
            quantity = one(item.unit)
        else:
            return item
        return self._desk.register.checkout.add(cash_session.id, operator, item, quantity)

    def _on_rung_up(self, outcome: Sale | Item) -> None:
        if not self._unknown:  # what was not rung up stays in sight until somebody reads it
            self._view.clear_message()
        self._rung_up(outcome)

    def _on_refused(self, entry: Entry, typed: str, error: Exception) -> None:
        if not isinstance(error, UnknownBarcode):
            self._view.show_problem(explain_sale(error))
        elif entry.has_letters and not self._typed:
            # Back into the field, beside what search found; the next scan replaces it.
            self._typed = typed
            self._view.fill_field(typed)
            self._finder.search(typed)
        else:
            self._tell_unknown(entry.text)

    def _tell_unknown(self, code: str) -> None:
        more = "…" if len(code) > _CODE_SHOWN_MAX else ""
        self._unknown.append(own_direction(f"“{shown(code[:_CODE_SHOWN_MAX])}{more}”"))
        self._view.show_problem(
            translate(
                "Sell", "No product has the code {codes}, so nothing was added for it. "
                "Search for the product by name.",
                codes=" ".join(self._unknown[-5:]),
            )
        )  # fmt: skip
