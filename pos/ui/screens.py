"""Screens of an open register: each is built when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pos.domain.report import ZReport
from pos.hardware.drawer import Drawer, NullDrawer
from pos.hardware.printer import NullPrinter, Printer
from pos.ui.appearance import Appearance
from pos.ui.background import Background
from pos.ui.care_screens import CareDesk, add_care_screens
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.checkout.screen import SellScreen
from pos.ui.close.presenter import CloseDesk, ClosePresenter
from pos.ui.close.view import CloseScreen
from pos.ui.help.view import HelpScreen
from pos.ui.menu.about import AboutScreen
from pos.ui.menu.view import MenuChoices, MenuScreen
from pos.ui.opening import OpenedRegister
from pos.ui.report_screens import ReportScreens
from pos.ui.sale_screens import add_sale_screens
from pos.ui.settings.view import SettingsScreen
from pos.ui.shift import Shift
from pos.ui.start_of_day.presenter import StartDesk, StartOfDayPresenter
from pos.ui.start_of_day.view import StartOfDayScreen
from pos.ui.sync_link import SyncLink
from pos.ui.sync_screen.presenter import SyncPresenter
from pos.ui.sync_screen.view import SyncScreen
from pos.ui.trail import Trail
from pos.ui.window import MainWindow
from pos.ui.z_report.paper import report_pdf
from pos.ui.z_report.presenter import ReportDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """What the screens work with; `go_on` shows where the operator's work goes on."""

    window: MainWindow
    opened: OpenedRegister
    shift: Shift
    background: Background
    appearance: Appearance
    sync: SyncLink
    go_on: Callable[[], None]
    switch_operator: Callable[[], None]


def add_screens(place: Workplace) -> None:
    """Make every screen of an open register known to the window."""
    Screens(place).add()


