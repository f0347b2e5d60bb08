"""Printers that need no cable."""

from pathlib import Path

import pytest

from pos.hardware.drawer import NullDrawer
from pos.hardware.printer import FilePrinter, NullPrinter, PrinterUnavailable, PrintJob
from pos.runtime.atomic_file import CannotWrite

JOB = PrintJob("receipt-000012-2026-03-28", "Fresh Milk   1.29\nشكرًا\n")


class TestFilePrinter:
    def test_writes_each_job_as_a_text_file(self, tmp_path: Path) -> None:
        printer = FilePrinter(tmp_path)

        printer.print_text(JOB)
        printer.print_text(JOB)

        (path,) = tmp_path.iterdir()
        assert path.name == "receipt-000012-2026-03-28.txt"
        assert path.read_text(encoding="utf-8") == JOB.text
        assert printer.connected

    def test_says_why_it_could_not(self, tmp_path: Path) -> None:
        with pytest.raises(CannotWrite, match="gone"):
            FilePrinter(tmp_path / "gone").print_text(JOB)


class TestNullDevices:
    def test_refuse_to_print_with_a_way_out(self) -> None:
        assert not NullPrinter().connected
        with pytest.raises(PrinterUnavailable, match="PDF or text"):
            NullPrinter().print_text(JOB)

    def test_open_nothing_without_complaint(self) -> None:
        NullDrawer().open()
