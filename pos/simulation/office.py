"""What managers do: close a session from the office, ask the doctor, change prices, restore."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from pos.domain.cash_session import CashSessionId, CashSessionState
from pos.domain.permission import Role
from pos.domain.problem import Problem
from pos.domain.stuck import Remedy, Symptom
from pos.server.feeds import put
from pos.server.manager_log import LogPen
from pos.server.operators import operators_of
from pos.server.register_deeds import Manager, fence_register, replace_device
from pos.server.session_closing import Hand, close_here
from pos.server.session_rows import ClosedHow
from pos.server.stores import KnownStore, store_by_number
from pos.services.journal import NumbersFrozen
from pos.services.operators import Operator
from pos.simulation.at_till import AtTill
from pos.simulation.chain import Chain
from pos.simulation.exchanges import heal
from pos.simulation.template import ShopPlan, product_message
from pos.simulation.told import require
from pos.wire.codec import encode
from pos.wire.messages import OperatorMessage

_BY_RULE = {Remedy.CLOSE_UNCOUNTED, Remedy.LEAVE_COUNT}


def close_on_server(chain: Chain, shop: ShopPlan, session_id: UUID) -> Problem | None:
    """Close a session at the office; return why not, if it is refused."""
    pen = LogPen(chain.key, chain.ids, chain.clock.now())
    try:
        with chain.database.write() as db:
            boss = _boss(operators_of(db, shop.number))
            hand = Hand(how=ClosedHow.MANAGER, by=boss, reason="simulated")
            close_here(db, store_by_number(db, shop.number), session_id, hand, pen)
    except Problem as refused:
        return refused
    return None


def change_price(chain: Chain, shop: ShopPlan, sku: str, price: Decimal) -> None:
    """Give a product another price; tills learn of it when they pull."""
    article = next(one for one in shop.articles if one.sku == sku)
    message = product_message(article, price)
    with chain.database.write() as db:
        put(db, shop.number, "product", {sku: encode(message)})


def fence(chain: Chain, shop: ShopPlan, register: str) -> set[CashSessionId]:
    """Take a register out of use for good; return its sessions that this closed."""
    pen = LogPen(chain.key, chain.ids, chain.clock.now())
    with chain.database.write() as db:
        boss = Manager(operator=_boss(operators_of(db, shop.number)), reason="simulated")
        fenced = fence_register(db, store_by_number(db, shop.number), register, boss, pen)
    return {CashSessionId(one.session.uuid) for one in fenced.closed}


def replacement_code(chain: Chain, shop: ShopPlan, register: str) -> str:
    """Return a code with which another device takes the register's place."""
    pen = LogPen(chain.key, chain.ids, chain.clock.now())
    with chain.database.write() as db:
        store: KnownStore = store_by_number(db, shop.number)
        boss = Manager(operator=_boss(operators_of(db, shop.number)), reason="simulated")
        return replace_device(db, store, register, boss, pen, chain.chance)


def forget_lost_closings(chain: Chain, tills: Iterable[AtTill]) -> None:
    """Forget what managers closed and a server that was set back no longer knows."""
    with chain.database.read() as db:
        known = {bytes(row) for row in db.exec_driver_sql(_CLOSED_BY_MANAGERS).scalars()}
    for at in tills:
        lost = {one for one in at.told.closed_on_server if one.bytes not in known}
        at.told.closed_on_server -= lost
        at.told.lost_closings |= lost


def ask_the_doctor(at: AtTill, today: date) -> None:
    """Have what is stuck repaired; healthy sessions stay as they are."""
    doctor = at.till.register.doctor
    for finding in doctor.examine():
        told = at.told.sessions[finding.id]
        if at.copies and finding.diagnosis.symptom is Symptom.DISAGREEMENT:
            continue  # the server holds what the copy did, whatever the session's age
        is_fresh = told.business_date >= today and told.state is CashSessionState.OPEN
        require(19, not is_fresh, f"a fresh session was reported: {finding}")
    armed, at.till.mortality.armed = at.till.mortality.armed, None
    try:
        repair = doctor.repair(boss_of(at), "simulated", lambda: Path("backup"))
    except NumbersFrozen:  # a till that was set back may record nothing, repairs neither
        return
    finally:
        at.till.mortality.armed = armed
    for repaired in repair.repaired:
        at.heard_of_repair(repaired)
    left = [one for one in doctor.examine() if one.diagnosis.remedy in _BY_RULE]
    require(19, not left, f"the doctor left {left}")


def restore(at: AtTill, chain: Chain) -> None:
    """Set the register back to its copy: no number is given until the server gave it all."""
    at.till.go_back()
    gives_no_number(at)
    result = heal(at, chain.clock)
    require(46, result.is_at_rest, f"the restored register did not recover: {result}")


def gives_no_number(at: AtTill, number: int = 46) -> None:
    """46: a register that was set back records nothing before it has asked its server.

    36: one whose key was revoked never does.
    """
    before = at.till.contents()
    try:
        at.till.register.cash_sessions.open_training(boss_of(at), at.money(100))
    except Problem:
        require(number, at.till.contents() == before, "a refusal changed something")
    else:
        require(number, holds=False, sentence="a register gave a number that may not")


def boss_of(at: AtTill) -> Operator:
    """Return the manager of the till's store."""
    return next(one for one in at.till.people.values() if one.role is Role.MANAGER)


_CLOSED_BY_MANAGERS = (
    "SELECT cash_session_id FROM cash_session WHERE closed_how IN ('manager', 'fence')"
)


def _boss(operators: Iterable[OperatorMessage]) -> OperatorMessage:
    return next(one for one in operators if one.role == Role.MANAGER.value)
