"""Report screen: charts of tenders and tax beside the figures."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pos.domain.money import Money
from pos.domain.report import SalesFigures
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import Page, card, text_label
from pos.ui.theme import GRID, set_icon, set_role
from pos.ui.widgets.chart import Chart, ChartKind, Point
from pos.ui.widgets.key_bar import KeyHint
from pos.ui.z_report.presenter import ReportPresenter
from pos.ui.z_report.sections import tender_name
from pos.ui.z_report.sheet import ReportDocument, Section

_CHARTS_WIDTH = 304
_FIGURE_WIDTH = 136  # of every section, so that decimal marks stand under each other


class ReportScreen(Page):
    """An X or a Z report. `presenter` is set by whoever builds both."""

    presenter: ReportPresenter
    problem_met = Signal(str)

    def __init__(
        self,
        formats: Callable[[], Formats],
        *,
        leave: Callable[[], None],
        show_help: Callable[[], None],
        name: str,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._formats, self._leave, self._show_help = formats, leave, show_help
        self._kept, self._kept_icon = text_label("muted", self), QLabel(self)
        self._stamp = text_label("stamp", self)
        self._stamp.setObjectName("stamp")
        self._sheet = QWidget(self)
        across = QHBoxLayout(self._sheet)
        across.setContentsMargins(0, 0, 2 * GRID, 0)
        across.setSpacing(5 * GRID)
        self._columns = (QVBoxLayout(), QVBoxLayout())
        for column in self._columns:
            column.setSpacing(2 * GRID)
            across.addLayout(column, 1)
        self._tender_title, self._tax_title = text_label("heading"), text_label("heading")
        self._tenders = Chart(ChartKind.BARS, str, self)
        self._taxes = Chart(ChartKind.BARS, str, self)
        self._lay_out()
        self.retranslate()

    def show_report(self, document: ReportDocument, sales: SalesFigures) -> None:
        head, *rest = document.head
        self.show_title(document.title, "\n".join([head, " · ".join(rest)]))
        self._stamp.setText(" · ".join(document.stamps))
        self._stamp.setVisible(bool(document.stamps))
        self._kept.setText("")
        self._kept_icon.hide()
        self._show_sections(document.sections)
        self._show_charts(sales)

    def show_kept(self, sentence: str) -> None:
        self._kept.setText(sentence)
        set_icon(self._kept_icon, "done", "accent_text", 20)
        self._kept_icon.show()

    def show_problem(self, sentence: str) -> None:
        self.problem_met.emit(sentence)

    def retranslate(self) -> None:
        self._tender_title.setText(translate("Report", "Paid with"))
        self._tax_title.setText(translate("Report", "Tax"))
        no_printer = translate("Report", "No printer is set up: save it as PDF and text instead.")
        can_print = hasattr(self, "presenter") and self.presenter.can_print
        print_hint = KeyHint(
            Qt.Key.Key_F9, translate("Report", "Print"), "" if can_print else no_printer
        )
        self.show_keys(
            (KeyHint(Qt.Key.Key_F1, translate("Report", "Help")), self._show_help),
            (KeyHint(Qt.Key.Key_F7, translate("Report", "Save PDF and text")), self._on_save),
            (print_hint, self._on_print),
            (KeyHint(Qt.Key.Key_F12, translate("Report", "Done")), self._leave),
            (KeyHint(Qt.Key.Key_Escape, translate("Report", "Back")), self._leave),
        )
        if hasattr(self, "presenter"):
            self.presenter.show()

    def entered(self) -> None:
        self.retranslate()

    def _on_save(self) -> None:
        self.presenter.save()

    def _on_print(self) -> None:
        self.presenter.print()

    def _lay_out(self) -> None:
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._sheet)
        scroll.setObjectName("figures")
        figures, inside = card(self, margin=2 * GRID)
        inside.addWidget(scroll)
        charts = QVBoxLayout()
        charts.setSpacing(2 * GRID)
        for title, chart in ((self._tender_title, self._tenders), (self._tax_title, self._taxes)):
            frame, around = card(self, margin=2 * GRID)
            around.addWidget(title)
            around.addWidget(chart, 1)
            frame.setFixedWidth(_CHARTS_WIDTH)
            charts.addWidget(frame, 1)
        across = QHBoxLayout()
        across.setSpacing(2 * GRID)
        across.addWidget(figures, 1)
        across.addLayout(charts)
        stamped = QHBoxLayout()
        stamped.addWidget(self._stamp)
        stamped.addStretch(1)
        self._stamp.hide()
        self.body.addLayout(stamped)
        self.body.addLayout(across, 1)
        kept = QHBoxLayout()
        kept.setSpacing(GRID)
        kept.addWidget(self._kept_icon)
        kept.addWidget(self._kept, 1)
        self._kept_icon.hide()
        self.body.addLayout(kept)

    def _show_sections(self, sections: tuple[Section, ...]) -> None:
        for column in self._columns:
            while (item := column.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
        beside = _evenly(sections)
        for index, section in enumerate(sections):
            self._columns[index >= beside].addWidget(_section(section))
        for column in self._columns:
            column.addStretch(1)

    def _show_charts(self, sales: SalesFigures) -> None:
        def write(minor: int) -> str:
            return self._formats().amount(Money(minor, sales.currency))

        self._tenders.show_points(
            tuple(Point(tender_name(total.kind), total.amount.minor) for total in sales.tenders),
            write,
        )
        percent = self._formats().percent
        self._taxes.show_points(
            tuple(Point(percent(row.rate.rate), row.tax.minor) for row in sales.tax), write
        )


def _evenly(sections: tuple[Section, ...]) -> int:
    """Return how many sections stand in the first column, so that both are about as long."""
    heights = [len(section.rows) + 2 for section in sections]
    return min(
        range(1, len(sections) + 1),
        key=lambda at: max(sum(heights[:at]), sum(heights[at:])),
    )


def _section(section: Section) -> QWidget:
    widget = QWidget()
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(GRID // 2)
    grid.setColumnStretch(0, 1)
    grid.setColumnMinimumWidth(1, _FIGURE_WIDTH)
    title = text_label("heading")
    title.setText(section.title)
    grid.addWidget(title, 0, 0, 1, 2)
    line = QFrame()
    set_role(line, "separator")
    grid.addWidget(line, 1, 0, 1, 2)
    for index, row in enumerate(section.rows, start=2):
        name, figure = text_label("line", widget, wrapped=True), text_label("line", widget)
        if row.strong:
            set_role(name, "heading")
            set_role(figure, "heading")
        name.setText(row.name)
        figure.setText(row.figure)
        figure.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(name, index, 0, 1, 1 if row.figure else 2)
        if row.figure:
            grid.addWidget(figure, index, 1)
    return widget
