"""Sync link: the exchange with the server as the window knows it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from uuid import UUID

    from pos.domain.cash_session import CashSessionId
    from pos.sync.status import SyncStatus
    from pos.ui.background import Background


class RunningExchange(Protocol):
    """What the window uses of `pos.sync.exchange.Exchange`."""

    @property
    def status(self) -> SyncStatus: ...
    def listen(self, listener: Callable[[SyncStatus], None]) -> None: ...
    def start(self) -> None: ...
    def nudge(self) -> None: ...
    def try_now(self) -> None: ...
    def ask_soon(self) -> None: ...
    def tell_cleared(self, session_ids: Collection[CashSessionId]) -> None: ...
    def signed_in(self, operator: UUID | None) -> None: ...
    def close(self) -> None: ...


class SyncLink(QObject):
    """Carries each status from the thread of the exchange to the window, by one signal.

    Without an exchange every request is done by doing nothing: the till sells on alone.
    """

    status_changed = Signal(object)  # SyncStatus
    _heard = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exchange: RunningExchange | None = None
        self._status: SyncStatus | None = None
        self._signed_in: UUID | None = None
        self._told: set[CashSessionId] = set()
        self._closed = False
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)

    @property
    def status(self) -> SyncStatus | None:
        """Return the last status, None before the first."""
        return self._status

    def open(self, background: Background, open_exchange: Callable[[], RunningExchange]) -> None:
        """Open the exchange on the worker and let it run; without one, say why."""
        background.run(open_exchange, on_done=self._start, on_error=self._on_error)

    def nudge(self) -> None:
        """Say that something was committed."""
        if self._exchange is not None:
            self._exchange.nudge()

    def try_now(self) -> None:
        """Ask the server now."""
        if self._exchange is not None:
            self._exchange.try_now()

    def ask_soon(self) -> None:
        """Have the server asked what it holds of each cash session; the status tells."""
        if self._exchange is not None:
            self._exchange.ask_soon()

    def tell_cleared(self, session_ids: Collection[CashSessionId]) -> None:
        """Say that somebody read what was told of these cleared sessions.

        They leave the status at once: an exchange that waits for its server says so late.
        """
        self._told.update(session_ids)
        if self._exchange is not None:
            self._exchange.tell_cleared(session_ids)
        if self._status is not None:
            self._on_heard(self._status)

    def signed_in(self, operator: UUID | None) -> None:
        """Say who is at the till now; None is nobody. Before the exchange is open it waits."""
        self._signed_in = operator
        if self._exchange is not None:
            self._exchange.signed_in(operator)

    def close(self) -> None:
        """End the exchange; waits a few seconds for the request in hand."""
        self._closed = True
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.close()

    def _start(self, exchange: RunningExchange) -> None:
        if self._closed:
            return
        self._exchange = exchange
        exchange.listen(self._heard.emit)
        exchange.signed_in(self._signed_in)
        self._on_heard(exchange.status)
        exchange.start()

    def _on_error(self, error: Exception) -> None:
        from pos.sync.status import Contact, SyncStatus
        from pos.ui.errors import explain

        self._on_heard(SyncStatus(contact=Contact.OFFLINE, problem=explain(error)))

    def _on_heard(self, status: SyncStatus) -> None:
        untold = tuple(one for one in status.cleared if one.id not in self._told)
        self._status = replace(status, cleared=untold)
        self.status_changed.emit(self._status)
