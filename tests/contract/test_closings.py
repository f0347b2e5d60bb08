"""Sessions that a manager closes on the server: what is kept, told and posted."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select
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
)
from tests.contract.closings import (
    an_open_session,
    balance,
    clearing_of,
    state_of,
    z_versions,
)
from tests.servers import RegisterOverHttp, RunningServer, enrol_over_http, rows


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
        assert "movements loan differ, claimed none, computed 1 of 10.00 USD" in reasons
        assert "drawer openings differ, claimed 0, computed 1" in reasons
        assert "expected cash differ, claimed" in reasons


class TestADrawer:
    def test_opened_in_a_deferred_session_is_flagged(self, till: RegisterOverHttp) -> None:
        till.journal.kind = CashSessionKind.DEFERRED
        till.journal.business_date -= timedelta(days=1)
        till.journal.open()
        till.journal.open_drawer()

        mark = till.push(till.journal.push())

        assert (mark.quarantined, mark.flagged) == ([], [3])


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
