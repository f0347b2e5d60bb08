"""Reports: the same figures on screen, as text of 42 columns and as PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.domain.cash_count import count_cash
from pos.domain.receipt import WIDTH, columns
from pos.domain.report import Declaration, ZReport
from pos.domain.tender import Tender, TenderKind
from pos.ui.formatting import plain
from pos.ui.z_report.document import ReportNames, as_text, x_document, z_document
from pos.ui.z_report.paper import report_paper, report_pdf
from tests.registers import MIA, USD, an_enrolled_register, usd

NAMES = ReportNames(store="Corner Shop", register="Till 1", opened_by="Mia", closed_by="Tom")


@pytest.fixture
def z_report(tmp_path: Path) -> ZReport:
    """Return the report of a session with one sale, 3.71 short, counted twice."""
    register = an_enrolled_register(tmp_path)
    cash_sessions, checkout = register.cash_sessions, register.checkout
    opened = cash_sessions.open_normal(MIA, usd("100.00"))
    checkout.scan(opened.id, MIA, "MILK")
    checkout.scan(opened.id, MIA, "LAMP")
    checkout.tender(opened.id, MIA, Tender(TenderKind.CASH, usd("30.00")))
    checkout.complete(opened.id, MIA)
    cash_sessions.begin_count(opened.id, MIA)
    count = count_cash({10_000: 1, 2_000: 1, 100: 2, 1: 48}, USD)
    comment = "First count: 120.00. A long explanation that does not fit on one line of the roll"
    declaration = Declaration(counted=count.total, count=count, comment=comment)
    return cash_sessions.close(opened.id, MIA, declaration)


class TestZDocument:
    def test_says_everything_in_42_columns(self, z_report, english) -> None:
        text = as_text(z_document(z_report, NAMES, english))

        assert max(columns(line) for line in text.splitlines()) <= WIDTH
        for words in (
            "Z report 1",
            "Corner Shop · Till 1",
            "Business date: Saturday 28 March 2026",
            "by Tom",
            "Expected                           $126.19",
            "Counted                            $122.48",
            "Variance                            −$3.71",
            "100.00 × 1",
        ):
            assert words in text

    def test_is_the_same_on_paper(self, z_report, english) -> None:
        document = z_document(z_report, NAMES, english)

        pdf = report_pdf(document)

        assert pdf.startswith(b"%PDF")
        assert len(report_paper(document)) > sum(len(part.rows) for part in document.sections)

    def test_is_written_in_arabic_too(self, z_report, arabic) -> None:
        document = z_document(z_report, NAMES, arabic)

        assert "تقرير Z" in plain(document.title)
        assert "١٢٦٫١٩" in as_text(document)
        assert report_pdf(document).startswith(b"%PDF")


class TestXDocument:
    def test_says_that_it_closed_nothing(self, z_report, english) -> None:
        document = x_document(z_report.report, NAMES, english)

        assert "Nothing was closed by this report." in document.head
        assert "Count" not in [part.title for part in document.sections]

    def test_does_without_the_name_of_somebody_who_left(self, z_report, english) -> None:
        nobody = ReportNames(store="Corner Shop", register="Till 1", opened_by="")

        document = x_document(z_report.report, nobody, english)

        assert "by" not in document.head[2]
