"""Corrections of closed sessions: reports follow them, and every sum is kept."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from pos.domain.cash_session import CashSessionKind
from pos.domain.permission import Role
from pos.wire.messages import (
    TotalsAnswer,
)
from tests.servers import RegisterOverHttp, RunningServer


class TestACorrection:
    def test_moves_a_session_to_another_day_and_keeps_every_sum(
        self, till: RegisterOverHttp
    ) -> None:
        day = till.journal.business_date
        till.journal.open()
        till.journal.sell()
        till.journal.close_uncounted()
        till.journal.redate(day - timedelta(days=1))
        mark = till.push(till.journal.push())

        totals = till.get("/v1/register/totals", TotalsAnswer)

        assert (mark.quarantined, mark.flagged) == ([], [])
        assert [(one.business_date, one.total) for one in totals.days] == [
            (day - timedelta(days=1), 349)
        ]
        assert [(one.business_date, one.total) for one in totals.sessions] == [(day, 349)]
        assert totals.total == 349

    def test_joins_two_sessions_and_follows_where_the_first_goes(
        self, till: RegisterOverHttp
    ) -> None:
        day, journal = till.journal.business_date, till.journal
        journal.kind = CashSessionKind.DEFERRED
        ids = []
        for back in (1, 2):
            journal.business_date = day - timedelta(days=back)
            journal.open()
            journal.sell()
            journal.close_uncounted()
            assert journal.session_id is not None
            ids.append(journal.session_id)
        journal.join(ids[0])
        journal.session_id, journal.business_date = ids[0], day - timedelta(days=1)
        journal.redate(day - timedelta(days=5))

        mark = till.push(journal.push())

        totals = till.get("/v1/register/totals", TotalsAnswer)
        assert (mark.quarantined, mark.flagged) == ([], [])
        assert [(one.business_date, one.sales, one.total) for one in totals.days] == [
            (day - timedelta(days=5), 2, 698)
        ]

    def test_of_an_open_session_or_into_itself_is_kept_apart(self, till: RegisterOverHttp) -> None:
        till.journal.open()
        till.journal.redate(till.journal.business_date - timedelta(days=1))
        till.journal.close_uncounted()
        assert till.journal.session_id is not None
        till.journal.join(till.journal.session_id)
        till.journal.join(UUID(int=9))
        till.journal.redate(till.journal.business_date)

        assert till.push(till.journal.push()).quarantined == [3, 5, 6, 7]

    def test_by_a_cashier_is_flagged(self, server: RunningServer, till: RegisterOverHttp) -> None:
        till.journal.open()
        till.journal.close_uncounted()
        till.journal.operator = server.operator("Tom", Role.CASHIER).id
        till.journal.redate(till.journal.business_date - timedelta(days=1))

        assert till.push(till.journal.push()).flagged == [4]
