"""Cash screen: what is done, how much and why; beside it the movements so far, or the slip."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos.domain.currency import CurrencyCode
from pos.services.session_story import StoryStep
from pos.ui.cash.deed_bar import DeedBar
from pos.ui.cash.deed_form import DeedForm
from pos.ui.cash.deeds import Deed
from pos.ui.cash.movement_list import movement_columns, movement_rows
from pos.ui.cash.presenter import CashPresenter
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import Page, card, text_label
from pos.ui.receipt.paper import Paper
from pos.ui.receipt.paper_pdf import paper_pdf
from pos.ui.receipt.paper_view import PaperView
from pos.ui.theme import GRID
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.key_bar import KeyHint
from pos.ui.widgets.listing.view import Listing

_SIDE_WIDTH = 520


class CashScreen(Page):
    """Shows and asks. `presenter` is set by whoever builds both."""

    presenter: CashPresenter
    problem_met = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        currency: CurrencyCode,
        formats: Callable[[], Formats],
        *,
        show_x_report: Callable[[], None],
        show_help: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("cash")
        self._formats = formats
        self._show_x_report, self._show_help, self._leave = show_x_report, show_help, leave
        self._can_print = False
        self._bar = DeedBar(self)
        self._form = DeedForm(currency, self)
        self._list_title = text_label("heading", self)
        self._list = Listing(self)
        self._list.setObjectName("movements")
        self._none = text_label("muted", self, wrapped=True)
        self._paper = PaperView(self)
        self._slip_title = text_label("heading", self)
        self._print = action_button("", icon="print", parent=self)
        self._pdf = action_button("", icon="report", parent=self)
        self._text = action_button("", icon="report", parent=self)
        self._side = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_deed(self, deed: Deed | None) -> None:
        self._bar.mark(deed)
        self._form.show_deed(deed)
        if deed is None:
            self._bar.focus_first()

    def show_movements(self, steps: tuple[StoryStep, ...]) -> None:
        self._list.show_rows(movement_columns(), movement_rows(steps, self._formats()))
        self._list.setVisible(bool(steps))
        self._list.choose(0)
        self._none.setVisible(not steps)

    def show_slip(self, paper: Paper, *, can_print: bool) -> None:
        self._can_print = can_print
        self._paper.show_paper(paper)
        self._print.setEnabled(can_print)
        self._side.setCurrentIndex(1)
        self._name_keys()

    def hide_slip(self) -> None:
        self._side.setCurrentIndex(0)
        self._name_keys()

    def draw_pdf(self, paper: Paper, title: str) -> bytes:
        return paper_pdf(paper, title=title, right_to_left=self.isRightToLeft())

    def ask_for_amount(self, sentence: str) -> None:
        self._form.ask_for_amount(sentence)

    def ask_for_reason(self, sentence: str) -> None:
        self._form.ask_for_reason(sentence)

    def show_busy(self, busy: bool) -> None:
        self._form.show_busy(busy)

    def show_done(self, sentence: str) -> None:
        self.told.emit(sentence)

    def show_problem(self, sentence: str) -> None:
        self.problem_met.emit(sentence)

    def entered(self) -> None:
        self.presenter.enter()

    def retranslate(self) -> None:
        self._bar.retranslate()
        self._form.retranslate()
        self._list_title.setText(translate("Cash", "In this session so far"))
        self._none.setText(
            translate(
                "Cash", "No cash was moved yet, and the drawer was not opened without a sale."
            )
        )
        self._slip_title.setText(translate("Cash", "Written down: the slip"))
        self._print.setText(translate("Cash", "Print"))
        self._pdf.setText(translate("Cash", "PDF"))
        self._text.setText(translate("Cash", "Text"))
        no_printer = translate("Cash", "No printer is set up: save the slip as PDF or as text.")
        self._print.setToolTip("" if self._can_print else no_printer)
        self.show_title(translate("Cash", "Cash"))
        self._name_keys()
        if hasattr(self, "presenter"):
            self.presenter.show()

    def _name_keys(self) -> None:
        keys: list[tuple[KeyHint, Callable[[], None]]] = [
            (KeyHint(Qt.Key.Key_F1, translate("Cash", "Help")), self._show_help),
            (KeyHint(Qt.Key.Key_F8, translate("Cash", "X report")), self._show_x_report),
        ]
        if self._side.currentIndex() == 1:
            why = "" if self._can_print else translate("Cash", "No printer is set up.")
            hint = KeyHint(Qt.Key.Key_F9, translate("Cash", "Print the slip"), why)
            keys.append((hint, self._on_print))
        keys += [
            (KeyHint(Qt.Key.Key_F12, translate("Cash", "Write it down")), self._on_asked),
            (KeyHint(Qt.Key.Key_Escape, translate("Cash", "Back")), self._on_back),
        ]
        self.show_keys(*keys)

    def _lay_out(self) -> None:
        self._side.addWidget(self._list_page())
        self._side.addWidget(self._slip_page())
        side, beside = card(self, margin=2 * GRID)
        side.setFixedWidth(_SIDE_WIDTH)
        beside.addWidget(self._side, 1)
        across = QHBoxLayout()
        across.setSpacing(2 * GRID)
        across.addWidget(self._form, 1)
        across.addWidget(side)
        self.body.addWidget(self._bar)
        self.body.addLayout(across, 1)

    def _list_page(self) -> QWidget:
        page = QWidget(self)
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._list_title)
        inside.addWidget(self._list, 1)
        inside.addWidget(self._none)
        inside.addStretch(0)
        return page

    def _slip_page(self) -> QWidget:
        page = QWidget(self)
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GRID)
        inside.addWidget(self._slip_title)
        inside.addWidget(self._paper, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for name, button in (("print", self._print), ("pdf", self._pdf), ("text", self._text)):
            button.setObjectName(f"slip_{name}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            buttons.addWidget(button, 1)
        inside.addLayout(buttons)
        return page

    def _connect(self) -> None:
        self._bar.chosen.connect(self._on_chosen)
        self._form.asked.connect(self._on_asked)
        self._print.clicked.connect(self._on_print)
        self._pdf.clicked.connect(self._on_pdf)
        self._text.clicked.connect(self._on_text)
        self.key_bar.refused.connect(self.told)

    def _on_chosen(self, deed: object) -> None:
        assert isinstance(deed, Deed)
        self.presenter.choose(deed)

    def _on_asked(self) -> None:
        self.presenter.do(self._form.amount, self._form.reason)

    def _on_back(self) -> None:
        if self.presenter.deed is not None or self._side.currentIndex() == 1:
            self.presenter.enter()
        else:
            self._leave()

    def _on_print(self) -> None:
        self.presenter.print_slip()

    def _on_pdf(self) -> None:
        self.presenter.save_pdf()

    def _on_text(self) -> None:
        self.presenter.save_text()
