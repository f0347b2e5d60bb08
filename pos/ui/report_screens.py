"""Report screens: X reports, the Z report of a closing, and copies, made known to the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pos.domain.cash_session import CashSessionId
from pos.domain.report import ZReport
from pos.ui.window import MainWindow
from pos.ui.z_report.presenter import ReportDesk, ReportPresenter
from pos.ui.z_report.view import ReportScreen


class ReportScreens:
    """Adds three screens that work alike; `back` leaves reports, `end` leaves a closing."""

    def __init__(
        self,
        window: MainWindow,
        desk: ReportDesk,
        *,
        back: Callable[[], None],
        end: Callable[[], None],
        show_help: Callable[[], None],
    ) -> None:
        self._window = window
        self._desk = desk
        self._show_help = show_help
        for name, leave in (("z_report", end), ("x_report", back), ("z_copy", back)):
            window.add_screen(name, partial(self._build, name, leave))

    def show_x(self, session_id: CashSessionId | None = None) -> None:
        """Show the figures so far of a session, else of the one in hand."""
        self._presenter("x_report").show_x(session_id)

    def show_copy(self, session_id: CashSessionId) -> None:
        """Show the Z report of a closed session again."""
        self._presenter("z_copy").show_copy(session_id)

    def show_z(self, z_report: ZReport) -> None:
        """Show the Z report of a session that was closed just now."""
        self._presenter("z_report").show_z(z_report)

    def _presenter(self, name: str) -> ReportPresenter:
        screen = self._window.find_screen(name)
        assert isinstance(screen, ReportScreen)
        self._window.show_screen(name)
        return screen.presenter

    def _build(self, name: str, leave: Callable[[], None]) -> ReportScreen:
        screen = ReportScreen(self._desk.formats, leave=leave, show_help=self._show_help, name=name)
        screen.presenter = ReportPresenter(screen, self._desk)
        screen.problem_met.connect(self._window.show_problem)
        return screen
