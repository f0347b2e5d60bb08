"""A day typed from the paper book: numbers, times, and the book's total."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from pos.domain.cash_session import CashSession
from pos.domain.clean_text import TextInvalid
from pos.domain.report import Declaration, DeclaredTender
from pos.domain.tender import Tender, TenderKind
from pos.services.checkout import AlreadyRungUp
from pos.services.paper_book import NotFromPaper, Paper, PaperInvalid
from tests.register_contents import contents
from tests.registers import MIA, NOON, TOM, RegisterInTest, an_enrolled_register, usd
from tests.sales_files import verified

PAST = date(2026, 3, 20)
SPRING_NIGHT = date(2026, 3, 7)  # the clock jumps from 02:00 to 03:00 before its cut-off


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    assert verified(register).findings == ()
    register.database.close()


@pytest.fixture
def session(register: RegisterInTest) -> CashSession:
    return register.cash_sessions.open_deferred(MIA, PAST)


def sell(register: RegisterInTest, session: CashSession, code: str = "LAMP") -> int:
    register.checkout.scan(session.id, MIA, code)
    due = register.checkout.ticket(session.id).due
    register.checkout.tender(session.id, MIA, Tender(TenderKind.CASH, due))
    return register.checkout.complete(session.id, MIA).receipt.number


def moments(register: RegisterInTest) -> list[tuple[str | None, datetime, datetime]]:
    rows = register.database.fetch(
        "SELECT paper_ticket, occurred_at, recorded_at FROM sale ORDER BY position"
    )
    return [(row[0], *map(datetime.fromisoformat, row[1:])) for row in rows]


class TestAPaperTicket:
    def test_gives_the_sale_its_number_and_time_and_the_true_recording(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.paper_book.note(session.id, MIA, " 17 ", time(15, 30))

        sell(register, session)

        sold_at = datetime(2026, 3, 20, 19, 30, tzinfo=UTC)  # 15:30 in New York
        assert moments(register) == [("17", sold_at, NOON)]
        assert register.database.fetch("SELECT business_date FROM sale") == [("2026-03-20",)]

    def test_without_a_time_makes_none_up(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.paper_book.note(session.id, MIA, "17", None)

        sell(register, session)

        assert moments(register) == [("17", NOON, NOON)]

    def test_after_midnight_belongs_to_the_night_the_day_ends_with(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        paper = register.paper_book.note(session.id, MIA, "", time(1, 15))

        assert paper.occurred_at is not None
        assert paper.occurred_at.astimezone(UTC) == datetime(2026, 3, 21, 5, 15, tzinfo=UTC)

    def test_is_forgotten_for_the_next_one(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.paper_book.note(session.id, MIA, "17", time(15, 30))
        sell(register, session)

        assert register.paper_book.paper(session.id) == Paper()
        sell(register, session)
        assert moments(register)[1] == (None, NOON, NOON)

    def test_outlives_a_scan_and_can_be_put_right(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.paper_book.note(session.id, MIA, "71", None)
        register.checkout.scan(session.id, MIA, "MILK")

        register.paper_book.note(session.id, MIA, "17", None)

        assert register.paper_book.paper(session.id).number == "17"

    def test_that_was_typed_before_is_warned_of_and_not_added_twice(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.paper_book.note(session.id, MIA, "17", None)
        receipt = sell(register, session)

        used = register.paper_book.used("17")
        register.paper_book.note(session.id, MIA, "17", None)
        with pytest.raises(AlreadyRungUp, match="17"):
            sell(register, session)

        assert used is not None
        assert (used.receipt_number, used.business_date) == (receipt, PAST)
        assert register.paper_book.used("18") is None
        assert register.database.fetch("SELECT count(*) FROM sale") == [(1,)]

    def test_of_a_normal_session_there_is_none(self, register: RegisterInTest) -> None:
        normal = register.cash_sessions.open_normal(TOM, usd("100.00"))

        with pytest.raises(NotFromPaper):
            register.paper_book.note(normal.id, TOM, "17", None)
        with pytest.raises(NotFromPaper):
            register.paper_book.note_total(normal.id, TOM, usd("1.00"))

    @pytest.mark.parametrize("number", ["x" * 41, "1\x002", "12\u202e1"])
    def test_with_an_impossible_number_is_refused(
        self, register: RegisterInTest, session: CashSession, number: str
    ) -> None:
        before = contents(register.database)

        with pytest.raises((PaperInvalid, TextInvalid)):
            register.paper_book.note(session.id, MIA, number, None)

        assert contents(register.database) == before

    def test_at_a_time_the_clock_skipped_is_refused(self, register: RegisterInTest) -> None:
        night = register.cash_sessions.open_deferred(MIA, SPRING_NIGHT)

        with pytest.raises(PaperInvalid, match="never showed 02:30"):
            register.paper_book.note(night.id, MIA, "1", time(2, 30))
        register.paper_book.note(night.id, MIA, "1", time(3, 30))


class TestTheBooksTotal:
    def test_is_compared_with_what_was_typed_so_far(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        assert register.paper_book.progress(session.id).left is None
        register.paper_book.note_total(session.id, MIA, usd("50.00"))

        sell(register, session)

        progress = register.paper_book.progress(session.id)
        assert (progress.sales, progress.entered) == (1, usd("24.90"))
        assert progress.left == usd("25.10")

    def test_can_be_taken_back(self, register: RegisterInTest, session: CashSession) -> None:
        register.paper_book.note_total(session.id, MIA, usd("50.00"))

        assert register.paper_book.note_total(session.id, MIA, None).book_total is None

    def test_closes_by_tender_with_a_variance_that_stays_out_of_the_drawer(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        register.cash_sessions.open_normal(TOM, usd("100.00"))
        sell(register, session)
        register.cash_sessions.begin_count(session.id, MIA)
        declared = (DeclaredTender(TenderKind.CARD, usd("7.00")),)

        z_report = register.cash_sessions.close(
            session.id, MIA, Declaration(counted=usd("25.00"), tenders=declared)
        )

        assert z_report.variance == usd("0.10")
        assert z_report.declaration.tenders == declared
        of_the_till = "SELECT sum(amount) FROM posting WHERE account = 'till'"
        assert register.database.fetch(of_the_till) == [(10_000,)]
