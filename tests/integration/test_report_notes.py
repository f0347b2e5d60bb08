"""Report notes: who took the till over, and what a cleared session's server report lacks."""

from __future__ import annotations

import pytest

from pos.domain.money import Money
from pos.domain.report import Clearing
from pos.domain.tender import Tender, TenderKind
from pos.services.report_notes import NO_NOTES, HandOver, Supplement
from tests.registers import MIA, NOON, TOM, USD, RegisterInTest, an_enrolled_register, usd


@pytest.fixture
def register(tmp_path) -> RegisterInTest:
    return an_enrolled_register(tmp_path)


def _sell(register: RegisterInTest, session_id, code: str) -> None:
    register.checkout.scan(session_id, MIA, code)
    register.checkout.tender(session_id, MIA, Tender(TenderKind.CASH, usd("30.00")))
    register.checkout.complete(session_id, MIA)


class TestNotes:
    def test_are_none_of_a_session_that_nothing_happened_to(self, register) -> None:
        opened = register.cash_sessions.open_normal(MIA, usd("10.00"))

        assert register.report_notes.of(opened) == NO_NOTES

    def test_name_both_of_a_hand_over(self, register) -> None:
        opened = register.cash_sessions.open_normal(MIA, usd("10.00"))
        register.cash_sessions.hand_over(opened.id, MIA, TOM)

        notes = register.report_notes.of(opened)

        assert notes.hand_overs == (HandOver(at=NOON, by="Mia", to="Tom"),)

    def test_add_up_what_came_behind_the_entry_that_the_server_held(self, register) -> None:
        opened = register.cash_sessions.open_normal(MIA, usd("10.00"))
        for code in ("MILK", "LAMP", "LAMP"):
            _sell(register, opened.id, code)
        clearing = Clearing(closed_by="Ann", closed_at=NOON, reason="typed twice", held_seq=2)
        with register.database.begin() as db:
            register.cash_sessions.clear_in(db, opened.id, MIA.id, clearing)

        notes = register.report_notes.of(opened, clearing)

        assert notes.supplement == Supplement(entries=2, sales=2, gross=usd("49.80"))

    def test_say_that_nothing_came_late(self, register) -> None:
        opened = register.cash_sessions.open_normal(MIA, usd("10.00"))
        clearing = Clearing(closed_by="Ann", closed_at=NOON, reason="left alone", held_seq=1)

        notes = register.report_notes.of(opened, clearing)

        assert notes.supplement == Supplement(entries=0, sales=0, gross=Money(0, USD))
