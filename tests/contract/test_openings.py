"""Sessions that are opened: one normal one per operator, each for a day the books take."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from pos.domain.cash_session import CashSessionKind
from pos.domain.permission import Role
from pos.server.settings import set_setting
from tests.contract.closings import (
    an_open_session,
    another_till,
    states,
)
from tests.servers import RegisterOverHttp, RunningServer


class TestOneOperator:
    def test_with_a_normal_session_on_two_registers_is_told_of_the_first(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        first = an_open_session(till)
        other = another_till(server, http, till.journal.operator)
        other.journal.open()

        mark = other.push(other.journal.push())

        (told,) = states(other).sessions
        assert mark.flagged == [2]
        assert told.also_open is not None
        assert (told.also_open.id, told.also_open.register_name) == (first, "Till 1")
        assert states(till).sessions[0].also_open is None

    def test_is_free_again_when_the_first_is_closed(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        an_open_session(till)
        other = another_till(server, http, till.journal.operator)
        an_open_session(other)
        till.journal.close_uncounted()
        till.push(till.journal.push())

        assert states(other).sessions[0].also_open is None
        third = another_till(server, http, till.journal.operator, "Till 3")
        third.journal.open()
        assert third.push(third.journal.push()).flagged == [2]  # the second holds the slot now

    def test_may_have_more_where_the_setting_allows_it(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        with server.database.write() as db:
            set_setting(db, server.store_number, "normal_sessions_per_operator", "2")
        an_open_session(till)
        flagged = []
        for name in ("Till 2", "Till 3"):
            other = another_till(server, http, till.journal.operator, name)
            other.journal.open()
            flagged.append(other.push(other.journal.push()).flagged)

        assert flagged == [[], [2]]

    def test_has_any_number_of_deferred_and_training_sessions(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        an_open_session(till)
        other = another_till(server, http, till.journal.operator)
        other.journal.kind = CashSessionKind.TRAINING
        other.journal.open()
        other.journal.kind = CashSessionKind.DEFERRED
        other.journal.business_date -= timedelta(days=1)
        other.journal.open()

        assert other.push(other.journal.push()).flagged == []

    def test_who_hands_over_may_open_another(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        an_open_session(till)
        till.journal.hand_over(server.operator("Tom").id)
        till.push(till.journal.push())
        other = another_till(server, http, till.journal.operator)
        other.journal.open()

        assert other.push(other.journal.push()).flagged == []

    def test_who_takes_over_a_second_one_is_told(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        tom = server.operator("Tom").id
        an_open_session(till)
        other = another_till(server, http, tom)
        an_open_session(other)
        till.journal.hand_over(tom)

        mark = till.push(till.journal.push())

        assert mark.flagged == [4]
        assert states(till).sessions[0].also_open is not None


class TestAnOpening:
    @pytest.mark.parametrize("days", [0, 1])
    def test_of_a_deferred_session_for_today_or_later_is_flagged(
        self, till: RegisterOverHttp, days: int
    ) -> None:
        till.journal.kind = CashSessionKind.DEFERRED
        till.journal.business_date += timedelta(days=days)
        till.journal.open()

        assert till.push(till.journal.push()).flagged == [2]

    def test_of_a_deferred_session_by_a_cashier_is_flagged(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.operator = server.operator("Tom", Role.CASHIER).id
        till.journal.kind = CashSessionKind.DEFERRED
        till.journal.business_date -= timedelta(days=1)
        till.journal.open()

        assert till.push(till.journal.push()).flagged == [2]

    def test_in_the_place_of_an_open_one_is_flagged(self, till: RegisterOverHttp) -> None:
        till.journal.kind = CashSessionKind.DEFERRED
        for days in (1, 2, 1):
            till.journal.business_date -= timedelta(days=days)
            till.journal.open()
            till.journal.business_date += timedelta(days=days)

        assert till.push(till.journal.push()).flagged == [4]
