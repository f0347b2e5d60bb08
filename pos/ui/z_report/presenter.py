"""Reports: the X report on demand, the Z report once after closing, kept in two files."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pos.domain.cash_session import OperatorId
from pos.domain.report import SalesFigures, SessionReport, ZReport
from pos.domain.store import Store
from pos.runtime.atomic_file import replace_file
from pos.services.cash_sessions import CashSessions
from pos.services.operators import Operators
from pos.ui.background import Background
from pos.ui.errors import explain
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.shift import Shift
from pos.ui.z_report.document import ReportDocument, ReportNames, as_text, x_document, z_document

logger = logging.getLogger(__name__)

DrawPdf = Callable[[ReportDocument], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDesk:
    """What reports are made from, and where they are kept."""

    store: Store
    register_name: str
    folder: Path  # where Z reports are kept
    cash_sessions: CashSessions
    operators: Operators
    shift: Shift
    background: Background
    formats: Callable[[], Formats]
    draw_pdf: DrawPdf


class ReportView(Protocol):
    def show_report(self, document: ReportDocument, sales: SalesFigures) -> None: ...
    def show_kept(self, sentence: str) -> None: ...
    def show_problem(self, sentence: str) -> None: ...


class ReportPresenter:
    """Shows a report in the language of the screen, again when that changes."""

    def __init__(self, view: ReportView, desk: ReportDesk) -> None:
        self._view = view
        self._desk = desk
        self._names: Mapping[OperatorId, str] = {}
        self._report: SessionReport | ZReport | None = None

    def show_x(self) -> None:
        """Show the figures of the session in hand, as they are now."""
        cash_session = self._desk.shift.cash_session
        self._report = None
        if cash_session is None:
            self._view.show_problem(
                translate("Report", "No session is open, so there is nothing to report.")
            )
            return
        session_id = cash_session.id
        self._run(lambda: self._desk.cash_sessions.x_report(session_id), self._on_x)

    def show_z(self, z_report: ZReport) -> None:
        """Show a Z report and keep it as text and as PDF."""
        self._report = z_report
        self._run(lambda: z_report, self._on_z)

    def show(self) -> None:
        """Show the report again, in the language in use."""
        report = self._report
        if report is not None:
            figures = report.report if isinstance(report, ZReport) else report
            self._view.show_report(self._document(report), figures.sales)

    def _run(
        self,
        work: Callable[[], SessionReport | ZReport],
        on_done: Callable[[SessionReport | ZReport], None],
    ) -> None:
        def with_names() -> SessionReport | ZReport:
            people = self._desk.operators.active()
            self._names = {operator.id: operator.name for operator in people}
            return work()

        self._desk.background.run(with_names, on_done=on_done, on_error=self._on_error)

    def _on_x(self, report: SessionReport | ZReport) -> None:
        self._report = report
        self.show()

    def _on_z(self, z_report: SessionReport | ZReport) -> None:
        self.show()
        assert isinstance(z_report, ZReport)
        path = self._desk.folder / f"z-{z_report.number:06}"
        document = self._document(z_report)
        # Drawn here, because fonts belong to this thread; written at once, because it is small.
        try:
            replace_file(path.with_suffix(".txt"), as_text(document).encode())
            replace_file(path.with_suffix(".pdf"), self._desk.draw_pdf(document))
        except Exception as error:  # noqa: BLE001 -- the session is closed whatever paper does
            self._view.show_problem(
                translate(
                    "Report",
                    "The report could not be kept as a file: {reason}",
                    reason=explain(error),
                )
            )
            return
        self._view.show_kept(
            translate("Report", "Kept as {file} and as text.", file=path.with_suffix(".pdf").name)
        )

    def _document(self, report: SessionReport | ZReport) -> ReportDocument:
        formats = self._desk.formats()
        if isinstance(report, ZReport):
            return z_document(report, self._names_of(report.report, report.closed_by), formats)
        return x_document(report, self._names_of(report), formats)

    def _names_of(self, report: SessionReport, closed_by: OperatorId | None = None) -> ReportNames:
        return ReportNames(
            store=self._desk.store.name,
            register=self._desk.register_name,
            opened_by=self._names.get(report.session.opened_by, ""),
            closed_by=self._names.get(closed_by, "") if closed_by else "",
        )

    def _on_error(self, error: Exception) -> None:
        self._view.show_problem(explain(error))
