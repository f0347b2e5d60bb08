"""Registers on real folders beside a real server: enrolled, opened, worked and proved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos.bootstrap import Register, Surroundings, open_register
from pos.cli.register_folder import exchange_of
from pos.domain.cash_session import CashSessionId
from pos.domain.money import Money
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from pos.runtime.config import Settings
from pos.runtime.ids import SystemChance, SystemIds
from pos.server.feeds import put
from pos.services.verification import Verified
from pos.sync.enrolment import Enrolled, EnrolmentPorts, enrol
from pos.sync.status import CycleResult
from pos.wire.codec import encode
from pos.wire.messages import ProductMessage
from tests.builders import USD
from tests.fakes import FakeClock, FakeCrashPoints
from tests.registers import MIA
from tests.servers import NOW, RunningServer

MILK = ProductMessage(
    sku="MILK", name="Fresh Milk", unit="each", price="1.29", tax_category="reduced"
)
FLOAT = Money(10_000, USD)


def a_till_that_sold(root: Path, server: RunningServer) -> Path:
    """Return a register that closed a session and sold twice in the next, all of it sent."""
    with server.database.write() as db:
        put(db, server.store_number, "product", {"MILK": encode(MILK)})
    enrolled(root, server, server.code())
    with opened(root) as register:
        cycle(register)  # the products
        closed = register.cash_sessions.open_normal(MIA, FLOAT)
        sell(register, closed.id)
        register.cash_sessions.begin_count(closed.id, MIA)
        register.cash_sessions.close(closed.id, MIA, Declaration(counted=Money(10_129, USD)))
        open_one = register.cash_sessions.open_normal(MIA, FLOAT)
        sell(register, open_one.id, 2)
        assert cycle(register).is_at_rest
    return root


def enrolled(
    root: Path, server: RunningServer, code: str, points: FakeCrashPoints | None = None
) -> Enrolled:
    ports = EnrolmentPorts(
        clock=FakeClock(NOW),
        ids=SystemIds(),
        chance=SystemChance(),
        crash_points=points or FakeCrashPoints(),
        ask_passphrase=lambda _: "pw",
    )
    return enrol(root, server=server.url, code=code, ports=ports)


@contextmanager
def opened(root: Path) -> Iterator[Register]:
    around = Surroundings(
        clock=FakeClock(NOW), ids=SystemIds(), chance=SystemChance(), settings=Settings()
    )
    register = open_register(root, ask_passphrase=lambda _: "pw", surroundings=around)
    try:
        yield register
    finally:
        register.close()


def cycle(register: Register) -> CycleResult:
    with exchange_of(register) as exchange:
        return exchange.cycle()


def sell(register: Register, session_id: CashSessionId, count: int = 1) -> None:
    for _ in range(count):
        register.checkout.scan(session_id, MIA, "MILK")
        register.checkout.tender(session_id, MIA, Tender(TenderKind.CASH, Money(129, USD)))
        register.checkout.complete(session_id, MIA)


def proved(register: Register) -> Verified:
    verified = register.verification.verify()
    assert verified.findings == ()
    return verified


def state(register: Register) -> tuple[int, ...]:
    """Return series, receipt number, Z number, sales and perpetual total."""
    with register.database.begin() as db:
        return tuple(
            db.exec_driver_sql(
                "SELECT series, receipt_number, z_number, sales, perpetual_total "
                "FROM register_state"
            ).one()
        )
