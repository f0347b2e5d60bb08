"""Shift: who works at the till and in which cash session; every screen looks here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window stands before any of this is imported
    from pos.domain.cash_session import CashSession
    from pos.services.operators import Operator


class Shift:
    """The signed-in operator and the cash session in hand. Without Qt, so presenters need none.

    Signing out leaves the cash session as it is: the next operator goes on with its ticket.
    """

    def __init__(self) -> None:
        self._operator: Operator | None = None
        self._cash_session: CashSession | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def operator(self) -> Operator | None:
        return self._operator

    @property
    def cash_session(self) -> CashSession | None:
        return self._cash_session

    def require(self) -> tuple[CashSession, Operator]:
        """Return session and operator where a screen cannot be in sight without them.

        :raises LookupError: if one is missing.
        """
        if self._cash_session is None or self._operator is None:
            raise LookupError("no cash session or no operator")
        return self._cash_session, self._operator

    def sign_in(self, operator: Operator) -> None:
        self._operator = operator
        self._tell()

    def sign_out(self) -> None:
        self._operator = None
        self._tell()

    def work_in(self, cash_session: CashSession | None) -> None:
        """Take a cash session in hand, its newer state, or none after it was closed."""
        self._cash_session = cash_session
        self._tell()

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every change."""
        self._listeners.append(listener)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
