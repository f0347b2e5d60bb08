"""What managers do: close a session from the office, ask the doctor, put a backup back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import UUID

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
from tests.registers import USD
from tests.simulation.exchanges import heal
from tests.simulation.till_actions import AtTill
from tests.simulation.world import STORE_NUMBER, World

_BY_RULE = {Remedy.CLOSE_UNCOUNTED, Remedy.LEAVE_COUNT}


def close_on_server(world: World, session_id: UUID) -> Problem | None:
    """Close a session at the office; return why not, if it is refused."""
    pen = LogPen(world.key, SystemIds(), world.clock.now())
    try:
        with world.database.write() as db:
            mia = next(one for one in operators_of(db, STORE_NUMBER) if one.name == "Mia")
            hand = Hand(how=ClosedHow.MANAGER, by=mia, reason="simulated")
            close_here(db, the_store(db), session_id, hand, pen)
    except Problem as refused:
        return refused
    return None


def forget_lost_closings(world: World, tills: Iterable[AtTill]) -> None:
    """Forget what managers closed and a server that was set back no longer knows."""
    with world.database.read() as db:
        known = {bytes(row) for row in db.exec_driver_sql(_CLOSED_BY_MANAGERS).scalars()}
    for at in tills:
        at.told.closed_on_server = {one for one in at.told.closed_on_server if one.bytes in known}


def ask_the_doctor(at: AtTill, today: date) -> None:
    """Have what is stuck repaired; healthy sessions stay as they are."""
    doctor = at.till.register.doctor
    for finding in doctor.examine():
        told = at.told.sessions[finding.id]
        is_fresh = told.business_date >= today and told.state is CashSessionState.OPEN
        assert not is_fresh, f"a fresh session was reported: {finding}"
    armed, at.till.mortality.armed = at.till.mortality.armed, None
    repair = doctor.repair(_mia(at), "simulated", lambda: Path("backup"))
    at.till.mortality.armed = armed
    for repaired in repair.repaired:
        at.heard_of_repair(repaired)
    assert not any(one.diagnosis.remedy in _BY_RULE for one in doctor.examine())


def restore(at: AtTill) -> None:
    """Set the register back to its copy: no number is given until the server gave it all."""
    at.till.go_back()
    before = at.till.contents()
    try:
        at.till.register.cash_sessions.open_training(_mia(at), Money(100, USD))
    except Problem:
        assert at.till.contents() == before
    else:
        raise AssertionError("a restored register gave a number before it asked the server")
    result = heal(at)
    assert result.is_at_rest, f"46: the restored register did not recover: {result}"


_CLOSED_BY_MANAGERS = "SELECT cash_session_id FROM cash_session WHERE closed_how = 'manager'"


def _mia(at: AtTill) -> Operator:
    return next(one for one in at.till.people.values() if one.name == "Mia")
