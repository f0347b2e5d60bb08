"""Cash sessions of a register and a real server over HTTP: closed on both sides, in any order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from pos.bootstrap import Register, Surroundings, open_register
from pos.domain.cash_session import CashSession, CashSessionId
from pos.domain.money import Money
from pos.domain.reconciliation import ServerState
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from pos.runtime.config import Settings
from pos.runtime.ids import SystemChance, SystemIds
from pos.server import tables
from pos.server.feeds import put
from pos.server.manager_log import LogPen
from pos.server.session_closing import Hand, close_here
from pos.server.session_rows import ClosedHow
from pos.server.stores import store_by_number
from pos.services.verification_server import ServerFigures, compare_with_server
from pos.sync.enrolment import EnrolmentPorts, enrol
from pos.sync.exchange import Exchange, open_exchange
from pos.sync.local_store import LocalStore
from pos.wire.codec import encode
from pos.wire.messages import OperatorMessage, ProductMessage
from tests.builders import USD
from tests.fakes import FakeClock
from tests.fakes_server import MANAGER
from tests.fakes_sync import FakeScheduler
from tests.register_folders import PASSPHRASE, evertill
from tests.registers import MIA
from tests.servers import NOW, RunningServer, a_running_server, rows

MILK = ProductMessage(
    sku="MILK", name="Fresh Milk", unit="each", price="1.29", tax_category="reduced"
)
ADA = OperatorMessage(id=MANAGER, name="Ada", role="manager", pin_hash="$argon2id$x")
FLOAT = Money(10_000, USD)
KILLED = 137


@dataclass
class Till:
    """An enrolled register with its services and its exchange, on the caller's thread."""

    register: Register
    exchange: Exchange
    server: RunningServer

    def open(self) -> CashSession:
        return self.register.cash_sessions.open_normal(MIA, FLOAT)

    def close(self, session_id: CashSessionId) -> None:
        self.register.cash_sessions.begin_count(session_id, MIA)
        self.register.cash_sessions.close(session_id, MIA, Declaration(counted=FLOAT))

    def sell(self, session_id: CashSessionId) -> None:
        checkout = self.register.checkout
        checkout.scan(session_id, MIA, "MILK")
        due = checkout.ticket(session_id).due
        checkout.tender(session_id, MIA, Tender(TenderKind.CASH, due))
        checkout.complete(session_id, MIA)

    def worked(self) -> CashSessionId:
        """Open a session, sell once, and close it."""
        session = self.open()
        self.sell(session.id)
        self.close(session.id)
        return session.id

    def differences(self) -> list[str]:
        """Return in what register and server differ, each by its own sums."""
        verified, totals = self.register.verification.verify(), self.exchange.totals()
        assert verified.findings == ()
        figures = ServerFigures(
            head=totals.head,
            currency=totals.currency,
            sales=totals.sales,
            total=totals.total,
            sessions=totals.cash_sessions,
            days=totals.days,
        )
        return [str(finding) for finding in compare_with_server(verified, figures)]

    def states(self) -> dict[CashSessionId, ServerState]:
        return {check.id: check.verdict for check in self.exchange.status.cash_sessions}


def a_day_before(till: Till, session_id: CashSessionId) -> CashSessionId:
    day = NOW.date() - timedelta(days=1)
    till.register.corrections.redate(session_id, MIA, day, "it was the day before")
    return session_id


def close_on(server: RunningServer, session_id: CashSessionId, how: str = "manager") -> None:
    """Have Ada close the session at the office."""
    hand = Hand(how=ClosedHow(how), by=ADA, reason="typed twice")
    pen = LogPen(server.key, SystemIds(), server.clock.now())
    with server.database.write() as db:
        close_here(db, store_by_number(db, server.store_number), session_id, hand, pen)


def enrolled(root: Path, server: RunningServer) -> Path:
    ports = EnrolmentPorts(
        clock=FakeClock(NOW),
        ids=SystemIds(),
        chance=SystemChance(),
        crash_points=Settings().crash_points,
        ask_passphrase=lambda _: PASSPHRASE,
    )
    enrol(root, server=server.url, code=server.code(), ports=ports)
    return root


