"""Start-of-day screen: sessions to resume, a till to open, or a day of the past to type in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos.domain.cash_session import CashSessionId, CashSessionKind
from pos.domain.currency import CurrencyCode
from pos.ui.formatting import Formats
from pos.ui.language import translate, translate_count
from pos.ui.page import Page
from pos.ui.start_of_day.choice_pane import ChoicePane
from pos.ui.start_of_day.day_pane import DayPane
from pos.ui.start_of_day.float_pane import FloatPane
from pos.ui.start_of_day.morning import Morning, SessionsOfDays
from pos.ui.start_of_day.presenter import StartOfDayPresenter
from pos.ui.widgets.key_bar import KeyHint


class StartOfDayScreen(Page):
    """Shows what the presenter found. `presenter` is set by whoever builds both."""

    presenter: StartOfDayPresenter
    problem_met = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        currency: CurrencyCode,
        formats: Callable[[], Formats],
        *,
        switch_operator: Callable[[], None],
        show_help: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("start_of_day")
        self._formats = formats
        self._switch_operator, self._show_help = switch_operator, show_help
        self._morning: Morning | None = None
        self._stack = QStackedWidget(self)
        self._nothing = QWidget(self)
        self._choice = ChoicePane(formats(), self)
        self._float = FloatPane(currency, formats(), self)
        self._day = DayPane(formats(), self)
        for pane in (self._nothing, self._choice, self._float, self._day):
            self._stack.addWidget(pane)
        self._choice.begun.connect(self._on_begun)
        self._choice.resumed.connect(self._on_resumed)
        self._choice.read.connect(self._on_read)
        self._float.begun.connect(self._on_begun)
        self._float.opened.connect(self._on_open)
        self._day.taken.connect(self._on_day)
        self.body.addWidget(self._stack, 1)
        self.retranslate()

    def show_morning(self, morning: Morning) -> None:
        before, self._morning = self._morning, morning
        self._choice.show_morning(morning)
        self._float.offer(
            frozenset(
                kind
                for kind in (CashSessionKind.DEFERRED, CashSessionKind.TRAINING)
                if morning.can_open(kind)
            )
        )
        news = before is not None and set(morning.cleared) - set(before.cleared)
        if news and self._stack.currentWidget() is self._float and self._float.entry.is_empty:
            self.show_choice()
        self._name()

    def show_choice(self) -> None:
        self._stack.setCurrentWidget(self._choice)
        self._name()
        if self._choice.main is not None:
            self._choice.main.setFocus()

    def show_float(self, kind: CashSessionKind) -> None:
        if self._morning is not None:
            self._stack.setCurrentWidget(self._float)
            self._float.ask(kind, self._morning.today)
            self._name()

    def show_calendar(self, found: SessionsOfDays) -> None:
        self._stack.setCurrentWidget(self._day)
        self._day.show_days(found)
        self._name()

    def show_opened(self) -> None:
        self._float.entry.clear()
        self._stack.setCurrentWidget(self._nothing)

    def tell_of_tickets(self, waiting: int) -> None:
        self.told.emit(
            translate_count(
                "StartOfDay",
                "%Ln ticket(s) of the session before wait here: F5 recalls them.",
                waiting,
            )
        )

    def show_busy(self, busy: bool) -> None:
        for pane in (self._choice, self._float, self._day):
            pane.show_busy(busy)

    def show_problem(self, sentence: str) -> None:
        self.problem_met.emit(sentence)

    def entered(self) -> None:
        self.presenter.enter()

    def left(self) -> None:
        self.presenter.leave()

    def retranslate(self) -> None:
        for pane in (self._choice, self._float, self._day):
            pane.show_formats(self._formats())
            pane.retranslate()
        self._name()

    def _name(self) -> None:
        """Show the title and the keys of the pane in sight."""
        shown = self._stack.currentWidget()
        title, main = translate("StartOfDay", "Start of day"), ""
        if shown is self._day:
            title = translate("StartOfDay", "Deferred session: which day?")
            main = translate("StartOfDay", "Take this day")
        elif shown is self._float and self._float.kind is CashSessionKind.TRAINING:
            title = translate("StartOfDay", "Training")
            main = translate("StartOfDay", "Begin the training")
        elif shown is self._choice and self._morning is not None and self._morning.resumable:
            title = translate("StartOfDay", "Sessions to resume")
        self.show_title(title)
        self.show_keys(*self._hints(main or translate("StartOfDay", "Open or resume")))

    def _hints(self, main: str) -> list[tuple[KeyHint, Callable[[], None]]]:
        keys: list[tuple[KeyHint, Callable[[], None]]] = [
            (KeyHint(Qt.Key.Key_F1, translate("StartOfDay", "Help")), self._show_help)
        ]
        shown, may = self._stack.currentWidget(), frozenset[CashSessionKind]()
        if self._morning is not None and shown is not self._day:
            may = self._morning.may_open
        if CashSessionKind.DEFERRED in may:
            hint = KeyHint(Qt.Key.Key_F6, translate("StartOfDay", "Deferred session…"))
            keys.append((hint, self.presenter.ask_day))
        if self._can_train(may):
            hint = KeyHint(Qt.Key.Key_F7, translate("StartOfDay", "Training"))
            keys.append((hint, partial(self.presenter.ask_float, CashSessionKind.TRAINING)))
        back = (
            translate("StartOfDay", "Other operator")
            if self._back_leaves
            else translate("StartOfDay", "Back")
        )
        return [
            *keys,
            (KeyHint(Qt.Key.Key_F12, main), self._on_main_key),
            (KeyHint(Qt.Key.Key_Escape, back), self._on_back),
        ]

    def _can_train(self, may: frozenset[CashSessionKind]) -> bool:
        kind, shown = CashSessionKind.TRAINING, self._stack.currentWidget()
        if self._morning is None or (shown is self._float and self._float.kind is kind):
            return False
        return kind in may and self._morning.can_open(kind)

    @property
    def _back_leaves(self) -> bool:
        """Tell whether there is nothing of this screen, nor a session in hand, to go back to."""
        shown = self._stack.currentWidget()
        if self._morning is None or shown is self._nothing:
            return True
        if self.presenter.can_go_back:
            return False
        if shown is self._choice:
            return True
        is_first = shown is self._float and self._float.kind is CashSessionKind.NORMAL
        return is_first and self._morning.is_plain

    def _on_back(self) -> None:
        if self._back_leaves:
            self._switch_operator()
        elif self._stack.currentWidget() is self._choice:
            self.presenter.go_back()
        elif self._morning is not None and self._morning.is_plain:
            self.show_float(CashSessionKind.NORMAL)
        else:
            self.show_choice()

    def _on_main_key(self) -> None:
        shown = self._stack.currentWidget()
        if shown is self._float:
            self._float.open_button.click()
        elif shown is self._day:
            self._day.take.click()
        elif self._choice.main is not None:
            self._choice.main.click()

    def _on_begun(self, kind: object) -> None:
        if kind is CashSessionKind.DEFERRED:
            self.presenter.ask_day()
        elif isinstance(kind, CashSessionKind):
            self.presenter.ask_float(kind)

    def _on_resumed(self, session_id: object) -> None:
        self.presenter.resume(cast("CashSessionId", session_id))  # signals carry objects

    def _on_read(self) -> None:
        self.presenter.acknowledge()

    def _on_open(self) -> None:
        amount = self._float.entry.amount
        if amount is not None:
            self.presenter.open(self._float.kind, amount, self._float.entry.count)

    def _on_day(self, day: object) -> None:
        if isinstance(day, date):
            self.presenter.take_day(day)
