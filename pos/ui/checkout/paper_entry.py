"""Deferred entry: number and time of the paper ticket, and how far the book has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Protocol

from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind
from pos.domain.clean_text import TextInvalid
from pos.domain.money import Money, zero
from pos.domain.typed_time import latin_digits, parse_time
from pos.services.operators import Operator
from pos.services.paper_book import BookProgress, Paper
from pos.ui.checkout.paper_numbering import another_of, next_number
from pos.ui.checkout.paper_words import (
    BookPicture,
    Noted,
    PaperPicture,
    book_picture,
    paper_picture,
    sold_at,
)
from pos.ui.checkout.problems import Refused, explain_sale, read_money
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.checkout.work_line import WorkLine
from pos.ui.language import translate


class PaperView(Protocol):
    def show_paper(self, picture: PaperPicture) -> None: ...
    def show_book(self, picture: BookPicture) -> None: ...
    def show_strip_problem(self, sentence: str) -> None: ...
    def focus_number(self) -> None: ...
    def focus_time(self) -> None: ...


class PaperEntry:
    """Works only in deferred sessions. What is noted is on disk before the next field is asked."""

    def __init__(self, view: PaperView, desk: SaleDesk, work_line: WorkLine) -> None:
        self._view = view
        self._desk = desk
        self._book = desk.register.paper_book
        self._work_line = work_line
        self._noted = Noted(paper=Paper())
        self._progress: BookProgress | None = None
        self._parked_number: str | None = None

    @property
    def is_on(self) -> bool:
        """Tell whether the session in hand is typed from a paper book."""
        cash_session = self._desk.shift.cash_session
        return cash_session is not None and cash_session.kind is CashSessionKind.DEFERRED

    @property
    def is_refused(self) -> bool:
        """Tell whether the number in hand stands in the journal already."""
        return self.is_on and self._noted.use is not None

    def enter(self) -> None:
        """Show what is noted; a ticket without lines begins with its number."""
        if self.is_on:
            self._focus_number()
            parked, self._parked_number = self._parked_number, None
            cash_session, operator = self._desk.shift.require()
            self._work_line.run(
                lambda: self._begin(cash_session.id, operator, parked),
                self._on_begun,
                self._on_error,
            )

    def retranslate(self) -> None:
        """Write everything anew in the language in use."""
        if self.is_on:
            self._show_paper()
            self._show_book()

    def park(self) -> None:
        """Remember the number that is set aside, so that the next ticket gets the one after."""
        self._parked_number = self._noted.paper.number

    def enter_number(self, typed: str, then: Callable[[], None] | None = None) -> None:
        """Note the number of the paper ticket; it is said at once if it is used already."""
        number = latin_digits(typed).strip()
        if number == (self._noted.paper.number or ""):
            self._after_noting(then)
        else:
            self._note(number, self._time, then)

    def take_offer(self) -> None:
        """Take a number that is used already for a second ticket."""
        if self._noted.offer:
            self._note(self._noted.offer, self._time, self._view.focus_time)

    def enter_time(self, typed: str, then: Callable[[], None] | None = None) -> None:
        """Note when the ticket was sold; nothing typed means that nobody knows."""
        at = parse_time(typed)
        if typed.strip() and at is None:
            self._view.show_strip_problem(
                translate("Paper", "That is no time: type it like 1432, 14:32 or 2:32 pm.")
            )
        elif at == self._time:
            self._after_noting(then)
        else:
            self._note(self._noted.paper.number or "", at, then)

    def enter_total(self, typed: str, then: Callable[[], None] | None = None) -> None:
        """Note what the book says that the day adds up to; nothing typed forgets it."""
        cash_session, operator = self._desk.shift.require()
        try:
            total = self._read_total(typed, cash_session)
        except Refused as problem:
            self._view.show_strip_problem(str(problem))
            return
        if self._progress is not None and total == self._progress.book_total:
            self._after_noting(then)
            return

        def noted(progress: BookProgress) -> None:
            self._progress = progress
            self._show_book()
            self._after_noting(then)

        self._work_line.run(
            lambda: self._book.note_total(cash_session.id, operator, total), noted, self._on_error
        )

    def ask_for_another(self) -> None:
        """Go back to a number that cannot be taken."""
        self._show_paper()
        self._view.focus_number()

    @property
    def _time(self) -> time | None:
        return sold_at(self._noted.paper, self._desk.formats())

    def _read_total(self, typed: str, cash_session: CashSession) -> Money | None:
        if not typed.strip():
            return None
        return read_money(typed, self._desk.formats(), zero(cash_session.opening_float.currency))

    def _begin(
        self, session_id: CashSessionId, operator: Operator, parked_number: str | None
    ) -> tuple[Noted, BookProgress]:
        """On the worker: look what is noted; number a ticket that has no number yet."""
        progress = self._book.progress(session_id)
        paper = self._book.paper(session_id)
        after = next_number(parked_number or progress.last_number)
        is_new = not self._desk.register.checkout.ticket(session_id).lines
        if paper.number is None and after and is_new:
            paper = self._book.note(session_id, operator, after, None)
        return self._looked_up(paper), progress

    def _looked_up(self, paper: Paper) -> Noted:
        """On the worker: look where the number stands already."""
        use = None if paper.number is None else self._book.used(paper.number)
        if paper.number is None or use is None:
            return Noted(paper=paper)
        offer = another_of(paper.number, lambda each: self._book.used(each) is not None)
        return Noted(paper=paper, use=use, offer=offer)

    def _on_begun(self, begun: tuple[Noted, BookProgress]) -> None:
        self._noted, self._progress = begun
        self._show_paper()
        self._show_book()
        self._focus_number()

    def _focus_number(self) -> None:
        """Give the keyboard to the number of a ticket that nothing is on yet."""
        sale = self._desk.ticket.sale
        if sale is None or not sale.lines:
            self._view.focus_number()

    def _note(self, number: str, at: time | None, then: Callable[[], None] | None) -> None:
        cash_session, operator = self._desk.shift.require()

        def note() -> Noted:
            return self._looked_up(self._book.note(cash_session.id, operator, number, at))

        def noted(found: Noted) -> None:
            self._noted = found
            self._after_noting(then)

        self._work_line.run(note, noted, self._on_error)

    def _after_noting(self, then: Callable[[], None] | None) -> None:
        self._show_paper()
        if then is None:
            return
        if self._noted.use is not None:
            self._view.focus_number()
        else:
            then()

    def _show_paper(self) -> None:
        self._view.show_paper(paper_picture(self._noted, self._desk.formats()))

    def _show_book(self) -> None:
        if self._progress is not None:
            self._view.show_book(book_picture(self._progress, self._desk.formats()))

    def _on_error(self, error: Exception) -> None:
        if isinstance(error, TextInvalid):
            self._view.show_strip_problem(
                translate("Paper", "The number has a sign that cannot be kept: type it again.")
            )
        else:
            self._view.show_strip_problem(explain_sale(error))
