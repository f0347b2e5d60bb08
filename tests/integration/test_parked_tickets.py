"""Tickets set aside: parked, recalled, discarded, and taken over by the next session."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from pos.services.cash_sessions import TicketsOpen
from pos.services.parked_tickets import NoSuchTicket, NothingToPark
from pos.services.session_opening import PURPOSE_IMPORT
from tests.register_contents import contents
from tests.registers import MIA, TOM, RegisterInTest, an_enrolled_register, usd
from tests.sales_files import verified

PAST = date(2026, 3, 20)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    assert verified(register).findings == ()
    register.database.close()


@pytest.fixture
def session(register: RegisterInTest) -> CashSession:
    return register.cash_sessions.open_normal(TOM, usd("100.00"))


def names(register: RegisterInTest, session_id: CashSessionId) -> list[str]:
    return [line.item.name for line in register.checkout.ticket(session_id).lines]


def park(register: RegisterInTest, session_id: CashSessionId, *codes: str) -> None:
    for code in codes:
        register.checkout.scan(session_id, TOM, code)
        register.clock.advance(timedelta(seconds=1))
    register.parked_tickets.park(session_id, TOM)


class TestParking:
    def test_clears_the_screen_and_keeps_the_ticket(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        park(register, session.id, "MILK", "LAMP")

        assert names(register, session.id) == []
        (waiting,) = register.parked_tickets.waiting(session.id)
        assert waiting.sale.total == usd("26.19")

    def test_of_an_empty_ticket_is_refused(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        with pytest.raises(NothingToPark):
            register.parked_tickets.park(session.id, TOM)

    def test_keeps_the_order_in_which_they_were_set_aside(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        park(register, session.id, "MILK")
        park(register, session.id, "LAMP")

        waiting = register.parked_tickets.waiting(session.id)

        assert [one.sale.lines[0].item.name for one in waiting] == ["Fresh Milk 1 L", "Desk Lamp"]


class TestRecalling:
    def test_brings_the_ticket_back_to_be_paid(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        park(register, session.id, "LAMP")
        (waiting,) = register.parked_tickets.waiting(session.id)

        register.parked_tickets.recall(session.id, TOM, waiting.sale.id)
        register.checkout.tender(session.id, TOM, Tender(TenderKind.CASH, usd("25.00")))
        completed = register.checkout.complete(session.id, TOM)

        assert completed.sale.id == waiting.sale.id
        assert register.parked_tickets.waiting(session.id) == ()

    def test_changes_places_with_what_is_on_the_screen(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        park(register, session.id, "LAMP")
        (lamp,) = register.parked_tickets.waiting(session.id)
        register.checkout.scan(session.id, TOM, "MILK")

        register.parked_tickets.recall(session.id, TOM, lamp.sale.id)

        assert names(register, session.id) == ["Desk Lamp"]
        (milk,) = register.parked_tickets.waiting(session.id)
        assert milk.sale.lines[0].item.name == "Fresh Milk 1 L"

    def test_twice_is_refused(self, register: RegisterInTest, session: CashSession) -> None:
        park(register, session.id, "LAMP")
        (lamp,) = register.parked_tickets.waiting(session.id)
        register.parked_tickets.recall(session.id, TOM, lamp.sale.id)
        before = contents(register.database)

        with pytest.raises(NoSuchTicket, match="look at the list again"):
            register.parked_tickets.recall(session.id, TOM, lamp.sale.id)

        assert contents(register.database) == before

    def test_of_another_sessions_ticket_is_refused(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        park(register, session.id, "LAMP")
        (lamp,) = register.parked_tickets.waiting(session.id)
        deferred = register.cash_sessions.open_deferred(MIA, PAST)

        with pytest.raises(NoSuchTicket):
            register.parked_tickets.recall(deferred.id, MIA, lamp.sale.id)


class TestDiscarding:
    def test_leaves_what_stood_on_it_in_the_journal_and_no_ghost(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        park(register, session.id, "LAMP")
        (lamp,) = register.parked_tickets.waiting(session.id)

        register.parked_tickets.discard(session.id, TOM, lamp.sale.id)

        assert register.parked_tickets.waiting(session.id) == ()
        with pytest.raises(NoSuchTicket):
            register.parked_tickets.recall(session.id, TOM, lamp.sale.id)
        voided = "SELECT count(*) FROM journal WHERE kind = 'sale_voided'"
        assert register.database.fetch(voided) == [(1,)]


class TestClosing:
    def test_is_refused_with_a_list_while_tickets_wait(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        park(register, session.id, "LAMP")
        park(register, session.id, "MILK")
        register.checkout.scan(session.id, TOM, "BREAD")

        with pytest.raises(TicketsOpen, match="3 ticket") as refused:
            register.cash_sessions.begin_count(session.id, TOM)

        firsts = [one.sale.lines[0].item.name for one in refused.value.tickets]
        assert firsts == ["Desk Lamp", "Fresh Milk 1 L", "Crème-Brûlée Bread"]
        assert [one.is_parked for one in refused.value.tickets] == [True, True, False]

    def test_of_another_session_does_not_wait_for_them(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        park(register, session.id, "LAMP")
        deferred = register.cash_sessions.open_deferred(MIA, PAST)

        register.cash_sessions.begin_count(deferred.id, MIA)

    def test_without_a_count_leaves_them_to_the_next_session_of_the_kind(
        self, register: RegisterInTest, session: CashSession
    ) -> None:
        park(register, session.id, "LAMP")
        register.checkout.scan(session.id, TOM, "MILK")
        register.cash_sessions.close_uncounted(session.id, MIA, "drawer is gone")
        register.cash_sessions.open_training(TOM, usd("0.00"))

        following = register.cash_sessions.open_normal(TOM, usd("50.00"))

        waiting = register.parked_tickets.waiting(following.id)
        assert {one.sale.lines[0].item.name for one in waiting} == {"Desk Lamp", "Fresh Milk 1 L"}
        assert names(register, following.id) == []

    def test_of_a_deferred_one_leaves_them_to_the_same_date_only(
        self, register: RegisterInTest
    ) -> None:
        first = register.cash_sessions.open_deferred(MIA, PAST)
        register.checkout.scan(first.id, MIA, "LAMP")
        register.cash_sessions.close_uncounted(first.id, MIA, "typed twice")

        other = register.cash_sessions.open_deferred(MIA, PAST - timedelta(days=1))
        same = register.cash_sessions.open_deferred(MIA, PAST)

        assert other.kind is CashSessionKind.DEFERRED
        assert register.parked_tickets.waiting(other.id) == ()
        assert len(register.parked_tickets.waiting(same.id)) == 1

    def test_never_leaves_them_to_an_import(self, register: RegisterInTest) -> None:
        first = register.cash_sessions.open_deferred(MIA, PAST)
        register.checkout.scan(first.id, MIA, "LAMP")
        register.cash_sessions.close_uncounted(first.id, MIA, "typed twice")
        imported = register.cash_sessions.open_deferred(MIA, PAST, purpose=PURPOSE_IMPORT)

        register.cash_sessions.begin_count(imported.id, MIA)
        register.cash_sessions.close(imported.id, MIA, Declaration(counted=None))
        person = register.cash_sessions.open_deferred(MIA, PAST)

        assert len(register.parked_tickets.waiting(person.id)) == 1
