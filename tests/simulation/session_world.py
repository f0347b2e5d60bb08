"""Everything that can happen to the cash sessions of a shop, as numbered choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSessionState
from pos.domain.money import Money
from pos.domain.problem import Problem
from pos.domain.stuck import Remedy
from pos.runtime.ids import SystemIds
from pos.server.manager_log import LogPen
from pos.server.operators import operators_of
from pos.server.session_closing import Hand, close_here
from pos.server.session_rows import ClosedHow
from pos.server.stores import the_store
from pos.services.operators import Operator
from pos.sync.status import CycleResult
from pos.sync.transport import Reply
from tests.registers import USD
from tests.simulation.session_invariants import check_server, check_till, closed_figures
from tests.simulation.till_actions import PRODUCTS, AtTill
from tests.simulation.told import ToldSession, ToldTill
from tests.simulation.world import STORE_NUMBER, World

T = TypeVar("T")

NOT_OURS = (
    Reply(status=200, content_type="text/html", body=b"<html>Sign in to the hotel</html>"),
    Reply(status=200, content_type="application/json", body=b"null"),
    Reply(status=200, content_type="application/json", body=b'{"sessions": []}'),
    Reply(status=401, content_type="application/json", body=b'{"error":"x","message":"y"}'),
    Reply(status=403, content_type="application/json", body=b"{}"),
    Reply(status=404, content_type="text/plain", body=b"not found"),
    Reply(status=408, content_type="text/plain", body=b""),
    Reply(status=409, content_type="application/json", body=b"{}"),
    Reply(status=429, content_type="text/plain", body=b"", retry_after="5"),
    Reply(status=500, content_type="text/plain", body=b"oops"),
    Reply(status=503, content_type="text/plain", body=b"", retry_after="1000000000"),
    Reply(status=302, content_type="text/html", body=b""),
)
DEATHS = (
    "cash_session.open",
    "cash_session.close",
    "cash_session.count",
    "cash_session.leave_count",
    "cash_session.move_cash",
    "cash_session.open_drawer",
    "cash_session.hand_over",
    "cash_session.correct",
    "sale.complete",
    "sale.line",
    "ticket.park",
    "ticket.discard",
)
_BY_RULE = {Remedy.CLOSE_UNCOUNTED, Remedy.LEAVE_COUNT}
_CYCLES_MAX = 5
STEPS_OF_TIME = (
    timedelta(minutes=1),
    timedelta(minutes=70),
    timedelta(hours=5),
    timedelta(hours=14),
    timedelta(days=9),
)


@dataclass
class SessionWorld:
    """The actions; each number is taken modulo what there is to choose from."""

    world: World
    at: list[AtTill] = field(default_factory=list)
    z_reports: dict[tuple[bytes, int], tuple[Any, ...]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    steps: int = 0
    touched: int = -1

    def __post_init__(self) -> None:
        self.at = [AtTill(till, ToldTill()) for till in self.world.tills]

    def open_normal(self, till: int, person: int, amount: int) -> None:
        at = self._at(till)
        self._note(at.open_normal(self._person(at, person), amount))

    def open_training(self, till: int, person: int, amount: int) -> None:
        at = self._at(till)
        self._note(at.open_training(self._person(at, person), amount))

    def open_deferred(self, till: int, person: int, days: int) -> None:
        """`days` before today; 0 is today and must be refused."""
        at = self._at(till)
        day = self._today() - timedelta(days=days)
        refused = at.open_deferred(self._person(at, person), day)
        assert days or refused, "21: a deferred session was opened for today"
        self._note(refused)

    def sell(self, till: int, session: int, person: int, product: int, *, card: bool) -> None:
        at, told = self._session(till, session)
        if told is not None:
            name = _one_of(PRODUCTS, product)
            self._note(at.sell(told, self._person(at, person), name, by_card=card))

    def park(self, till: int, session: int, person: int) -> None:
        at, told = self._session(till, session)
        if told is not None:
            self._note(at.park(told, self._person(at, person)))

    def discard(self, till: int, session: int, person: int) -> None:
        at, told = self._session(till, session)
        if told is not None:
            self._note(at.discard(told, self._person(at, person)))

    def move_cash(self, till: int, session: int, person: int, kind: int, amount: int) -> None:
        at, told = self._session(till, session)
        if told is not None:
            movement = _one_of(tuple(MovementKind), kind)
            self._note(at.move_cash(told, self._person(at, person), movement, amount))

    def open_drawer(self, till: int, session: int, person: int) -> None:
        at, told = self._session(till, session)
        if told is not None:
            self._note(at.open_drawer(told, self._person(at, person)))

    def resume(self, till: int, session: int, person: int) -> None:
        at, told = self._session(till, session)
        if told is not None:
            self._note(at.resume(told, self._person(at, person)))

    def count(self, till: int, session: int, person: int) -> None:
        at, told = self._session(till, session)
        if told is not None:
            self._note(at.count(told, self._person(at, person)))

    def leave_count(self, till: int, session: int, person: int) -> None:
        at, told = self._session(till, session)
        if told is not None:
            self._note(at.leave_count(told, self._person(at, person)))

    def close(self, till: int, session: int, person: int, over: int) -> None:
        at, told = self._session(till, session)
        if told is not None:
            self._note(at.close(told, self._person(at, person), over))

    def correct(self, till: int, session: int, other: int, person: int, days: int) -> None:
        """Move a closed session to another day, or join it with another one."""
        at = self._at(till)
        closed = at.told.closed()
        if not closed or at.till.program is None:
            return
        told, into = _one_of(closed, session), _one_of(closed, other)
        who = self._person(at, person)
        if days:
            self._note(at.redate(told, who, self._today() - timedelta(days=days)))
        else:
            self._note(at.join(told, who, into))

    def sign_out_in_mid_work(self, till: int, session: int, person: int) -> None:
        at, told = self._session(till, session)
        if told is not None:
            at.sell_after_signing_out(told, self._person(at, person))

    def kill(self, till: int) -> None:
        at = self._at(till)
        at.till.kill()
        at.till.start()

    def arm(self, till: int, place: int, *, after: bool) -> None:
        """Have the till die the next time it comes to that place."""
        moment = "after_commit" if after else "before_commit"
        self._at(till).till.mortality.armed = f"{_one_of(DEATHS, place)}.{moment}"

    def lose_network(self, till: int) -> None:
        self._at(till).till.line.is_up = False

    def find_network(self, till: int) -> None:
        self._at(till).till.line.is_up = True

    def lose_an_answer(self, till: int, count: int) -> None:
        self._at(till).till.line.lost_answers = count

    def sync(self, till: int) -> None:
        """Exchange; where nothing usable was said, not a byte may have changed."""
        at = self._at(till)
        armed, at.till.mortality.armed = at.till.mortality.armed, None
        before = at.till.contents() if not at.till.line.is_up else None
        result = self._cycle(at)
        assert before is None or at.till.contents() == before, "27: unknown changed something"
        at.till.mortality.armed = armed
        if result.is_at_rest:
            self._both_sides_agree(at)

    def hear_nonsense(self, till: int, answer: int) -> None:
        """Exchange with something in between that is not our server."""
        at = self._at(till)
        line, before = at.till.line, at.till.contents()
        line.instead = _one_of(NOT_OURS, answer)
        result = self._cycle(at)
        line.instead = None
        assert not result.cleared, "27: nonsense cleared a session"
        assert at.till.contents() == before, "27: nonsense changed something"

    def close_on_server(self, till: int, session: int) -> None:
        """A manager closes a session at the office."""
        at = self._at(till)
        ids = sorted(at.told.sessions, key=str)
        if not ids:
            return
        session_id = _one_of(ids, session)
        pen = LogPen(self.world.key, SystemIds(), self.world.clock.now())
        try:
            with self.world.database.write() as db:
                mia = next(one for one in operators_of(db, STORE_NUMBER) if one.name == "Mia")
                hand = Hand(how=ClosedHow.MANAGER, by=mia, reason="simulated")
                close_here(db, the_store(db), session_id, hand, pen)
        except Problem as refused:
            self._note(refused)
            return
        at.told.closed_on_server.add(session_id)
        self.touched = -1

    def ask_the_doctor(self, till: int) -> None:
        """Have a manager repair what is stuck; healthy sessions stay as they are."""
        at = self._at(till)
        mia = next(one for one in at.till.people.values() if one.name == "Mia")
        doctor, today = at.till.register.doctor, self._today()
        for finding in doctor.examine():
            session = at.told.sessions[finding.id]
            is_of_today = session.business_date >= today
            assert not is_of_today or session.state is CashSessionState.COUNTING, finding
        armed, at.till.mortality.armed = at.till.mortality.armed, None
        repair = doctor.repair(mia, "simulated", lambda: Path("backup"))
        at.till.mortality.armed = armed
        for repaired in repair.repaired:
            at.heard_of_repair(repaired)
        assert not any(one.diagnosis.remedy in _BY_RULE for one in doctor.examine())

    def save_register(self, till: int) -> None:
        self._at(till).till.save()

    def restore_register(self, till: int) -> None:
        """The register is set back to its copy: it refuses numbers until the server gave it all."""
        at = self._at(till)
        if at.till.backup is None or not self._heal(at).is_at_rest:
            return
        at.till.go_back()
        mia = next(one for one in at.till.people.values() if one.name == "Mia")
        before = at.till.contents()
        try:
            at.till.register.cash_sessions.open_training(mia, Money(100, USD))
        except Problem:
            assert at.till.contents() == before
        else:
            raise AssertionError("a restored register gave a number before it asked the server")
        result = self._heal(at)
        assert result.is_at_rest, f"46: the restored register did not recover: {result}"

    def save_server(self) -> None:
        self.world.save_server()

    def restore_server(self) -> None:
        """The server is set back; what managers did there since is gone."""
        if self.world.server_backup is None:
            return
        self.world.restore_server()
        self.z_reports = {}
        for at in self.at:
            at.told.closed_on_server = {
                key for key in at.told.closed_on_server if self._is_closed_by_manager(key)
            }

    def pass_time(self, step: int) -> None:
        self.world.clock.advance(_one_of(STEPS_OF_TIME, step))

    def check(self) -> None:
        """Check all that must hold after every step."""
        self.steps += 1
        for at in self.at:
            check_till(at)
        if self._server_rests():
            return
        check_server(self.world)
        now = closed_figures(self.world)
        for key, figures in self.z_reports.items():
            assert now.get(key) == figures, f"25: a Z report on the server changed: {key}"
        self.z_reports = now

    def _server_rests(self) -> bool:
        """Tell whether nothing has reached the server since this was asked last."""
        touched, self.touched = self.touched, sum(at.till.line.requests for at in self.at)
        return touched == self.touched

    def rest(self) -> None:
        """Heal everything, let it come to rest, and prove it."""
        for at in self.at:
            result = self._heal(at)
            assert result.is_at_rest, f"5: {result}"
            self._both_sides_agree(at)
        self.check()
        for at in self.at:
            self._prove(at)

    def _heal(self, at: AtTill) -> CycleResult:
        """Mend the line and exchange until nothing moves any more."""
        at.till.mortality.armed = None
        at.till.line.is_up, at.till.line.lost_answers = True, 0
        result = self._cycle(at)
        for _ in range(_CYCLES_MAX):
            if result.is_at_rest:
                break
            self.world.clock.advance(timedelta(minutes=2))
            result = self._cycle(at)
        return result

    def _prove(self, at: AtTill) -> None:
        verified = at.till.register.verification.verify()
        assert verified.is_sound, "\n".join(map(str, verified.findings))
        exchange = at.till.exchange
        assert exchange is not None
        totals = exchange.totals()
        assert totals.head == verified.head, "29: the heads differ"
        assert totals.total == verified.total.minor == at.told.counted_total(), "1: totals differ"

    def _cycle(self, at: AtTill) -> CycleResult:
        assert at.till.exchange is not None
        result = at.till.exchange.cycle()
        for cleared in result.cleared:
            assert cleared.id in at.told.closed_on_server, f"{cleared} was not closed by a manager"
            at.heard_of_clearing(cleared.id)
        return result

    def _both_sides_agree(self, at: AtTill) -> None:
        """26: what the register can resume is what the server holds open."""
        mine = {session.id for session in at.till.register.cash_sessions.resumable()}
        with self.world.database.read() as db:
            rows = db.exec_driver_sql(
                "SELECT cash_session_id FROM cash_session JOIN register USING (register_id) "
                "WHERE register.uuid = ? AND state <> 'closed'",
                (at.till.register.identity.register_id.bytes,),
            ).scalars()
            theirs = {bytes(row) for row in rows}
        assert {one.bytes for one in mine} == theirs, "26: open here and there differ"

    def _is_closed_by_manager(self, session_id: Any) -> bool:
        with self.world.database.read() as db:
            how = db.exec_driver_sql(
                "SELECT closed_how FROM cash_session WHERE cash_session_id = ?",
                (session_id.bytes,),
            ).scalar()
        return how == "manager"

    def _session(self, till: int, session: int) -> tuple[AtTill, ToldSession | None]:
        at = self._at(till)
        told = sorted(at.told.sessions.values(), key=lambda one: str(one.id))
        return at, _one_of(told, session) if told else None

    def _at(self, till: int) -> AtTill:
        return _one_of(self.at, till)

    def _person(self, at: AtTill, person: int) -> Operator:
        return _one_of(tuple(at.till.people.values()), person)

    def _today(self) -> Any:
        return self.world.store.business_date(self.world.clock.now())

    def _note(self, refused: Problem | None) -> None:
        if refused is not None:
            name = type(refused).__name__
            self.refused[name] = self.refused.get(name, 0) + 1


def _one_of(things: Sequence[T], number: int) -> T:
    return things[number % len(things)]
