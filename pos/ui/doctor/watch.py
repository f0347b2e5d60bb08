"""Stuck watch: how many sessions need attention, for a manager's menu and a banner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from pos.domain.cash_session import CashSessionId
from pos.domain.permission import Right
from pos.services.doctor import Doctor, Finding
from pos.sync.status import SyncStatus
from pos.ui.background import Background
from pos.ui.errors import report_bug
from pos.ui.language import translate, translate_count
from pos.ui.shift import Shift
from pos.ui.widgets.banner import Banner
from pos.ui.widgets.message_bar import Level
from pos.ui.window import MainWindow

_WHERE_IT_IS_TOLD = "start_of_day"
_WHERE_IT_IS_LOOKED_AT = frozenset({_WHERE_IT_IS_TOLD, "menu"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchDesk:
    """What the watch looks at."""

    doctor: Doctor
    shift: Shift
    background: Background
    status: Callable[[], SyncStatus | None]


class StuckWatch(QObject):
    """Counts sessions that are stuck here or, as the server said last, on any register.

    It looks when a manager comes to the start of day or to the menu; nobody waits for it.
    """

    count_changed = Signal()

    def __init__(self, window: MainWindow, desk: WatchDesk) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._here: frozenset[CashSessionId] = frozenset()
        self._is_put_off = False
        self._banner = Banner(window)
        self._banner.setObjectName("stuck_banner")
        self._banner.accepted.connect(self._on_accepted)
        self._banner.put_off.connect(self._on_put_off)
        window.add_above_screens(self._banner)
        window.screen_shown.connect(self._on_screen)

    @property
    def count(self) -> int:
        """Return how many sessions need attention, none for whoever cannot repair them."""
        if not self.may_repair:
            return 0
        status = self._desk.status()
        there = frozenset(one.id for one in status.stuck) if status is not None else frozenset()
        return len(self._here | there)

    @property
    def may_repair(self) -> bool:
        operator = self._desk.shift.operator
        return operator is not None and operator.may(Right.REPAIR_SESSIONS)

    def look(self) -> None:
        """Have the doctor look, on the worker."""
        if self.may_repair:
            self._desk.background.run(
                self._desk.doctor.examine, on_done=self._on_examined, on_error=report_bug
            )

    def heard(self) -> None:
        """Count anew: the server may have said something else."""
        self.show()

    def show(self) -> None:
        """Show the banner where it belongs, in the language in use."""
        self.count_changed.emit()
        count, screen = self.count, self._window.current_screen
        if not count or self._is_put_off or screen != _WHERE_IT_IS_TOLD:
            self._banner.hide()
            return
        self._banner.show_notice(
            translate_count("Doctor", "%Ln cash session(s) need attention.", count),
            Level.WARNING,
            accept=translate("Doctor", "See what would help"),
            later=translate("Doctor", "Later"),
        )

    def _on_examined(self, findings: tuple[Finding, ...]) -> None:
        self._here = frozenset(one.id for one in findings)
        self.show()

    def _on_screen(self, screen: str) -> None:
        if screen == "sign_in":
            self._is_put_off = False
        if screen in _WHERE_IT_IS_LOOKED_AT:
            self.look()
        self.show()

    def _on_accepted(self) -> None:
        self._window.show_screen("doctor")

    def _on_put_off(self) -> None:
        self._is_put_off = True
        self.show()