def opened(root: Path) -> Register:
    around = Surroundings(
        clock=FakeClock(NOW), ids=SystemIds(), chance=SystemChance(), settings=Settings()
    )
    return open_register(root, ask_passphrase=lambda _: PASSPHRASE, surroundings=around)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with a_running_server(tmp_path / "server") as running:
        with running.database.write() as db:
            put(db, running.store_number, "product", {"MILK": encode(MILK)})
        yield running


@pytest.fixture
def till(tmp_path: Path, server: RunningServer) -> Iterator[Till]:
    register = opened(enrolled(tmp_path / "till", server))
    exchange = open_exchange(
        LocalStore(register.database, register.worker, register.clock),
        register.identity.key,
        register.chance,
        register.session_reconciliation,
        scheduler=FakeScheduler(),
    )
    yield Till(register, exchange, server)
    exchange.close()
    register.close()


class TestASessionCountedOnAnotherDay:
    """Proved beside its server by the same comparison that `evertill verify` makes."""

    def test_is_found_on_that_day_on_both_sides(self, till: Till) -> None:
        till.exchange.cycle()
        moved = a_day_before(till, till.worked())
        till.register.corrections.join(till.worked(), MIA, moved, "one till, two sessions")
        till.worked()
        till.exchange.cycle()

        assert till.differences() == []

    def test_is_missed_there_until_the_server_has_heard_of_it(self, till: Till) -> None:
        till.exchange.cycle()
        session = till.worked()
        till.exchange.cycle()
        a_day_before(till, session)

        assert any("business date 2026-03-27 (normal): 0 sales" in d for d in till.differences())


class TestASessionClosedByAManager:
    def test_is_heard_of_by_the_feed_and_cleared(self, till: Till) -> None:
        session = till.open()
        till.exchange.cycle()
        close_on(till.server, session.id)

        result = till.exchange.cycle()

        [cleared] = result.cleared
        assert (cleared.id, cleared.closed_by, cleared.reason) == (session.id, "Ada", "typed twice")
        assert (result.problem, result.waiting, result.quarantined) == (None, 0, 0)
        assert till.register.cash_sessions.resumable() == ()

    @pytest.mark.parametrize("how", ["manager", "fence"])
    def test_is_cleared_at_the_next_start_and_its_sales_are_late(
        self, till: Till, how: str
    ) -> None:
        session = till.open()
        till.exchange.cycle()
        till.register.cash_sessions.begin_count(session.id, MIA)
        close_on(till.server, session.id, how)
        till.exchange.ask_soon()

        result = till.exchange.cycle()

        assert [one.late for one in result.cleared] == [1]
        assert (result.pushed, result.waiting, result.quarantined) == (2, 0, 0)
        assert rows(till.server, tables.late_entry) == 2
        assert till.exchange.cycle().cleared == ()

    def test_keeps_its_sales_and_sends_them_as_late(self, till: Till) -> None:
        till.exchange.cycle()
        session = till.open()
        till.sell(session.id)
        till.exchange.cycle()
        till.sell(session.id)
        till.sell(session.id)
        close_on(till.server, session.id)
        till.exchange.ask_soon()

        result = till.exchange.cycle()

        z_report = till.register.cash_sessions.z_report(session.id)
        totals = till.exchange.totals()
        assert z_report is not None
        assert [one.late for one in result.cleared] == [2]
        assert (result.waiting, result.quarantined) == (0, 0)
        assert (z_report.report.sales.sales, totals.sales) == (3, 3)
        assert rows(till.server, tables.late_entry) == 3  # the register's own closing too

    def test_makes_room_for_a_new_one_on_both_sides(self, till: Till) -> None:
        session = till.open()
        till.exchange.cycle()
        close_on(till.server, session.id)
        till.exchange.cycle()

        new = till.open()
        result = till.exchange.cycle()

        assert (result.problem, result.quarantined) == (None, 0)
        assert till.states() == {new.id: ServerState.OPEN}

    def test_that_was_closed_here_meanwhile_stays_as_it_is(self, till: Till) -> None:
        session = till.open()
        till.exchange.cycle()
        till.close(session.id)
        close_on(till.server, session.id)
        till.exchange.ask_soon()

        result = till.exchange.cycle()

        z_report = till.register.cash_sessions.z_report(session.id)
        assert (result.cleared, result.problem, result.quarantined) == ((), None, 0)
        assert z_report is not None
        assert (z_report.clearing, z_report.declaration.counted) == (None, FLOAT)


