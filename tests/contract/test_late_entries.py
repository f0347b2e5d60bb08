"""What a register sends of a session that a manager closed on the server."""

from __future__ import annotations

from datetime import timedelta

from pos.domain.cash_movement import MovementKind
from pos.domain.ledger import Account
from pos.server import tables
from pos.wire.messages import (
    OperatorMessage,
)
from tests.builders import a_product, a_push
from tests.contract.closings import (
    an_open_session,
    balance,
    clearing_of,
    state_of,
    z_versions,
)
from tests.servers import RegisterOverHttp, RunningServer, enrol_over_http, rows


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
