"""Bad input between register and server: orders, repetitions and changes in the middle."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import delete, update

from pos.domain.cash_session import CashSession
from pos.domain.tender import Tender, TenderKind
from pos.models.catalogue import ProductRecord
from pos.runtime.ids import SystemIds
from pos.server import tables
from pos.server.epochs import begin_epoch
from pos.wire.messages import PushRequest
from tests.registers import MIA, RegisterInTest, usd
from tests.servers import RegisterOverHttp, effects, refusal


def a_day(till: RegisterOverHttp) -> None:
    till.journal.open()
    till.journal.sell()
    till.journal.sell()


class TestDuplicatesInsideABatch:
    """Duplicates inside a batch."""

    def test_are_held_and_applied_once(self, till: RegisterOverHttp) -> None:
        a_day(till)
        push = till.journal.push()
        doubled = [one for entry in push.entries for one in (entry, entry)]

        response = till.send(msgspec.structs.replace(push, entries=doubled))
        mark = till.push(push)

        assert response.status_code in {200, 409, 422}
        assert mark.high_water == len(push.entries)
        assert effects(till.server)[0] == 2
        assert (mark.quarantined, mark.flagged) == ([], [])


class TestReordered:
    """Reordered."""

    def test_entries_are_taken_in_their_own_order_or_not_at_all(
        self, till: RegisterOverHttp
    ) -> None:
        a_day(till)
        push = till.journal.push()

        backwards = PushRequest(series=push.series, entries=list(reversed(push.entries)))
        till.send(backwards)
        mark = till.push(push)

        assert mark.high_water == len(push.entries)
        assert effects(till.server)[0] == 2

    def test_pushes_are_told_where_the_server_is(self, till: RegisterOverHttp) -> None:
        a_day(till)
        first, second = till.journal.push().entries[:2], till.journal.push().entries[2:]

        told = refusal(till.send(PushRequest(series=1, entries=second)), 409)
        till.push(PushRequest(series=1, entries=first))
        mark = till.push(PushRequest(series=1, entries=second))

        assert told.error == "gap"
        assert mark.high_water == 4


class TestThirtyDaysLate:
    """30 days late."""

    def test_an_entry_counts_on_the_day_it_was_made(self, till: RegisterOverHttp) -> None:
        a_day(till)
        till.server.clock.advance(timedelta(days=30))
        till.sign_in()

        mark = till.push(till.journal.push())

        assert (mark.high_water, mark.quarantined, mark.flagged) == (4, [], [])
        with till.server.database.read() as db:
            days = db.execute(tables.cash_session.select()).all()
        assert [str(row.business_date) for row in days] == [str(till.journal.business_date)]


class TestEpochChangeInMidBatch:
    """Epoch change in mid-batch."""

    def test_is_told_with_the_mark_and_doubles_nothing(self, till: RegisterOverHttp) -> None:
        a_day(till)
        before = till.push(till.journal.push())
        with till.server.database.write() as db:
            begin_epoch(db, 1, ids=SystemIds(), now=till.server.clock.now())
        till.journal.sell()

        mark = till.push(till.journal.push())

        assert mark.epoch != before.epoch
        assert mark.high_water == 5
        assert effects(till.server)[0] == 3


class TestAProductThatChangesWhileItIsInTheTicket:
    """A product deleted or repriced while in the ticket."""

    @pytest.mark.parametrize("change", ["deleted", "repriced"])
    def test_is_sold_as_it_was_rung_up(
        self, register: RegisterInTest, session: CashSession, change: str
    ) -> None:
        register.checkout.scan(session.id, MIA, "LAMP")
        lamp = ProductRecord.sku == "LAMP"
        with register.database.begin() as db:
            db.exec_driver_sql("DELETE FROM barcode WHERE product_id = 5")
            if change == "deleted":
                db.execute(delete(ProductRecord).where(lamp))
            else:
                db.execute(update(ProductRecord).where(lamp).values(price=1_000_000))

        register.checkout.tender(session.id, MIA, Tender(TenderKind.CASH, usd("30.00")))
        sold = register.checkout.complete(session.id, MIA)

        assert sold.sale.total == usd("24.90")
        assert sold.sale.change_due == usd("5.10")