class Screens:
    """Builds screens with their presenters, and connects them with one another."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._window = place.window
        self._trail = Trail(self._window.show_screen, place.go_on)
        self._show_help = partial(self._window.show_screen, "help")
        self._printer: Printer = NullPrinter()
        self._drawer: Drawer = NullDrawer()
        self._reports = self._report_screens()

    def add(self) -> None:
        window = self._window
        window.screen_shown.connect(self._trail.follow)
        self._place.shift.listen(self._on_shift)
        window.add_screen("start_of_day", self._start_of_day)
        self._add_sale_screens()
        self._add_care_screens()
        window.add_screen("close", self._close)
        window.add_screen("sync", self._sync)
        window.add_screen("menu", self._menu)
        window.add_screen("settings", self._settings)
        window.add_screen("help", lambda: HelpScreen(leave=self._trail.back))
        window.add_screen("about", self._about)

    def _add_sale_screens(self) -> None:
        place = self._place
        desk = SaleDesk(
            window=self._window,
            register=place.opened.register,
            shift=place.shift,
            background=place.background,
            formats=place.appearance.formats,
            sold=place.sync.nudge,
            printer=self._printer,
            drawer=self._drawer,
        )
        add_sale_screens(desk)
        place.sync.status_changed.connect(self._look_for_products)

    def _add_care_screens(self) -> None:
        place = self._place
        self._watch = add_care_screens(
            CareDesk(
                window=self._window,
                opened=place.opened,
                shift=place.shift,
                background=place.background,
                formats=place.appearance.formats,
                sync=place.sync,
                printer=self._printer,
                drawer=self._drawer,
                back=self._trail.back,
                go_on=self._went_on,
                show_help=self._show_help,
                show_x_report=self._reports.show_x,
                show_x_report_of=self._reports.show_x,
                show_z_copy_of=self._reports.show_copy,
            )
        )

    def _look_for_products(self, _status: object) -> None:
        """Fill an empty sell screen as soon as the first products have come."""
        if self._window.current_screen == "sell":
            screen = self._window.find_screen("sell")
            assert isinstance(screen, SellScreen)
            screen.presenter.finder.enter()

    def _start_of_day(self) -> StartOfDayScreen:
        place, register = self._place, self._place.opened.register
        screen = StartOfDayScreen(
            place.opened.store.currency,
            place.appearance.formats,
            switch_operator=place.switch_operator,
            show_help=self._show_help,
        )
        desk = StartDesk(
            cash_sessions=register.cash_sessions,
            session_list=register.session_list,
            parked_tickets=register.parked_tickets,
            shift=place.shift,
            background=place.background,
            server=place.sync,
        )
        screen.presenter = StartOfDayPresenter(screen, desk, went_on=self._went_on)
        place.sync.status_changed.connect(screen.presenter.heard)
        screen.told.connect(self._window.show_message)
        screen.problem_met.connect(self._window.show_problem)
        return screen

    def _close(self) -> CloseScreen:
        place, register = self._place, self._place.opened.register
        screen = CloseScreen(
            place.opened.store.currency, place.appearance.formats, show_help=self._show_help
        )
        desk = CloseDesk(
            cash_sessions=register.cash_sessions,
            parked_tickets=register.parked_tickets,
            checkout=register.checkout,
            operators=register.operators,
            shift=place.shift,
            background=place.background,
            formats=place.appearance.formats,
        )
        screen.presenter = ClosePresenter(
            screen, desk, went_back=self._went_on, closed=self._on_closed
        )
        screen.problem_met.connect(self._window.show_problem)
        return screen

    def _report_screens(self) -> ReportScreens:
        place, register = self._place, self._place.opened.register
        desk = ReportDesk(
            store=place.opened.store,
            register_name=register.identity.register_name,
            folder=register.folder.receipts,
            cash_sessions=register.cash_sessions,
            operators=register.operators,
            notes=register.report_notes,
            shift=place.shift,
            background=place.background,
            formats=place.appearance.formats,
            draw_pdf=report_pdf,
            printer=self._printer,
        )
        return ReportScreens(
            self._window,
            desk,
            back=self._trail.back,
            end=place.switch_operator,  # the day is over: whoever comes next says who they are
            show_help=self._show_help,
        )

    def _sync(self) -> SyncScreen:
        place = self._place
        screen = SyncScreen(leave=self._trail.back, show_help=self._show_help)
        screen.presenter = SyncPresenter(
            screen,
            status=lambda: place.sync.status,
            try_now=place.sync.try_now,
            formats=place.appearance.formats,
            now=place.opened.register.clock.now,
        )
        place.sync.status_changed.connect(screen.presenter.heard)
        return screen

    def _menu(self) -> MenuScreen:
        place, show = self._place, self._window.show_screen
        menu = MenuScreen(
            MenuChoices(
                close_session=partial(show, "close"),
                cash=partial(show, "cash"),
                sessions=partial(show, "sessions"),
                doctor=partial(show, "doctor"),
                x_report=self._reports.show_x,
                sync=partial(show, "sync"),
                settings=partial(show, "settings"),
                other_session=partial(show, "start_of_day"),
                switch_operator=place.switch_operator,
                about=partial(show, "about"),
                help=self._show_help,
                leave=self._trail.back,
                has_session=lambda: place.shift.cash_session is not None,
                may_repair=lambda: self._watch.may_repair,
                stuck=lambda: self._watch.count,
                formats=place.appearance.formats,
            )
        )
        self._watch.count_changed.connect(menu.retranslate)
        return menu

    def _settings(self) -> SettingsScreen:
        return SettingsScreen(
            self._place.appearance, leave=self._trail.back, show_help=self._show_help
        )

    def _about(self) -> AboutScreen:
        opened = self._place.opened
        return AboutScreen(
            lambda: (opened.store.name, opened.register.identity.register_name),
            leave=self._trail.back,
        )

    def _on_shift(self) -> None:
        if self._place.shift.cash_session is None:
            self._trail.forget()  # a screen that works in a session is no place to go back to

    def _on_closed(self, z_report: ZReport) -> None:
        self._place.sync.nudge()
        self._reports.show_z(z_report)

    def _went_on(self) -> None:
        self._place.sync.nudge()
        self._place.go_on()
