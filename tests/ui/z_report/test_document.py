"""Reports: the same figures on screen, as text of 42 columns and as PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pos.domain.cash_count import count_cash
from pos.domain.cash_movement import MovementKind
from pos.domain.receipt import WIDTH, columns
from pos.domain.report import Clearing, Declaration, DeclaredTender, SessionReport, ZReport
from pos.domain.tender import Tender, TenderKind
from pos.ui.formatting import plain
from pos.ui.receipt.paper import Stamp
from pos.ui.z_report.document import as_text, x_document, z_document
from pos.ui.z_report.paper import report_paper, report_pdf
from pos.ui.z_report.sheet import ReportNames
from tests.registers import MIA, NOON, TOM, USD, RegisterInTest, an_enrolled_register, usd

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


@pytest.fixture
def register(tmp_path: Path) -> RegisterInTest:
    return an_enrolled_register(tmp_path)


def names_for(register: RegisterInTest, report: SessionReport, clearing=None) -> ReportNames:
    return replace(NAMES, notes=register.report_notes.of(report.session, clearing))


class TestCashSection:
    def test_names_every_movement_and_the_openings_of_the_drawer(self, register, english) -> None:
        opened = register.cash_sessions.open_normal(MIA, usd("100.00"))
        moves = register.cash_movements
        moves.move(opened.id, MIA, MovementKind.PAID_OUT, usd("20.00"), "stamps")
        moves.move(opened.id, MIA, MovementKind.PAID_OUT, usd("5.00"), "milk")
        moves.move(opened.id, MIA, MovementKind.LOAN, usd("50.00"), "change")
        moves.open_drawer(opened.id, MIA, "stuck coin")

        text = as_text(x_document(register.cash_sessions.x_report(opened.id), NAMES, english))

        assert "Paid out × 2                        −25.00" in text
        assert "From the safe × 1                    50.00" in text
        assert "Expected                           $125.00" in text
        assert "Drawer opened without a sale           × 1" in text


class TestCount:
    def test_keeps_the_first_count_and_compares_other_tenders(self, register, english) -> None:
        opened = register.cash_sessions.open_normal(MIA, usd("100.00"))
        register.checkout.scan(opened.id, MIA, "LAMP")
        register.checkout.tender(opened.id, MIA, Tender(TenderKind.CARD, usd("24.90")))
        register.checkout.complete(opened.id, MIA)
        register.cash_sessions.begin_count(opened.id, MIA)
        found = (DeclaredTender(TenderKind.CARD, usd("20.00")),)
        declaration = Declaration(
            counted=usd("100.00"), earlier=(usd("98.00"), usd("99.00")), tenders=found
        )
        z_report = register.cash_sessions.close(opened.id, MIA, declaration)

        text = as_text(z_document(z_report, NAMES, english))

        assert "First counted                       $98.00" in text
        assert "Counted again                       $99.00" in text
        assert "Counted                            $100.00" in text
        assert "Card: found 20.00 of 24.90" in text
        assert "−$4.90" in text

    def test_is_never_invented(self, register, english) -> None:
        opened = register.cash_sessions.open_normal(MIA, usd("100.00"))
        z_report = register.cash_sessions.close_uncounted(opened.id, MIA, "left alone")

        text = as_text(z_document(z_report, NAMES, english))

        assert "Not counted                              –" in text
        assert "Variance" not in text
        assert "Empty: nothing was sold" in text
        assert "Comment: left alone" in text


class TestHead:
    def test_says_which_day_a_deferred_session_is_for(self, register, english) -> None:
        opened = register.cash_sessions.open_deferred(MIA, date(2026, 3, 20))
        report = register.cash_sessions.x_report(opened.id)

        document = x_document(report, NAMES, english)

        assert "Deferred: for Friday 20 March 2026, entered Sat 28 Mar 2026" in plain(
            "\n".join(document.head)
        )
        assert "Opening float" not in as_text(document)

    def test_stamps_training_and_copies(self, register, english) -> None:
        opened = register.cash_sessions.open_training(MIA, usd("10.00"))
        report = register.cash_sessions.x_report(opened.id)

        document = x_document(report, replace(NAMES, is_copy=True), english)

        assert document.stamps == ("TRAINING – NOTHING COUNTS", "COPY")
        assert "*** TRAINING – NOTHING COUNTS ***" in as_text(document)
        assert report_paper(document)[0] == Stamp("TRAINING – NOTHING COUNTS")

    def test_tells_who_took_the_till_over(self, register, english) -> None:
        opened = register.cash_sessions.open_normal(MIA, usd("100.00"))
        register.cash_sessions.resume(opened.id, TOM)
        report = register.cash_sessions.x_report(opened.id)

        document = x_document(report, names_for(register, report), english)

        assert "Taken over Sat 28 Mar 16:00 by Tom" in plain("\n".join(document.head))

    def test_tells_who_cleared_it_and_what_came_late(self, register, english) -> None:
        opened = register.cash_sessions.open_normal(MIA, usd("100.00"))
        for code in ("MILK", "LAMP"):
            register.checkout.scan(opened.id, MIA, code)
            register.checkout.tender(opened.id, MIA, Tender(TenderKind.CASH, usd("30.00")))
            register.checkout.complete(opened.id, MIA)
        clearing = Clearing(closed_by="Ann", closed_at=NOON, reason="typed twice", held_seq=2)
        with register.database.begin() as db:
            z_report = register.cash_sessions.clear_in(db, opened.id, MIA.id, clearing)

        names = names_for(register, z_report.report, clearing)
        text = as_text(z_document(z_report, names, english))

        assert "Closed on the server Sat 28 Mar 16:00 by" in text
        assert "“typed twice”" in text
        assert "Late sales                               1" in text
        assert "Sold late                           $24.90" in text
