"""Copies of reports by keys: shown, saved and printed again, always marked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pos.hardware.printer import PrintJob
from pos.ui.formatting import plain
from pos.ui.z_report.presenter import ReportDesk, ReportPresenter
from pos.ui.z_report.sheet import ReportDocument
from tests.registers import MIA, TOM, an_enrolled_register, usd
from tests.ui.inline import Immediately
from tests.ui.worked_till import Worked

F7, F9, F12, ESCAPE = Qt.Key.Key_F7, Qt.Key.Key_F9, Qt.Key.Key_F12, Qt.Key.Key_Escape


class PrinterInTest:
    connected = True

    def __init__(self) -> None:
        self.jobs: list[PrintJob] = []

    def print_text(self, job: PrintJob) -> None:
        self.jobs.append(job)


class FakeView:
    def __init__(self) -> None:
        self.shown: list[ReportDocument] = []
        self.kept: list[str] = []
        self.problems: list[str] = []

    def show_report(self, document: ReportDocument, sales: object) -> None:
        self.shown.append(document)

    def show_kept(self, sentence: str) -> None:
        self.kept.append(sentence)

    def show_problem(self, sentence: str) -> None:
        self.problems.append(sentence)


def _closed(worked: Worked):
    """Close an empty session behind the screens; return it."""
    register = worked.tills.register

    def close():
        opened = register.cash_sessions.open_training(TOM, usd("10.00"))
        return register.cash_sessions.close_uncounted(opened.id, MIA, "over").report.session

    return register.worker.run(close)


class TestCopy:
    def test_is_shown_and_saved_with_its_mark(self, start, folder) -> None:
        worked = start().sign_in(TOM).open_session()
        closed = _closed(worked)

        worked.window.find_screen("z_copy").presenter.show_copy(closed.id)
        worked.window.show_screen("z_copy")
        worked.hands.see("z_copy")
        stamp = plain(worked.hands.find("stamp", QLabel).text())
        worked.hands.press(F7)
        worked.hands.until_idle()

        assert stamp == "TRAINING – NOTHING COUNTS · COPY"
        text = (folder / "receipts" / "z-000001-copy.txt").read_text(encoding="utf-8")
        assert "*** COPY ***" in text
        assert (folder / "receipts" / "z-000001-copy.pdf").read_bytes().startswith(b"%PDF")
        worked.hands.press(ESCAPE)
        worked.hands.see("sell")

    def test_of_an_x_report_is_saved_beside_the_receipts(self, start, folder) -> None:
        worked = start().sign_in(TOM).open_session()
        worked.choose_in_menu("x_report")
        worked.hands.see("x_report")

        worked.hands.press(F7)
        worked.hands.until_idle()

        assert (folder / "receipts" / "x-2026-03-28-120000.txt").exists()
        assert (folder / "receipts" / "x-2026-03-28-120000.pdf").exists()


class TestPrinting:
    def test_marks_everything_after_the_first_paper(self, tmp_path, qapp, english) -> None:
        register, view, printer = an_enrolled_register(tmp_path), FakeView(), PrinterInTest()
        opened = register.cash_sessions.open_normal(MIA, usd("10.00"))
        z_report = register.cash_sessions.close_uncounted(opened.id, MIA, "over")
        presenter = ReportPresenter(view, _desk(register, printer, english, tmp_path))
        presenter.show_z(z_report)

        presenter.print()
        presenter.print()

        assert ["COPY" in job.text for job in printer.jobs] == [False, True]

    def test_of_an_open_session_as_a_copy_says_that_there_is_none(self, tmp_path, english) -> None:
        register, view = an_enrolled_register(tmp_path), FakeView()
        opened = register.cash_sessions.open_normal(MIA, usd("10.00"))
        presenter = ReportPresenter(view, _desk(register, PrinterInTest(), english, tmp_path))

        presenter.show_copy(opened.id)

        assert "no Z report" in view.problems[0]


def _desk(register, printer, formats, folder) -> ReportDesk:
    from pos.services.identity import load_store
    from pos.ui.shift import Shift

    with register.database.begin() as db:
        store = load_store(db)
    return ReportDesk(
        store=store,
        register_name="Till 1",
        folder=folder,
        cash_sessions=register.cash_sessions,
        operators=register.operators,
        notes=register.report_notes,
        shift=Shift(),
        background=Immediately(),
        formats=lambda: formats,
        draw_pdf=lambda _: b"%PDF",
        printer=printer,
    )
