"""The doctor among any mixture of sessions: what is stuck is repaired, no byte of a healthy one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from pos.domain.cash_session import CashSession, CashSessionKind, CashSessionState
from pos.domain.report import Declaration
from tests.doctors import Backups, sell
from tests.register_contents import of_session
from tests.registers import MIA, RegisterInTest, an_enrolled_register, usd
from tests.sales_files import verified

WEEK, HOUR = timedelta(days=7), timedelta(hours=1)


@dataclass(frozen=True)
class Planted:
    """A session of the past: begun `idle` before now, then left in a state."""

    kind: CashSessionKind
    state: CashSessionState
    idle: timedelta
    sales: int


_PLANTED = st.builds(
    Planted,
    kind=st.sampled_from(CashSessionKind),
    state=st.sampled_from(CashSessionState),
    idle=st.integers(0, 15 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    sales=st.integers(0, 2),
)


class TestAnyMixtureOfSessions:
    @settings(max_examples=40)
    @given(st.lists(_PLANTED, max_size=7))
    def test_is_repaired_without_touching_a_healthy_one(self, mixture: list[Planted]) -> None:
        with TemporaryDirectory() as folder:
            register = an_enrolled_register(Path(folder))
            backups = Backups(Path(folder) / "backup")
            planted = plant(register, mixture)
            stuck = {one for one, plan in planted.items() if is_stuck(register, one, plan)}
            healthy = {
                one.id: of_session(register.database, one.id) for one in planted if one not in stuck
            }
            entries = journal_entries(register)

            found = register.doctor.examine()
            repair = register.doctor.repair(MIA, "by rule", backups)

            assert {one.id for one in found} == {one.id for one in stuck}
            assert {one.id for one in repair.repaired} == {one.id for one in stuck}
            assert repair.left == register.doctor.examine() == ()
            assert backups.made == bool(stuck)
            assert journal_entries(register) == entries + len(stuck)
            for session_id, before in healthy.items():
                assert of_session(register.database, session_id) == before
            for one in stuck:
                report = register.cash_sessions.z_report(one.id)
                assert report is None or report.declaration.counted is None
            assert verified(register).findings == ()
            register.database.close()


def plant(register: RegisterInTest, mixture: list[Planted]) -> dict[CashSession, Planted]:
    """Open the sessions in their order, as far as the rules let them be open together."""
    longest = max((plan.idle for plan in mixture), default=timedelta(0))
    now = register.clock.now() + longest
    planted: dict[CashSession, Planted] = {}
    for number, plan in enumerate(sorted(mixture, key=lambda plan: plan.idle, reverse=True)):
        register.clock.advance(now - plan.idle - register.clock.now())
        taken = any(
            other.kind is plan.kind and other_plan.state is not CashSessionState.CLOSED
            for other, other_plan in planted.items()
        )
        if taken and plan.kind is not CashSessionKind.DEFERRED:
            continue
        session = begin(register, plan, date(2026, 1, 1) + timedelta(days=number))
        planted[session] = plan
    register.clock.advance(now - register.clock.now())
    return planted


def begin(register: RegisterInTest, plan: Planted, day: date) -> CashSession:
    match plan.kind:
        case CashSessionKind.NORMAL:
            session = register.cash_sessions.open_normal(MIA, usd("100.00"))
        case CashSessionKind.TRAINING:
            session = register.cash_sessions.open_training(MIA, usd("100.00"))
        case _:
            session = register.cash_sessions.open_deferred(MIA, day)
    for _ in range(plan.sales):
        sell(register, session.id)
    if plan.state is not CashSessionState.OPEN:
        register.cash_sessions.begin_count(session.id, MIA)
    if plan.state is CashSessionState.CLOSED:
        expected = register.cash_sessions.x_report(session.id).cash.expected
        register.cash_sessions.close(session.id, MIA, Declaration(counted=expected))
    return session


def is_stuck(register: RegisterInTest, session: CashSession, plan: Planted) -> bool:
    """Say it in other words than the rules do."""
    if plan.state is CashSessionState.CLOSED:
        return False
    if plan.state is CashSessionState.COUNTING and plan.idle >= HOUR:
        return True
    if plan.kind is CashSessionKind.DEFERRED:
        return plan.idle >= WEEK
    with register.database.begin() as db:
        (zone,) = db.exec_driver_sql("SELECT timezone FROM enrolment").one()
    assert zone == "America/New_York"
    next_four = session.business_date + timedelta(days=1)
    end = register.clock.now().replace(
        year=next_four.year, month=next_four.month, day=next_four.day, hour=8, minute=0
    )
    last = register.clock.now() - plan.idle
    return register.clock.now() - max(last, end) >= 12 * HOUR


def journal_entries(register: RegisterInTest) -> int:
    return int(register.database.fetch("SELECT count(*) FROM journal")[0][0])