class TestAHealthySession:
    def test_is_open_on_both_sides_and_untouched(self, till: Till) -> None:
        session = till.open()

        result = till.exchange.cycle()

        assert result.is_at_rest
        assert till.states() == {session.id: ServerState.OPEN}
        assert till.exchange.status.attention == ()
        assert not any(one.needs_attention for one in till.register.session_list.all())

    def test_that_is_closed_here_is_never_in_need_of_attention(self, till: Till) -> None:
        session = till.open()
        till.exchange.cycle()
        till.close(session.id)

        for _ in range(2):
            till.exchange.ask_soon()
            assert till.exchange.cycle().is_at_rest

        assert not any(one.needs_attention for one in till.register.session_list.all())


class TestPresence:
    def test_reaches_the_server(self, till: Till) -> None:
        till.exchange.signed_in(MIA.id)

        till.exchange.cycle()

        with till.server.database.read() as db:
            [row] = db.execute(select(tables.presence)).all()
        assert row.operator_id == MIA.id.bytes


class TestSyncRun:
    """What `evertill sync run` says of it, to people and to programs."""

    @pytest.fixture
    def cleared(self, tmp_path: Path, server: RunningServer) -> tuple[Path, CashSession]:
        """Return a folder with a session that a manager has closed, one entry of it unsent."""
        root = enrolled(tmp_path / "till", server)
        register = opened(root)
        session = register.cash_sessions.open_normal(MIA, FLOAT)
        register.close()
        assert evertill("sync", "run", "--data", str(root)).returncode == 0
        register = opened(root)
        register.cash_sessions.begin_count(session.id, MIA)
        register.close()
        close_on(server, session.id)
        return root, session

    def test_tells_people_who_when_and_why(self, cleared: tuple[Path, CashSession]) -> None:
        done = evertill("sync", "run", "--data", str(cleared[0]))

        assert (done.returncode, done.stderr) == (0, "")
        assert (
            "was closed on the server by Ada at 2026-03-28 14:00 UTC (typed twice)" in done.stdout
        )
        assert "did not have then: 1;" in done.stdout

    def test_tells_programs_the_same(self, cleared: tuple[Path, CashSession]) -> None:
        root, session = cleared

        done = evertill("sync", "run", "--data", str(root), "--json")

        assert json.loads(done.stdout)["cleared"] == [
            {
                "id": str(session.id),
                "closed_by": "Ada",
                "closed_at": "2026-03-28T14:00:00+00:00",
                "reason": "typed twice",
            }
        ]


class TestAKilledRegister:
    @pytest.mark.parametrize("point", ["session.clear.before_commit", "session.clear.after_commit"])
    def test_clears_exactly_once(self, tmp_path: Path, server: RunningServer, point: str) -> None:
        root = enrolled(tmp_path / "till", server)
        assert evertill("sync", "run", "--data", str(root)).returncode == 0
        register = opened(root)
        session = register.cash_sessions.open_normal(MIA, FLOAT)
        register.close()
        assert evertill("sync", "run", "--data", str(root)).returncode == 0
        close_on(server, session.id)

        killed = evertill(
            "sync", "run", "--data", str(root), environment={"EVERTILL_CRASH_AT": f"{point}:1"}
        )
        again = evertill("sync", "run", "--data", str(root), "--json")

        assert killed.returncode == KILLED
        assert (again.returncode, again.stderr) == (0, "")
        register = opened(root)
        closings = "SELECT count(*) FROM journal WHERE kind = 'cash_session_closed'"
        told = [one.id for one in register.session_reconciliation.untold()]
        count = register.database.fetch(closings)
        register.close()
        assert (count, told) == ([(1,)], [session.id])
