"""Reports: the X report on demand, the Z report once after closing, and copies of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pos.domain.cash_session import CashSessionId, OperatorId
from pos.domain.report import SalesFigures, SessionReport, ZReport
from pos.domain.store import Store
from pos.hardware.printer import NullPrinter, Printer, PrintJob
from pos.runtime.atomic_file import replace_file
from pos.services.cash_sessions import CashSessions
from pos.services.operators import Operators
from pos.services.report_notes import Notes, ReportNotes
from pos.ui.background import Background
from pos.ui.errors import explain
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.shift import Shift
from pos.ui.z_report.document import as_text, x_document, z_document
from pos.ui.z_report.sheet import ReportDocument, ReportNames

logger = logging.getLogger(__name__)

DrawPdf = Callable[[ReportDocument], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDesk:
    """What reports are made from, and where they are kept."""

    store: Store
    register_name: str
    folder: Path  # where reports are kept
    cash_sessions: CashSessions
    operators: Operators
    notes: ReportNotes
    shift: Shift
    background: Background
    formats: Callable[[], Formats]
    draw_pdf: DrawPdf
    printer: Printer = field(default_factory=NullPrinter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A report with what is written beside its figures."""

    report: SessionReport | ZReport
    notes: Notes
    people: Mapping[OperatorId, str]
    is_copy: bool = False


class ReportView(Protocol):
    def show_report(self, document: ReportDocument, sales: SalesFigures) -> None: ...
    def show_kept(self, sentence: str) -> None: ...
    def show_problem(self, sentence: str) -> None: ...


class ReportPresenter:
    """Shows a report in the language of the screen, again when that changes."""

    def __init__(self, view: ReportView, desk: ReportDesk) -> None:
        self._view = view
        self._desk = desk
        self._found: Found | None = None
        self._printed = False

    @property
    def can_print(self) -> bool:
        return self._desk.printer.connected

    def show_x(self, session_id: CashSessionId | None = None) -> None:
        """Show the figures of a session as they are now, else of the one in hand."""
        in_hand, desk = self._desk.shift.cash_session, self._desk
        self._found = None
        of = in_hand.id if session_id is None and in_hand is not None else session_id
        if of is None:
            self._view.show_problem(
                translate("Report", "No session is open, so there is nothing to report.")
            )
            return
        self._run(lambda: self._with_notes(desk.cash_sessions.x_report(of)), _nothing)

    def show_z(self, z_report: ZReport) -> None:
        """Show a Z report and keep it as text and as PDF."""
        self._found = None
        self._run(lambda: self._with_notes(z_report), self.save)

    def show_copy(self, session_id: CashSessionId) -> None:
        """Show the Z report of a closed session again, marked as a copy."""
        self._found = None
        self._run(lambda: self._copy(session_id), _nothing)

    def show(self) -> None:
        """Show the report again, in the language in use."""
        if self._found is not None:
            self._view.show_report(self._document(self._found), _figures(self._found).sales)

    def save(self) -> None:
        """Write the report as PDF and as text into the folder of receipts."""
        found = self._found
        if found is None:
            return
        path, document = self._desk.folder / self._name(found), self._document(found)
        # Drawn here, because fonts belong to this thread.
        try:
            drawn = self._desk.draw_pdf(document)
        except Exception as error:  # noqa: BLE001 -- the session is closed whatever paper does
            self._on_not_kept(error)
            return
        self._desk.background.run(
            lambda: _write(path, as_text(document), drawn),
            on_done=self._on_kept,
            on_error=self._on_not_kept,
        )

    def print(self) -> None:
        """Print the report; after the first time it is a copy."""
        found, desk = self._found, self._desk
        if found is None:
            return
        document = self._document(found, is_copy=found.is_copy or self._printed)
        job = PrintJob(self._name(found), as_text(document))
        desk.background.run(
            lambda: desk.printer.print_text(job),
            on_done=lambda _: self._on_printed(),
            on_error=self._on_error,
        )

    def _run(self, work: Callable[[], Found | None], after: Callable[[], None]) -> None:
        self._printed = False

        def done(found: Found | None) -> None:
            self._found = found
            if found is None:
                self._view.show_problem(
                    translate("Report", "This session has no Z report: it is not closed.")
                )
                return
            self.show()
            after()

        self._desk.background.run(work, on_done=done, on_error=self._on_error)

    def _copy(self, session_id: CashSessionId) -> Found | None:
        z_report = self._desk.cash_sessions.z_report(session_id)
        return None if z_report is None else self._with_notes(z_report, is_copy=True)

    def _with_notes(self, report: SessionReport | ZReport, *, is_copy: bool = False) -> Found:
        clearing = report.clearing if isinstance(report, ZReport) else None
        return Found(
            report=report,
            notes=self._desk.notes.of(_figures_of(report).session, clearing),
            people={person.id: person.name for person in self._desk.operators.active()},
            is_copy=is_copy,
        )

    def _document(self, found: Found, *, is_copy: bool = False) -> ReportDocument:
        formats, report = self._desk.formats(), found.report
        closed_by = report.closed_by if isinstance(report, ZReport) else None
        names = ReportNames(
            store=self._desk.store.name,
            register=self._desk.register_name,
            opened_by=found.people.get(_figures(found).session.opened_by, ""),
            closed_by=found.people.get(closed_by, "") if closed_by else "",
            notes=found.notes,
            is_copy=is_copy or found.is_copy,
        )
        if isinstance(report, ZReport):
            return z_document(report, names, formats)
        return x_document(report, names, formats)

    def _name(self, found: Found) -> str:
        """Return a file name without ending, in digits: a copy says so."""
        if isinstance(found.report, ZReport):
            return f"z-{found.report.number:06}{'-copy' if found.is_copy else ''}"
        made_at = found.report.made_at.astimezone(self._desk.store.zone)
        return f"x-{made_at:%Y-%m-%d-%H%M%S}"

    def _on_kept(self, path: Path) -> None:
        self._view.show_kept(translate("Report", "Kept as {file} and as text.", file=path.name))

    def _on_not_kept(self, error: Exception) -> None:
        reason = explain(error)
        self._view.show_problem(
            translate("Report", "The report could not be kept as a file: {reason}", reason=reason)
        )

    def _on_printed(self) -> None:
        self._printed = True
        self._view.show_kept(translate("Report", "Printed"))

    def _on_error(self, error: Exception) -> None:
        self._view.show_problem(explain(error))


def _figures(found: Found) -> SessionReport:
    return _figures_of(found.report)


def _figures_of(report: SessionReport | ZReport) -> SessionReport:
    return report.report if isinstance(report, ZReport) else report


def _write(path: Path, text: str, drawn: bytes) -> Path:
    replace_file(path.with_suffix(".txt"), text.encode())
    replace_file(path.with_suffix(".pdf"), drawn)
    return path.with_suffix(".pdf")


def _nothing() -> None:
    """Keep nothing: what was asked for is shown, and saved when somebody says so."""
