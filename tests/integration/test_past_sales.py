"""Typing past sales in from a file, on a real database: each ticket once, whatever happens."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from pos.domain.permission import NotPermitted
from pos.services.past_sales_summary import ImportSummary
from tests.fakes import Crashed, FakeCrashPoints
from tests.registers import MIA, NOON, TOM, RegisterInTest, an_enrolled_register
from tests.sales_files import (
    SAMPLE,
    SAMPLE_DATES,
    SAMPLE_LINES,
    SAMPLE_TICKETS,
    SAMPLE_TOTAL,
    a_line,
    a_sales_file,
    all_rows,
    past_sales_of,
    take_sample_catalogue,
    verified,
)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path, price_mode="tax_exclusive")
    take_sample_catalogue(register.database)
    yield register
    register.database.close()


def imported(register: RegisterInTest, path: Path) -> ImportSummary:
    return past_sales_of(register).import_file(path, MIA)


def reasons(summary: ImportSummary) -> list[tuple[str, int, str]]:
    return [(one.ticket, one.line, one.reason) for one in summary.refused]


class TestImportingTheSample:
    def test_takes_every_ticket_to_the_cent(self, register: RegisterInTest) -> None:
        wanted: dict[str, Decimal] = defaultdict(Decimal)
        with SAMPLE.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                wanted[row["ticket"]] += Decimal(row["line_total"])

        summary = imported(register, SAMPLE)

        assert (summary.tickets, summary.lines) == (SAMPLE_TICKETS, SAMPLE_LINES)
        assert (summary.added, summary.already_there) == (SAMPLE_TICKETS, 0)
        assert str(summary.total) == SAMPLE_TOTAL
        assert summary.refused == []
        totals = all_rows(register, "SELECT paper_ticket, total FROM sale")
        assert {ticket: Decimal(total).scaleb(-2) for ticket, total in totals} == wanted

    def test_opens_and_closes_one_deferred_session_for_each_business_date(
        self, register: RegisterInTest
    ) -> None:
        summary = imported(register, SAMPLE)

        sessions = all_rows(
            register, "SELECT DISTINCT kind, purpose, state FROM cash_session ORDER BY 1, 2, 3"
        )
        assert sessions == [("deferred", "import", "closed")]
        dates = all_rows(register, "SELECT business_date FROM cash_session ORDER BY z_number")
        assert [row[0] for row in dates] == [day.isoformat() for day in sorted(summary.days)]
        assert len(dates) == SAMPLE_DATES

    def test_invents_no_count(self, register: RegisterInTest) -> None:
        imported(register, SAMPLE)

        counted = all_rows(
            register,
            "SELECT DISTINCT json_extract(body, '$.payload.counted'), "
            "json_extract(body, '$.payload.variance') FROM journal "
            "WHERE kind = 'cash_session_closed'",
        )
        assert counted == [(None, None)]

    def test_rings_known_products_up_as_the_catalogue_names_them_at_the_price_that_was_paid(
        self, register: RegisterInTest
    ) -> None:
        imported(register, SAMPLE)

        fuel = all_rows(
            register,
            "SELECT DISTINCT item, name, unit, tax_category FROM sale_line WHERE unit = 'gal'",
        )
        assert fuel == [("product", "Gasoline-Reg Unleaded", "gal", "exempt")]
        finest = all_rows(register, "SELECT count(*) FROM sale_line WHERE unit_price % 1000 <> 0")
        assert finest[0][0] > 0

    def test_makes_what_no_catalogue_knows_an_external_item(self, register: RegisterInTest) -> None:
        imported(register, SAMPLE)

        unknown = all_rows(
            register,
            "SELECT sku, name, tax_category FROM sale_line WHERE item = 'external'",
        )
        assert unknown == [("1093587", "Unknown item 1093587", "standard")]

    def test_takes_coupons_as_a_tender_and_completes_tickets_of_zero_without_one(
        self, register: RegisterInTest
    ) -> None:
        imported(register, SAMPLE)

        with_coupon = "SELECT position FROM tender WHERE kind = 'coupon'"
        assert len(all_rows(register, with_coupon)) == 8
        unpaid = all_rows(
            register, "SELECT total FROM sale WHERE position NOT IN (SELECT position FROM tender)"
        )
        assert unpaid == [(0,)] * 4

    def test_leaves_a_journal_that_verifies(self, register: RegisterInTest) -> None:
        imported(register, SAMPLE)

        proved = verified(register)

        assert proved.findings == ()
        assert (proved.sales, str(proved.total)) == (SAMPLE_TICKETS, SAMPLE_TOTAL)

    def test_puts_what_sold_most_first_in_search(self, register: RegisterInTest) -> None:
        lamps = [a_line(f"T{n}", sku="LAMP", unit_price="24.90") for n in range(3)]

        past_sales_of(register).import_file(a_sales_file(register.path.parent, lamps), MIA)

        assert register.catalogue.best_sellers()[0].name == "Desk Lamp"


class TestImportingAgain:
    def test_adds_nothing(self, register: RegisterInTest) -> None:
        imported(register, SAMPLE)
        before = all_rows(register, "SELECT * FROM journal")

        summary = imported(register, SAMPLE)

        assert (summary.added, summary.already_there) == (0, SAMPLE_TICKETS)
        assert str(summary.total) == SAMPLE_TOTAL
        assert all_rows(register, "SELECT * FROM journal") == before

    def test_adds_only_what_an_overlapping_file_has_more(
        self, register: RegisterInTest, tmp_path: Path
    ) -> None:
        imported(register, a_sales_file(tmp_path, [a_line("A"), a_line("B")]))

        summary = imported(register, a_sales_file(tmp_path, [a_line("B"), a_line("C")]))

        assert (summary.added, summary.already_there) == (1, 1)
        assert all_rows(register, "SELECT paper_ticket FROM sale") == [("A",), ("B",), ("C",)]

    @pytest.mark.parametrize(
        "changed",
        [
            [a_line("A", unit_price="1.30")],
            [a_line("A", occurred_at="2017-03-01T15:00:01Z")],
            [a_line("A", unit_price="0.29"), a_line("A", unit_price="1.00")],
        ],
        ids=["total", "time", "lines"],
    )
    def test_refuses_a_ticket_that_is_there_with_other_contents(
        self, register: RegisterInTest, tmp_path: Path, changed: list[dict[str, str]]
    ) -> None:
        imported(register, a_sales_file(tmp_path, [a_line("A")]))

        summary = imported(register, a_sales_file(tmp_path, [*changed, a_line("B")]))

        ((ticket, line, reason),) = reasons(summary)
        assert (ticket, line) == ("A", 2)
        assert "in the journal already, with other contents" in reason
        assert summary.added == 1


class TestAnInterruptedImport:
    @pytest.mark.parametrize(
        ("point", "count"),
        [
            ("cash_session.open.after_commit", 1),
            ("cash_session.open.after_commit", 5),
            ("sale.complete.before_commit", 1),
            ("sale.complete.before_commit", 17),
            ("sale.complete.after_commit", 60),
            ("import.ticket.after_commit", 3),
            ("cash_session.close.before_commit", 2),
            ("cash_session.close.after_commit", 24),
            ("import.session.after_close", 1),
        ],
    )
    def test_ends_the_same_when_it_is_run_again(
        self, register: RegisterInTest, point: str, count: int
    ) -> None:
        dies = register.crash_points
        dies._name, dies._left = point, count
        with pytest.raises(Crashed):
            imported(register, SAMPLE)
        dies._name = ""

        summary = imported(register, SAMPLE)

        assert summary.added + summary.already_there == SAMPLE_TICKETS
        assert str(summary.total) == SAMPLE_TOTAL
        states = all_rows(register, "SELECT state, count(*) FROM cash_session GROUP BY state")
        assert states == [("closed", SAMPLE_DATES)]
        assert verified(register).findings == ()

    def test_goes_on_in_a_session_that_was_left_counting(
        self, register: RegisterInTest, tmp_path: Path
    ) -> None:
        dies = register.crash_points
        dies._name = "cash_session.close.before_commit"
        with pytest.raises(Crashed):
            imported(register, a_sales_file(tmp_path, [a_line("A")]))
        dies._name = ""

        summary = imported(register, a_sales_file(tmp_path, [a_line("A"), a_line("B")]))

        assert (summary.added, summary.already_there) == (1, 1)
        assert all_rows(register, "SELECT state FROM cash_session") == [("closed",)]

    def test_is_not_resumed_for_dates_of_another_file(
        self, register: RegisterInTest, tmp_path: Path
    ) -> None:
        other_day = a_line("B", occurred_at="2017-03-02T15:00:00Z")
        with pytest.raises(Crashed):
            past_sales_of(register, FakeCrashPoints("import.ticket.after_commit")).import_file(
                a_sales_file(tmp_path, [a_line("A")]), MIA
            )

        imported(register, a_sales_file(tmp_path, [other_day]))

        states = all_rows(register, "SELECT business_date, state FROM cash_session ORDER BY 1")
        assert states == [("2017-03-01", "open"), ("2017-03-02", "closed")]


class TestASessionOfAPerson:
    def test_is_used_and_left_open(self, register: RegisterInTest, tmp_path: Path) -> None:
        opened = register.cash_sessions.open_deferred(MIA, NOON.date().replace(year=2017, day=1))

        summary = imported(register, a_sales_file(tmp_path, [a_line("A")]))

        (day,) = summary.days.values()
        assert (day.left_open, day.z_number) == (True, None)
        sessions = all_rows(register, "SELECT id, purpose, state FROM cash_session")
        assert sessions == [(str(opened.id), "till", "open")]

    def test_that_is_being_counted_takes_no_ticket(
        self, register: RegisterInTest, tmp_path: Path
    ) -> None:
        opened = register.cash_sessions.open_deferred(MIA, NOON.date().replace(year=2017, day=1))
        register.cash_sessions.begin_count(opened.id, MIA)

        summary = imported(register, a_sales_file(tmp_path, [a_line("A")]))

        ((_, _, reason),) = reasons(summary)
        assert "Counting has begun" in reason
        assert all_rows(register, "SELECT state FROM cash_session") == [("counting",)]


class TestAFileInNoOrder:
    def test_has_one_session_for_each_date_all_the_same(
        self, register: RegisterInTest, tmp_path: Path
    ) -> None:
        days = ("01", "02", "01", "03", "02", "01")
        lines = [
            a_line(f"T{number}", occurred_at=f"2017-03-{day}T15:00:00Z")
            for number, day in enumerate(days)
        ]

        summary = imported(register, a_sales_file(tmp_path, lines))

        assert summary.added == 6
        states = all_rows(register, "SELECT business_date, state FROM cash_session ORDER BY 1")
        assert states == [(f"2017-03-0{day}", "closed") for day in (1, 2, 3)]


class TestARefusedTicket:
    def test_is_refused_whole_while_the_others_go_on(
        self, register: RegisterInTest, tmp_path: Path
    ) -> None:
        lines = [a_line("A"), a_line("B"), a_line("B", quantity="0"), a_line("C")]

        summary = imported(register, a_sales_file(tmp_path, lines))

        assert [(ticket, line) for ticket, line, _ in reasons(summary)] == [("B", 4)]
        assert all_rows(register, "SELECT paper_ticket FROM sale") == [("A",), ("C",)]
        assert (summary.tickets, summary.lines, summary.added) == (3, 4, 2)
        assert str(summary.total) == "2.58"

    @pytest.mark.parametrize(
        ("cells", "reason"),
        [
            ({"quantity": "NaN", "line_total": "1"}, "quantity “NaN” is not a number"),
            ({"quantity": "1e9", "line_total": "1"}, "quantity “1e9” is not a number"),
            ({"quantity": "1000000000", "line_total": "1"}, "too large"),
            ({"quantity": "-1", "line_total": "1"}, "more than zero"),
            ({"quantity": "1.5", "line_total": "1"}, "whole units"),
            ({"unit": "kg"}, "unit of MILK is each in the catalogue, not kg"),
            ({"unit": "barrel"}, "unit of measure “barrel” is unknown"),
            ({"unit_price": "-1", "line_total": "1"}, "cannot be negative"),
            ({"unit_price": "1.2345678", "line_total": "1.23"}, "more than 6 decimals"),
            ({"line_total": "-1.29"}, "line_total is negative"),
            ({"line_total": "1.30"}, "is 1.29, but line_total is 1.30"),
            ({"line_total": "1.291"}, "more precise than USD"),
            ({"discount": "-0.10"}, "discount is negative"),
            ({"discount": "1.30", "line_total": "0"}, "more than the line costs"),
            ({"coupon": "1.30"}, "coupons (1.30) are more than its total (1.29)"),
            ({"coupon": "x"}, "coupon “x” is not a number"),
            ({"tender": "barter"}, "tender “barter” is unknown"),
            ({"occurred_at": "yesterday"}, "no moment with a time zone"),
            ({"occurred_at": "2017-03-01T15:00:00"}, "no moment with a time zone"),
            ({"occurred_at": "0001-01-01T00:00:00Z"}, "no moment with a time zone"),
            ({"occurred_at": "2099-01-01T00:00:00Z"}, "in the future"),
            ({"occurred_at": "2026-03-28T15:00:00Z"}, "is today"),
            ({"sku": "", "description": ""}, "neither a SKU nor a description"),
            ({"sku": "NEW", "description": "a\u202eb"}, "U+202E"),
            ({"sku": "NE W", "description": "x"}, "is not a SKU"),
        ],
    )
    def test_names_the_line_and_the_reason(
        self, register: RegisterInTest, tmp_path: Path, cells: dict[str, str], reason: str
    ) -> None:
        summary = imported(register, a_sales_file(tmp_path, [a_line("A", **cells)]))

        ((ticket, line, said),) = reasons(summary)
        assert (ticket, line) == ("A", 2)
        assert reason in said
        assert all_rows(register, "SELECT count(*) FROM journal") == [(0,)]

    @pytest.mark.parametrize("column", ["occurred_at", "tender"])
    def test_may_have_lines_that_disagree(
        self, register: RegisterInTest, tmp_path: Path, column: str
    ) -> None:
        other = {"occurred_at": "2017-03-01T15:00:01Z", "tender": "card"}[column]
        lines = [a_line("A"), a_line("A", **{column: other})]

        summary = imported(register, a_sales_file(tmp_path, lines))

        ((_, line, reason),) = reasons(summary)
        assert line == 3
        assert f"disagree on {column}" in reason

    def test_may_have_lines_that_do_not_stand_together(
        self, register: RegisterInTest, tmp_path: Path
    ) -> None:
        lines = [a_line("A"), a_line("B"), a_line("A")]

        summary = imported(register, a_sales_file(tmp_path, lines))

        ((ticket, line, reason),) = reasons(summary)
        assert (ticket, line) == ("A", 2)
        assert "do not stand together" in reason
        assert (summary.tickets, summary.lines, summary.added) == (2, 3, 1)

    def test_may_have_no_number(self, register: RegisterInTest, tmp_path: Path) -> None:
        summary = imported(register, a_sales_file(tmp_path, [a_line("")]))

        assert reasons(summary) == [("", 2, "it has no ticket number.")]

    def test_may_have_too_many_lines(self, register: RegisterInTest, tmp_path: Path) -> None:
        summary = imported(register, a_sales_file(tmp_path, [a_line("A")] * 1001))

        assert reasons(summary) == [("A", 2, "it has more than 1000 lines.")]
        assert summary.lines == 1001

    def test_may_have_too_few_cells(self, register: RegisterInTest, tmp_path: Path) -> None:
        path = a_sales_file(tmp_path, [a_line("A")])
        path.write_text(path.read_text(encoding="utf-8") + "B,2017-03-01\n", encoding="utf-8")

        summary = imported(register, path)

        ((ticket, line, reason),) = reasons(summary)
        assert (ticket, line) == ("B", 3)
        assert "cells" in reason
        assert summary.added == 1

    def test_may_be_taxed_in_a_category_without_a_rate(
        self, register: RegisterInTest, tmp_path: Path
    ) -> None:
        with register.database.begin() as db:
            db.exec_driver_sql("DELETE FROM tax_rate WHERE category = 'standard'")

        summary = imported(register, a_sales_file(tmp_path, [a_line("A", sku="NEW")]))

        ((_, _, reason),) = reasons(summary)
        assert "no tax rate for the category “standard”" in reason


class TestWhoMayImport:
    def test_is_not_a_cashier(self, register: RegisterInTest) -> None:
        with pytest.raises(NotPermitted, match="import past sales"):
            past_sales_of(register).import_file(SAMPLE, TOM)

        assert all_rows(register, "SELECT count(*) FROM journal") == [(0,)]
