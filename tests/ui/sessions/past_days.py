"""Past days for tests: deferred sessions typed in and closed, on the worker of a whole till."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from pos.bootstrap import Register
from pos.domain.cash_session import CashSession
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from tests.registers import MIA, usd
from tests.ui.worked_till import Worked


def on_worker(worked: Worked, work: Callable[[Register], Any]) -> Any:
    """Return what the work comes to, done where the till does its own."""
    found: list[Any] = []
    worked.till.background.run(
        lambda: work(worked.tills.register), on_done=found.append, on_error=found.append
    )
    worked.hands.until(lambda: found, "the work")
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def a_closed_day(worked: Worked, day: date, sales: int = 1) -> CashSession:
    """Type some lamps in for a day of the past, and close it."""

    def work(register: Register) -> CashSession:
        opened = register.cash_sessions.open_deferred(MIA, day)
        for _ in range(sales):
            register.checkout.scan(opened.id, MIA, "LAMP")
            register.checkout.tender(opened.id, MIA, Tender(TenderKind.CASH, usd("24.90")))
            register.checkout.complete(opened.id, MIA)
        register.cash_sessions.begin_count(opened.id, MIA)
        expected = register.cash_sessions.x_report(opened.id).cash.expected
        register.cash_sessions.close(opened.id, MIA, Declaration(counted=expected))
        return opened

    return on_worker(worked, work)
