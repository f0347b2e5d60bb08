"""Sessions that a manager closes on the server, and what their registers send afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Row, func, select
from sqlalchemy.exc import IntegrityError

from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSessionKind
from pos.domain.event import EventKind
from pos.domain.ledger import Account
from pos.domain.report import Clearing
from pos.server import tables
from pos.server.feeds import read_topic
from pos.server.manager_log import problems_of_log
from pos.server.session_closing import SessionClosedAlready, SessionUnknown
from pos.wire.messages import (
    CommandMessage,
    OperatorMessage,
    RegisterStateAnswer,
    SessionStateMessage,
)
from tests.builders import a_product, a_push
from tests.servers import RegisterOverHttp, RunningServer, enrol_over_http, rows


@pytest.fixture
def mia(server: RunningServer) -> OperatorMessage:
    return server.operator("Mia")


def z_versions(server: RunningServer, session_id: UUID) -> list[Row[Any]]:
    z = tables.z_report.c
    with server.database.read() as db:
        return list(
            db.execute(
                select(tables.z_report)
                .where(z.cash_session_id == session_id.bytes)
                .order_by(z.version)
            )
        )


def balance(server: RunningServer, account: Account) -> int:
    posting = tables.posting.c
    with server.database.read() as db:
        query = select(func.coalesce(func.sum(posting.amount), 0))
        return int(db.execute(query.where(posting.account == account.value)).scalar_one())


def state_of(till: RegisterOverHttp, session_id: UUID) -> SessionStateMessage:
    answer = till.get("/v1/register", RegisterStateAnswer, session=[str(session_id)])
    (found,) = [one for one in answer.sessions if one.id == session_id]
    return found


def clearing_of(state: SessionStateMessage) -> Clearing:
    assert state.closed_by is not None
    assert state.closed_at is not None
    assert state.reason is not None
    assert state.held_seq is not None
    return Clearing(
        closed_by=state.closed_by,
        closed_at=state.closed_at,
        reason=state.reason,
        held_seq=state.held_seq,
    )


def an_open_session(till: RegisterOverHttp, *, sales: int = 1) -> UUID:
    """Open a session, sell in it, and push all of that."""
    till.journal.open()
    for _ in range(sales):
        till.journal.sell()
    till.push(till.journal.push())
    assert till.journal.session_id is not None
    return till.journal.session_id


class TestAClosingOnTheServer:
    def test_says_who_when_why_and_what_was_held(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        session_id = an_open_session(till)

        server.close_here(session_id, mia, "  typed   twice ")

        state = state_of(till, session_id)
        assert (state.state, state.closed_how) == ("closed", "manager")
        assert (state.closed_by, state.closed_by_id) == ("Mia", mia.id)
        assert (state.reason, state.held_seq, state.series) == ("typed twice", 3, 1)
        assert state.closed_at == server.clock.now()

    def test_makes_a_z_report_that_nobody_counted(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        session_id = an_open_session(till)

        server.close_here(session_id, mia)

        (z_report,) = z_versions(server, session_id)
        assert (z_report.version, z_report.origin, z_report.z_number) == (1, "manager", None)
        assert (z_report.sales, z_report.gross, z_report.expected) == (1, 349, 10_349)
        assert (z_report.counted, z_report.variance) == (None, None)
        assert msgspec.json.decode(z_report.figures)["tenders"] == [["cash", 1, 349]]

    def test_takes_the_expected_cash_to_the_safe(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        session_id = an_open_session(till)

        server.close_here(session_id, mia)

        assert balance(server, Account.TILL) == 0
        assert balance(server, Account.SAFE) == 349
        assert balance(server, Account.CASH_OVER_SHORT) == 0

    def test_of_a_training_session_posts_nothing(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        till.journal.kind = CashSessionKind.TRAINING
        session_id = an_open_session(till)

        server.close_here(session_id, mia)

        assert rows(server, tables.posting) == 0

    def test_is_hinted_at_in_the_feed_until_the_register_closes(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        session_id = an_open_session(till)
        server.close_here(session_id, mia)
        with server.database.read() as db:
            (told,) = read_topic(db, server.store_number, "command")
        till.journal.close_uncounted(clearing_of(state_of(till, session_id)))

        till.push(till.journal.push())

        assert msgspec.json.decode(told, type=CommandMessage) == CommandMessage(
            kind="close_cash_session", register=till.id, cash_session=session_id
        )
        with server.database.read() as db:
            assert read_topic(db, server.store_number, "command") == []

    def test_is_kept_in_a_log_that_is_chained_signed_and_never_changes(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        for _ in range(2):
            server.close_here(an_open_session(till), mia)
        key = server.key.verifying_key

        with server.database.read() as db:
            assert problems_of_log(db, server.store_number, key) == []
            bodies = list(db.execute(select(tables.manager_log.c.body)).scalars())
        told = msgspec.json.decode(bodies[1])
        assert (told["kind"], told["actor"]["name"], told["reason"]) == (
            "cash_session_closed",
            "Mia",
            "typed twice",
        )
        for change in ("UPDATE manager_log SET kind = 'x'", "DELETE FROM manager_log"):
            with (
                pytest.raises(IntegrityError, match="never changes"),
                server.database.write() as db,
            ):
                db.exec_driver_sql(change)

    def test_of_an_unknown_or_a_closed_session_is_refused(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        session_id = an_open_session(till)
        server.close_here(session_id, mia)

        with pytest.raises(SessionClosedAlready, match="by Mia"):
            server.close_here(session_id, mia)
        with pytest.raises(SessionUnknown, match="let its register sync"):
            server.close_here(UUID(int=7), mia)

        assert len(z_versions(server, session_id)) == 1
        assert rows(server, tables.manager_log) == 1

    def test_frees_the_register_for_a_new_session(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        session_id = an_open_session(till)
        server.close_here(session_id, mia)
        till.journal.close_uncounted(clearing_of(state_of(till, session_id)))
        till.journal.open()

        mark = till.push(till.journal.push())

        assert (mark.quarantined, mark.flagged) == ([], [])


class TestWhatComesLate:
    def test_is_applied_and_becomes_a_supplement(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        session_id = an_open_session(till)
        server.close_here(session_id, mia)
        (before,) = z_versions(server, session_id)
        server.clock.advance(timedelta(days=20))
        till.sign_in()
        till.journal.sell()
        till.journal.move_cash(MovementKind.PAID_OUT, 500)
        till.journal.open_drawer()

        mark = till.push(till.journal.push())

        assert (mark.quarantined, mark.flagged) == ([], [])
        first, *supplements = z_versions(server, session_id)
        assert first == before
        assert [one.origin for one in supplements] == ["late"] * 3
        assert [one.late_sales for one in supplements] == [1, 1, 1]
        assert (supplements[-1].sales, supplements[-1].expected) == (2, 10_198)
        assert rows(server, tables.late_entry) == 3
        assert state_of(till, session_id).state == "closed"

    def test_ends_with_the_registers_own_close_and_the_rest_of_the_cash(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        session_id = an_open_session(till)
        server.close_here(session_id, mia)
        till.journal.sell()
        till.journal.close_uncounted(clearing_of(state_of(till, session_id)))

        mark = till.push(till.journal.push())

        assert (mark.quarantined, mark.flagged) == ([], [])
        last = z_versions(server, session_id)[-1]
        assert (last.origin, last.z_number, last.sales, last.late_sales) == ("register", 1, 2, 1)
        assert balance(server, Account.TILL) == 0
        assert balance(server, Account.SAFE) == 698
        assert state_of(till, session_id).closed_how == "manager"

    def test_keeps_the_count_of_a_register_that_closed_by_itself_offline(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        session_id = an_open_session(till)
        server.close_here(session_id, mia)
        till.journal.sell()
        till.journal.count()
        till.journal.close(over=-25)

        mark = till.push(till.journal.push())

        assert (mark.quarantined, mark.flagged) == ([], [])
        last = z_versions(server, session_id)[-1]
        assert (last.counted, last.variance) == (10_698 - 25, -25)
        assert balance(server, Account.TILL) == 0
        assert balance(server, Account.SAFE) == 698 - 25
        assert balance(server, Account.CASH_OVER_SHORT) == 25

    def test_closes_once_only(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        session_id = an_open_session(till)
        server.close_here(session_id, mia)
        till.journal.close_uncounted()
        till.journal.close_uncounted()

        mark = till.push(till.journal.push())

        assert mark.quarantined == [5]
        assert [one.origin for one in z_versions(server, session_id)] == ["manager", "register"]

    def test_after_the_registers_own_close_is_flagged_and_still_counted_apart(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        session_id = an_open_session(till)
        till.journal.count()
        till.journal.close()
        till.journal.sell()

        mark = till.push(till.journal.push())

        assert mark.flagged == [6]
        first, second = z_versions(server, session_id)
        assert (first.origin, first.sales) == ("register", 1)
        assert (second.origin, second.sales, second.late_sales) == ("late", 2, 1)

    def test_is_the_same_wherever_a_push_ends(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        found = set()
        for size in range(1, 9):
            other = enrol_over_http(server, till.http, f"Till {size + 1}")
            other.journal.operator = server.operator(f"Tom {size}").id
            session_id = an_open_session(other)
            server.close_here(session_id, mia)
            held = len(other.journal.sealed)
            other.journal.sell([a_product(1), a_product(2, price="1.11")])
            other.journal.move_cash(MovementKind.DROP, 2_000)
            other.journal.sell()
            other.journal.open_drawer()
            other.journal.count()
            other.journal.leave_count()
            other.journal.close_uncounted(clearing_of(state_of(other, session_id)))
            for at in range(held, len(other.journal.sealed), size):
                for _ in range(2):  # the answer was lost: the same again
                    mark = other.push(a_push(other.journal.sealed[at : at + size]))
                    assert (mark.quarantined, mark.flagged) == ([], [])
            versions = z_versions(server, session_id)
            assert versions[-2].figures == versions[-1].figures  # added up bit by bit, and anew
            found.add(tuple((*one[2:4], *one[6:]) for one in versions))

        assert len(found) == 1
        assert balance(server, Account.TILL) == 0

    def test_in_either_order_with_the_closing_gives_the_same_books(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        first, second = till, enrol_over_http(server, till.http, "Till 2")
        second.journal.operator = server.operator("Tom").id
        totals = []
        for register, closes_first in ((first, True), (second, False)):
            session_id = an_open_session(register)
            before = balance(server, Account.SAFE)
            register.journal.sell()
            if closes_first:
                server.close_here(session_id, mia)
            register.push(register.journal.push())
            if not closes_first:
                server.close_here(session_id, mia)
            register.journal.close_uncounted(clearing_of(state_of(register, session_id)))
            register.push(register.journal.push())
            last = z_versions(server, session_id)[-1]
            totals.append((last.sales, last.gross, balance(server, Account.SAFE) - before))

        assert totals[0] == totals[1]
        assert balance(server, Account.TILL) == 0


class TestAClearingThatNobodyMade:
    def test_is_flagged(self, server: RunningServer, till: RegisterOverHttp) -> None:
        session_id = an_open_session(till)
        forged = Clearing(closed_by="Mia", closed_at=server.clock.now(), reason="none", held_seq=3)
        till.journal.close_uncounted(forged)

        mark = till.push(till.journal.push())

        assert mark.flagged == [4]
        assert state_of(till, session_id).closed_how == "register"


class TestAZReport:
    def test_never_changes(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        server.close_here(an_open_session(till), mia)

        for change in ("UPDATE z_report SET sales = 9", "DELETE FROM z_report"):
            with (
                pytest.raises(IntegrityError, match="never changes"),
                server.database.write() as db,
            ):
                db.exec_driver_sql(change)

    def test_closed_without_a_count_needs_no_counting_first(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        session_id = an_open_session(till)
        till.journal.close_uncounted()

        mark = till.push(till.journal.push())

        assert (mark.quarantined, mark.flagged) == ([], [])
        (z_report,) = z_versions(server, session_id)
        assert (z_report.counted, z_report.variance, z_report.expected) == (None, None, 10_349)
        assert balance(server, Account.TILL) == 0

    def test_with_movements_is_compared_with_the_servers_rows(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        for kind in MovementKind:
            till.journal.move_cash(kind, 1_000)
        till.journal.open_drawer()
        till.journal.count()
        till.journal.movements.pop()
        till.journal.drawer_openings = 0
        till.journal.close()

        mark = till.push(till.journal.push())

        assert (mark.quarantined, mark.flagged) == ([], [9])
        with server.database.read() as db:
            reasons = " ".join(db.execute(select(tables.flag.c.reason)).scalars())
        assert "movements differ" in reasons
        assert "drawer openings differ" in reasons
        assert "expected cash differ" in reasons


class TestAForgedSession:
    def test_of_another_register_takes_no_part_in_its_figures(
        self, server: RunningServer, till: RegisterOverHttp, mia: OperatorMessage
    ) -> None:
        session_id = an_open_session(till)
        other = enrol_over_http(server, till.http, "Till 2")
        other.journal.operator = server.operator("Tom").id
        an_open_session(other)
        other.journal.session_id = session_id
        other.journal.sell()
        other.journal.move_cash(MovementKind.PAID_OUT, 100)
        other.journal.hand_over(mia.id)
        other.journal.close_uncounted()

        mark = other.push(other.journal.push())

        assert (mark.quarantined, mark.flagged) == ([5, 6, 7], [4])
        assert state_of(till, session_id).state == "open"
        assert server.close_here(session_id, mia).figures.sales == 1
        assert state_of(other, session_id).state == "absent"

    def test_by_a_payload_that_is_none_is_kept_apart(self, till: RegisterOverHttp) -> None:
        an_open_session(till)
        till.journal.write(EventKind.CASH_MOVED, {"kind": "gift"})
        till.journal.write(
            EventKind.CASH_MOVED,
            {"kind": "gift", "amount": 1, "currency": "USD", "reason": "why not"},
        )
        till.journal.write(
            EventKind.CASH_MOVED,
            {"kind": "paid_in", "amount": -1, "currency": "USD", "reason": "why not"},
        )
        till.journal.write(
            EventKind.CASH_MOVED,
            {"kind": "paid_in", "amount": 1, "currency": "EUR", "reason": "why not"},
        )
        till.journal.write(EventKind.DRAWER_OPENED, {"reason": " "})
        till.journal.write(EventKind.CASH_SESSION_HANDED_OVER, {"to": "Tom"})

        mark = till.push(till.journal.push())

        assert mark.quarantined == [4, 5, 6, 7, 8, 9]
