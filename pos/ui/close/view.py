"""Close screen: first the count, blind; then expected, counted and variance."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos.domain.cash_count import CashCount
from pos.domain.cash_session import CashSession, CashSessionKind
from pos.domain.currency import CurrencyCode
from pos.domain.money import Money
from pos.domain.report import DeclaredTender
from pos.domain.sale import SaleId
from pos.ui.checkout.parked_row import ParkedRow
from pos.ui.close.book_page import BookPage
from pos.ui.close.count_page import CountPage
from pos.ui.close.outcome import Outcome
from pos.ui.close.outcome_pane import OutcomePane
from pos.ui.close.plain_pages import BlockedPage, EmptyPage
from pos.ui.close.presenter import ClosePresenter
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import Page
from pos.ui.widgets.key_bar import KeyHint


class CloseScreen(Page):
    """Shows one step at a time. `presenter` is set by whoever builds both."""

    presenter: ClosePresenter
    problem_met = Signal(str)

    def __init__(
        self,
        currency: CurrencyCode,
        formats: Callable[[], Formats],
        *,
        show_help: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("close")
        self._formats, self._show_help = formats, show_help
        self._cash_session: CashSession | None = None
        self._outcome: Outcome | None = None
        self._nothing = QWidget(self)
        self._count, self._book = CountPage(currency, formats, self), BookPage(currency, self)
        self._pane, self._blocked = OutcomePane(self), BlockedPage(self)
        self._empty = EmptyPage(self)
        self._stack = QStackedWidget(self)
        for part in (
            self._nothing, self._count, self._book, self._pane, self._blocked, self._empty,
        ):  # fmt: skip
            self._stack.addWidget(part)
        self.body.addWidget(self._stack, 1)
        self._connect()
        self.retranslate()

    # What the presenter asks for.

    def show_count(self, cash_session: CashSession) -> None:
        self._cash_session, self._outcome = cash_session, None
        is_deferred = cash_session.kind is CashSessionKind.DEFERRED
        self._show(self._book if is_deferred else self._count)
        (self._book if is_deferred else self._count).begin()

    def show_empty(self, cash_session: CashSession) -> None:
        self._cash_session = cash_session
        self._empty.show_session(cash_session, self._formats())
        self._show(self._empty)
        self._empty.begin()

    def show_outcome(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._show(self._pane)
        self._pane.begin(outcome)

    def show_blocked(self, cash_session: CashSession, rows: tuple[ParkedRow, ...]) -> None:
        self._cash_session, self._outcome = cash_session, None
        self._show(self._blocked)
        self._blocked.show_rows(rows)

    def show_busy(self, busy: bool) -> None:
        for page in (self._count, self._book, self._pane, self._empty):
            page.show_busy(busy)

    def show_problem(self, sentence: str) -> None:
        self.problem_met.emit(sentence)

    # What Qt asks for.

    def entered(self) -> None:
        if self._stack.currentWidget() is self._blocked:
            self._show(self._nothing)
        self.presenter.enter()

    def retranslate(self) -> None:
        for page in (self._count, self._book, self._blocked):
            page.retranslate()
        if self._cash_session is not None:
            self._empty.show_session(self._cash_session, self._formats())
        if self._outcome is not None:
            self._pane.show_outcome(self._outcome, self._formats())
        if self._stack.currentWidget() is self._blocked:
            self.presenter.retranslate()
        self._name_page()
        self._name_keys()

    def _connect(self) -> None:
        for page in (self._count, self._book):
            page.counted.connect(self._on_counted)
        self._pane.closing_asked.connect(self._on_close)
        self._pane.recount_asked.connect(self._on_again)
        self._blocked.settled.connect(self._on_settle)
        self._blocked.discarded.connect(self._on_discard)
        self._empty.confirmed.connect(self._on_empty)
        self._empty.count_asked.connect(self._on_count_anyway)

    def _show(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        if self._outcome is not None:
            self._pane.show_outcome(self._outcome, self._formats())
        self._name_page()
        self._name_keys()

    def _name_keys(self) -> None:
        is_blocked = self._stack.currentWidget() is self._blocked
        why_not = translate("Close", "Settle or discard the tickets first.") if is_blocked else ""
        go_on = KeyHint(Qt.Key.Key_F12, translate("Close", "Go on"), why_not)
        self.show_keys(
            (KeyHint(Qt.Key.Key_F1, translate("Close", "Help")), self._show_help),
            (go_on, self._on_main_key),
            (KeyHint(Qt.Key.Key_Escape, translate("Close", "Back to selling")), self._on_leave),
        )

    def _name_page(self) -> None:
        in_hand = self._cash_session
        training = in_hand is not None and in_hand.kind is CashSessionKind.TRAINING
        self.show_title(
            self._page_name(),
            translate("Close", "TRAINING: nothing of this counts.") if training else "",
        )

    def _page_name(self) -> str:
        shown = self._stack.currentWidget()
        if shown is self._pane:
            return self._outcome_name()
        if shown is self._blocked:
            return translate("Close", "Not yet")
        if shown is self._book:
            return translate("Close", "Compare with the paper book")
        if shown is self._empty:
            return translate("Close", "Nothing was sold")
        return translate("Close", "Count the till")

    def _outcome_name(self) -> str:
        if self._outcome is not None and self._outcome.kind is CashSessionKind.DEFERRED:
            return translate("Close", "What was typed beside the book")
        return translate("Close", "What the count came to")

    def _on_counted(
        self, counted: Money, count: CashCount | None, tenders: tuple[DeclaredTender, ...]
    ) -> None:
        self.presenter.count(counted, count, tenders)

    def _on_again(self) -> None:
        self.presenter.count_again()

    def _on_close(self, comment: str) -> None:
        self.presenter.close(comment)

    def _on_settle(self, key: SaleId) -> None:
        self.presenter.settle(key)

    def _on_discard(self, key: SaleId) -> None:
        self.presenter.discard(key)

    def _on_empty(self) -> None:
        self.presenter.close_empty()

    def _on_count_anyway(self) -> None:
        self.presenter.count_anyway()

    def _on_leave(self) -> None:
        self.presenter.leave()

    def _on_main_key(self) -> None:
        shown = self._stack.currentWidget()
        if shown is self._pane:
            self._pane.ask_to_close()
        for page in (self._count, self._book, self._empty):
            if shown is page:
                page.go_on()
