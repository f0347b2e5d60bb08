"""What the doctor's tests share: a stand-in for the backup, and a sale."""

from __future__ import annotations

from pathlib import Path

from pos.domain.cash_session import CashSessionId
from pos.domain.problem import Problem
from pos.domain.tender import Tender, TenderKind
from tests.registers import MIA, RegisterInTest, usd


class NoBackup(Problem):
    """The backup could not be made, or not be proved."""


class Backups:
    """Makes what the doctor takes for a backup, and counts."""

    def __init__(self, path: Path, problem: Problem | None = None) -> None:
        self.made = 0
        self._path, self._problem = path, problem

    def __call__(self) -> Path:
        if self._problem is not None:
            raise self._problem
        self.made += 1
        return self._path


def sell(register: RegisterInTest, session_id: CashSessionId) -> None:
    register.checkout.scan(session_id, MIA, "LAMP")
    register.checkout.tender(session_id, MIA, Tender(TenderKind.CASH, usd("30.00")))
    register.checkout.complete(session_id, MIA)
