"""Screens beside selling: cash, cash sessions and the doctor, made known to the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pos.domain.cash_session import CashSessionId
from pos.hardware.drawer import Drawer
from pos.hardware.printer import Printer
from pos.ui.background import Background
from pos.ui.cash.presenter import CashDesk, CashPresenter
from pos.ui.cash.view import CashScreen
from pos.ui.doctor.presenter import DoctorDesk, DoctorPresenter
from pos.ui.doctor.view import DoctorScreen
from pos.ui.doctor.watch import StuckWatch, WatchDesk
from pos.ui.formatting import Formats
from pos.ui.opening import OpenedRegister
from pos.ui.sessions.presenter import SessionsDesk, SessionsPresenter
from pos.ui.sessions.story_presenter import StoryDesk, StoryPresenter
from pos.ui.sessions.story_view import StoryScreen
from pos.ui.sessions.view import SessionsScreen
from pos.ui.shift import Shift
from pos.ui.sync_link import SyncLink
from pos.ui.window import MainWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class CareDesk:
    """What these screens share. `back` shows the screen before, `go_on` where work goes on."""

    window: MainWindow
    opened: OpenedRegister
    shift: Shift
    background: Background
    formats: Callable[[], Formats]
    sync: SyncLink
    printer: Printer
    drawer: Drawer
    back: Callable[[], None]
    go_on: Callable[[], None]
    show_help: Callable[[], None]
    show_x_report: Callable[[], None]
    show_x_report_of: Callable[[CashSessionId], None]
    show_z_copy_of: Callable[[CashSessionId], None]


def add_care_screens(desk: CareDesk) -> StuckWatch:
    """Add them; each is built when it is first shown. Return what counts stuck sessions."""
    care = _Care(desk)
    desk.window.add_screen("cash", care.cash)
    desk.window.add_screen("sessions", care.sessions)
    desk.window.add_screen("session_story", care.story)
    desk.window.add_screen("doctor", care.doctor)
    return care.watch


class _Care:
    """Builds screens with their presenters."""

    def __init__(self, desk: CareDesk) -> None:
        self._desk = desk
        self.watch = StuckWatch(
            desk.window,
            WatchDesk(
                doctor=desk.opened.register.doctor,
                shift=desk.shift,
                background=desk.background,
                status=lambda: desk.sync.status,
            ),
        )
        desk.sync.status_changed.connect(self.watch.heard)

    def cash(self) -> CashScreen:
        desk, register = self._desk, self._desk.opened.register
        screen = CashScreen(
            desk.opened.store.currency,
            desk.formats,
            show_x_report=desk.show_x_report,
            show_help=desk.show_help,
            leave=desk.back,
        )
        screen.presenter = CashPresenter(
            screen,
            CashDesk(
                cash_movements=register.cash_movements,
                stories=register.stories,
                shift=desk.shift,
                background=desk.background,
                formats=desk.formats,
                printer=desk.printer,
                drawer=desk.drawer,
                folder=register.folder.receipts,
                moved=desk.sync.nudge,
            ),
        )
        screen.told.connect(desk.window.show_message)
        screen.problem_met.connect(desk.window.show_problem)
        return screen

    def sessions(self) -> SessionsScreen:
        desk = self._desk
        screen = SessionsScreen(desk.formats, leave=desk.back, show_help=desk.show_help)
        screen.presenter = SessionsPresenter(
            screen,
            SessionsDesk(
                session_list=desk.opened.register.session_list,
                shift=desk.shift,
                background=desk.background,
                open_story=self._open_story,
            ),
        )
        screen.problem_met.connect(desk.window.show_problem)
        desk.sync.status_changed.connect(screen.heard)
        return screen

    def story(self) -> StoryScreen:
        desk, register = self._desk, self._desk.opened.register
        screen = StoryScreen(desk.formats, leave=desk.back, show_help=desk.show_help)
        screen.presenter = StoryPresenter(
            screen,
            StoryDesk(
                session_list=register.session_list,
                stories=register.stories,
                cash_sessions=register.cash_sessions,
                corrections=register.corrections,
                shift=desk.shift,
                background=desk.background,
                go_on=desk.go_on,
                changed=desk.sync.nudge,
                show_x_report_of=desk.show_x_report_of,
                show_z_copy_of=desk.show_z_copy_of,
            ),
        )
        screen.told.connect(desk.window.show_message)
        screen.problem_met.connect(desk.window.show_problem)
        return screen

    def doctor(self) -> DoctorScreen:
        desk, register = self._desk, self._desk.opened.register
        screen = DoctorScreen(
            desk.opened.store, desk.formats, leave=desk.back, show_help=desk.show_help
        )
        screen.presenter = DoctorPresenter(
            screen,
            DoctorDesk(
                doctor=register.doctor,
                backup=register.backups.verified_backup,
                shift=desk.shift,
                background=desk.background,
                status=lambda: desk.sync.status,
                send_now=desk.sync.try_now,
                repaired=self._on_repaired,
            ),
        )
        screen.told.connect(desk.window.show_message)
        screen.problem_met.connect(desk.window.show_problem)
        desk.sync.status_changed.connect(screen.heard)
        return screen

    def _on_repaired(self) -> None:
        self.watch.look()
        self._desk.sync.nudge()

    def _open_story(self, session_id: CashSessionId) -> None:
        screen = self._desk.window.find_screen("session_story")
        assert isinstance(screen, StoryScreen)
        screen.presenter.take(session_id)
        self._desk.window.show_screen("session_story")
