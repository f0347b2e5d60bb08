"""Status feed: brings shift, exchange and clock into the status bar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from pos.ui.widgets.status_bar import Status, StatusBar

if TYPE_CHECKING:
    from pos.sync.status import SyncStatus
    from pos.ui.shift import Shift

_CLOCK_MS = 1_000


class StatusFeed(QObject):
    """Shows one picture of who works, in what, and what is not yet sent."""

    def __init__(self, bar: StatusBar, shift: Shift, parent: QObject) -> None:
        super().__init__(parent)
        self._bar = bar
        self._shift = shift
        self._register = ""
        self._sync: SyncStatus | None = None
        self._now: Callable[[], datetime] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_CLOCK_MS)
        self._timer.timeout.connect(self._show_time)
        shift.listen(self.show)

    def name_register(self, name: str) -> None:
        self._register = name
        self.show()

    def start_clock(self, now: Callable[[], datetime]) -> None:
        """Show the time of `now` from here on."""
        self._now = now
        self._show_time()
        self._timer.start()

    def stop_clock(self) -> None:
        self._timer.stop()

    def show_sync(self, status: SyncStatus) -> None:
        """Show how the exchange stands."""
        self._sync = status
        self.show()

    def show(self) -> None:
        """Show everything, if anything changed."""
        status = self._status()
        if status != self._bar.status:
            self._bar.show_status(status)
        self._show_time()

    def _status(self) -> Status:
        operator, cash_session, sync = self._shift.operator, self._shift.cash_session, self._sync
        online = sync is not None and sync.contact.value == "online"
        return Status(
            register=self._register,
            operator=operator.name if operator else "",
            kind=cash_session.kind if cash_session else None,
            business_date=cash_session.business_date if cash_session else None,
            online=online,
            offline_since=None if sync is None or online else sync.since,
            waiting=sync.waiting if sync else 0,
            needs_attention=len(sync.quarantined) + len(sync.flagged) if sync else 0,
        )

    def _show_time(self) -> None:
        if self._now is not None:
            self._bar.show_time(self._now())
