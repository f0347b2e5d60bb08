"""Session notices: the session in hand is past its day, or a manager closed it elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer

from pos.domain.cash_session import CashSession, CashSessionId
from pos.runtime.clock import Clock
from pos.services.cash_sessions import CashSessions
from pos.services.session_reconciliation import ClearedSession
from pos.sync.status import SyncStatus
from pos.ui.background import Background
from pos.ui.errors import report_bug
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.shift import Shift
from pos.ui.start_of_day.server_words import cleared_text, kept_text
from pos.ui.widgets.banner import Banner
from pos.ui.widgets.message_bar import Level
from pos.ui.window import MainWindow

_TICK_MS = 1_000
_PUT_OFF_FOR = timedelta(hours=1)
_WITHOUT_SESSION = frozenset({"", "start_up", "sign_in"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDesk:
    """What the notices look at."""

    cash_sessions: CashSessions
    clock: Clock
    shift: Shift
    background: Background
    formats: Callable[[], Formats]


class SessionNotices(QObject):
    """Keeps one banner above the screens. Neither notice keeps anybody from anything.

    Whether the day has ended is looked up once in each minute of the register's clock.
    """

    def __init__(self, window: MainWindow, desk: NoticeDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._desk = desk
        self._banner = Banner(window)
        self._banner.accepted.connect(self._on_accepted)
        self._banner.put_off.connect(self._on_put_off)
        self._cleared: tuple[ClearedSession, ...] = ()
        self._overdue: CashSessionId | None = None
        self._quiet_until: datetime | None = None
        self._looked_at: tuple[datetime, CashSessionId] | None = None
        self._leads_to = ""  # the screen that the notice in sight offers
        window.add_above_screens(self._banner)
        window.screen_shown.connect(self._on_screen)
        desk.shift.listen(self._on_shift)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        """Look no more: the till is closing."""
        self._timer.stop()

    def heard(self, status: SyncStatus) -> None:
        """Take note of sessions that a manager closed on the server."""
        if status.cleared != self._cleared:
            self._cleared = status.cleared
            self.show()

    def look(self) -> None:
        """Look whether the session's day has ended, if that was not done in this minute."""
        cash_session = self._desk.shift.cash_session
        if cash_session is None:
            return
        minute = self._desk.clock.now().replace(second=0, microsecond=0)
        if self._looked_at == (minute, cash_session.id):
            return
        self._looked_at = (minute, cash_session.id)
        cash_sessions = self._desk.cash_sessions
        self._desk.background.run(
            lambda: cash_sessions.is_overdue(cash_session),
            on_done=lambda overdue: self._on_looked(cash_session, overdue),
            on_error=report_bug,
        )

    def show(self) -> None:
        """Show what there is to say here, in the language in use."""
        cash_session, screen = self._desk.shift.cash_session, self._window.current_screen
        cleared = self._clearing_of(cash_session)
        if cleared is not None and screen == "start_of_day":
            self._desk.shift.work_in(None)  # nothing goes on in it; the screen tells the rest
        elif cleared is not None and screen not in _WITHOUT_SESSION:
            self._show_cleared(cleared)
        elif cash_session is None or screen != "sell" or self._is_put_off():
            self._banner.hide()
        elif cash_session.id == self._overdue:
            self._show_overdue(cash_session)
        elif self._cleared:
            self._show_other_cleared(self._cleared[0])
        else:
            self._banner.hide()

    def _show_cleared(self, cleared: ClearedSession) -> None:
        told = (cleared_text(cleared, self._desk.formats()), kept_text(cleared))
        accept = translate("Notices", "Open another")
        self._leads_to = "start_of_day"
        self._banner.show_notice("\n".join(told), Level.PROBLEM, accept=accept)

    def _show_other_cleared(self, cleared: ClearedSession) -> None:
        """Tell of a session that is not the one in hand; work in this one goes on."""
        self._leads_to = "start_of_day"
        self._banner.show_notice(
            cleared_text(cleared, self._desk.formats()),
            Level.WARNING,
            accept=translate("Notices", "Read it"),
            later=translate("Notices", "Later"),
        )

    def _show_overdue(self, cash_session: CashSession) -> None:
        day = self._desk.formats().day(cash_session.business_date)
        self._leads_to = "close"
        self._banner.show_notice(
            translate(
                "Notices",
                "This session belongs to {day}, and that day has ended. Sell on, or close it: "
                "what is sold in it still counts on {day}.",
                day=day,
            ),
            Level.WARNING,
            accept=translate("Notices", "Close the session"),
            later=translate("Notices", "Later"),
        )

    def _clearing_of(self, cash_session: CashSession | None) -> ClearedSession | None:
        if cash_session is None:
            return None
        return next((one for one in self._cleared if one.id == cash_session.id), None)

    def _is_put_off(self) -> bool:
        return self._quiet_until is not None and self._desk.clock.now() < self._quiet_until

    def _on_looked(self, cash_session: CashSession, overdue: bool) -> None:
        self._overdue = cash_session.id if overdue else None
        self.show()

    def _on_shift(self) -> None:
        cash_session = self._desk.shift.cash_session
        if cash_session is None or cash_session.id != self._overdue:
            self._overdue = self._quiet_until = None
        self.look()
        self.show()

    def _on_screen(self, _screen: str) -> None:
        self.show()

    def _on_accepted(self) -> None:
        self._window.show_screen(self._leads_to)

    def _on_put_off(self) -> None:
        self._quiet_until = self._desk.clock.now() + _PUT_OFF_FOR
        self.show()
