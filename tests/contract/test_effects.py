"""Effects of what was pushed: quarantined, flagged, summed per session and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from pos.domain.cash_session import CashSessionKind
from pos.domain.event import EventKind
from pos.server import tables
from pos.wire.messages import MarkAnswer, RegisterStateAnswer, TotalsAnswer
from pos.wire.sale_payload import sale_payload
from tests.builders import a_product, a_sale
from tests.servers import RegisterOverHttp, RunningServer, effects, rows


class TestQuarantine:
    def test_keeps_a_sale_that_breaks_a_rule_and_the_rest_goes_on(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        payload = msgspec.to_builtins(sale_payload(a_sale(till.id)))
        payload["lines"][0]["quantity"] = "0"
        till.journal.write(EventKind.SALE_COMPLETED, payload)
        till.journal.sell()

        mark = till.push(till.journal.push())

        assert (mark.high_water, mark.quarantined, mark.flagged) == (4, [3], [])
        assert rows(server, tables.sale) == 1
        with server.database.read() as db:
            reason = db.execute(select(tables.quarantine.c.reason)).scalar_one()
        assert "quantity" in reason

    def test_is_told_again_when_the_push_is_repeated(self, till: RegisterOverHttp) -> None:
        till.journal.open()
        till.journal.write(EventKind.SALE_COMPLETED, {"unlike": "a sale"})
        till.push(till.journal.push())

        again = till.push(till.journal.push())

        assert again.quarantined == [3]

    def test_holds_a_sale_whose_id_was_used_before(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        payload = sale_payload(a_sale(till.id), receipt_number=1)
        till.journal.write(EventKind.SALE_COMPLETED, payload)
        till.journal.write(EventKind.SALE_COMPLETED, payload)
        till.journal.sell()

        mark = till.push(till.journal.push())

        assert mark.quarantined == [4]
        assert rows(server, tables.sale) == 2

    @pytest.mark.parametrize("total", [0, -1, "12", None])
    def test_holds_a_sale_whose_numbers_are_none(
        self, till: RegisterOverHttp, total: object
    ) -> None:
        till.journal.open()
        payload = msgspec.to_builtins(sale_payload(a_sale(till.id)))
        payload["tenders"][0]["amount"] = total
        till.journal.write(EventKind.SALE_COMPLETED, payload)

        mark = till.push(till.journal.push())

        assert mark.quarantined == [3]


class TestAFlag:
    def test_marks_a_total_that_does_not_follow(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        payload = sale_payload(a_sale(till.id), receipt_number=1)
        till.journal.write(
            EventKind.SALE_COMPLETED, msgspec.structs.replace(payload, total=payload.total + 1)
        )

        mark = till.push(till.journal.push())

        assert (mark.quarantined, mark.flagged) == ([], [3])
        with server.database.read() as db:
            assert db.execute(select(tables.sale.c.total)).scalar_one() == payload.total

    def test_marks_a_sale_outside_its_session(self, till: RegisterOverHttp) -> None:
        till.journal.open()
        till.journal.count()
        till.journal.close()
        till.journal.sell()

        mark = till.push(till.journal.push())

        assert mark.flagged == [5]

    def test_marks_a_z_report_that_differs_from_the_servers_rows(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.journal.sell()
        till.journal.count()
        till.journal.sales.clear()  # the register forgets what it sold
        till.journal.close()

        mark = till.push(till.journal.push())

        assert mark.flagged == [5]
        with server.database.read() as db:
            reasons = db.execute(select(tables.flag.c.reason)).scalars().all()
        assert any("gross differ" in reason for reason in reasons)


class TestACashSession:
    @pytest.mark.parametrize("kind", list(CashSessionKind))
    def test_closes_with_the_figures_that_the_register_claims(
        self, till: RegisterOverHttp, kind: CashSessionKind
    ) -> None:
        till.journal.kind = kind
        if kind is CashSessionKind.DEFERRED:
            till.journal.business_date -= timedelta(days=1)
        till.journal.open()
        till.journal.sell([a_product(1), a_product(2, price="1.11")])
        till.journal.sell()
        till.journal.count()
        till.journal.close(over=-25)

        mark = till.push(till.journal.push())

        assert (mark.quarantined, mark.flagged) == ([], [])

    def test_is_told_to_its_register_as_it_stands(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.journal.count()
        till.journal.close()
        closed = till.journal.session_id
        till.journal.open()
        till.push(till.journal.push())
        server.clock.advance(timedelta(minutes=1))

        state = till.get("/v1/register", RegisterStateAnswer, session=[str(closed)])

        told = {one.id: one.state for one in state.sessions}
        assert told == {closed: "closed", till.journal.session_id: "open"}
        assert state.server_time == server.clock.now()
        assert state.mark.high_water == 5

    def test_in_training_moves_cash_only(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.kind = CashSessionKind.TRAINING
        till.journal.open()
        till.journal.sell()

        till.push(till.journal.push())

        assert effects(server)[3:] == (0, 3, 0)  # float, tender, change
        assert till.get("/v1/register/totals", TotalsAnswer).total == 0


class TestTotals:
    def test_add_up_per_session_and_day(self, till: RegisterOverHttp) -> None:
        till.journal.open()
        till.journal.sell([a_product(1)])
        till.journal.sell([a_product(1)])
        till.push(till.journal.push())

        totals = till.get("/v1/register/totals", TotalsAnswer)

        assert (totals.sales, totals.total, totals.currency) == (2, 698, "USD")
        assert [(one.sales, one.total) for one in totals.sessions] == [(2, 698)]
        assert [(one.business_date, one.total) for one in totals.days] == [
            (till.journal.business_date, 698)
        ]
        assert isinstance(totals.mark, MarkAnswer)

    def test_leave_voided_sales_out(self, till: RegisterOverHttp) -> None:
        till.journal.open()
        sale = replace(a_sale(till.id), state=a_sale(till.id).state)
        till.journal.write(EventKind.SALE_VOIDED, sale_payload(replace(sale, tenders=())))

        mark = till.push(till.journal.push())

        assert (mark.quarantined, mark.flagged) == ([], [])
        assert till.get("/v1/register/totals", TotalsAnswer).sales == 0
