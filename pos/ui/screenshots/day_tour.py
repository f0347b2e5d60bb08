"""Day tour: pictures of several sessions, past days, training, and what the server closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos.bootstrap import Register
from pos.domain.cash_session import CashSession, CashSessionKind
from pos.domain.reconciliation import LocalState, ServerState
from pos.domain.server_session import AlsoOpen
from pos.services.session_check_rows import SessionCheck
from pos.services.session_reconciliation import ClearedSession, OpenTwice
from pos.ui.screenshots.album import Album
from pos.ui.screenshots.day import NOW, ONLINE, Day
from pos.ui.widgets.calendar.page import CalendarPage
from pos.ui.z_report.view import ReportScreen

T = TypeVar("T")

_DAYS_BACK = (4, 9, 12)


def picture_sessions(day: Day, album: Album) -> None:
    """Picture a morning with a normal session that is open; ends with no training open."""
    day.sign_in()
    day.hands.see("start_of_day")
    tour = _DayTour(day, album)
    tour.sessions()
    tour.calendar()
    tour.training()
    tour.notices()
    tour.copy()
    tour.end_training()


class _DayTour:
    def __init__(self, day: Day, album: Album) -> None:
        self._day = day
        self._hands = day.hands
        self._album = album

    def sessions(self) -> None:
        """Show sessions of past days beside the normal one, and one that was cleared."""
        normal, *deferred = self._on_worker(self._prepare)
        cleared = deferred.pop()
        other = AlsoOpen(id=normal.id, register_name="Till 2", opened_at=NOW - timedelta(hours=3))
        verdicts = (ServerState.OPEN, ServerState.ABSENT, ServerState.OPEN)
        checks = tuple(map(_check, (normal, *deferred), verdicts))
        self._day.exchange.show(
            replace(
                ONLINE,
                cash_sessions=checks,
                cleared=(_cleared(cleared, late=2),),
                also_open=(OpenTwice(id=normal.id, other=other),),
            )
        )
        self._again()
        self._picture("50-sessions-to-resume")
        self._day.exchange.show(replace(ONLINE, cash_sessions=checks))

    def calendar(self) -> None:
        hands = self._hands
        hands.press(Qt.Key.Key_F6)
        hands.until_idle()
        page = hands.find("days", CalendarPage)
        page.choose(NOW.date() - timedelta(days=_DAYS_BACK[1]))  # where a session is open
        self._picture("51-deferred-calendar")
        hands.press(Qt.Key.Key_Escape)

    def training(self) -> None:
        hands = self._hands
        hands.press(Qt.Key.Key_F7)
        hands.until_idle()
        hands.click("as_one_amount")
        hands.type_text("20")
        self._picture("52-training-float")
        hands.press(Qt.Key.Key_F12)
        hands.see("sell")
        self._day.scan(3, 8)
        self._picture("53-training-sell")
        hands.press(Qt.Key.Key_F12)
        hands.see("pay")
        hands.press(Qt.Key.Key_F6)
        hands.see("receipt")
        self._picture("54-training-receipt")
        hands.press(Qt.Key.Key_F12)
        hands.see("sell")

    def notices(self) -> None:
        """Let the day end, then let the server close the session in hand."""
        hands, till = self._hands, self._day.till
        self._day.clock.skip(timedelta(days=1))
        hands.until(lambda: hands.shows("banner", QWidget), "the end of the day")
        self._picture("55-past-its-day")
        cash_session = till.shift.cash_session
        assert cash_session is not None
        self._day.exchange.show(replace(ONLINE, cleared=(_cleared(cash_session, late=0),)))
        hands.until_idle()
        hands.until(lambda: hands.shows("banner_later", QWidget) is None, "the notice")
        self._picture("56-closed-on-the-server")
        self._day.exchange.show(ONLINE)
        hands.until_idle()
        self._day.clock.skip(timedelta(days=-1))

    def copy(self) -> None:
        window = self._day.till.window
        closed = self._on_worker(
            lambda register: next(
                one.session for one in register.session_list.all() if one.session.is_closed
            )
        )
        screen = window.find_screen("z_copy")
        assert isinstance(screen, ReportScreen)
        screen.presenter.show_copy(closed.id)
        window.show_screen("z_copy")
        self._hands.see("z_copy")
        self._picture("57-z-report-copy")
        self._hands.press(Qt.Key.Key_Escape)
        self._hands.see("sell")

    def end_training(self) -> None:
        """Close the training: at most one is open, and the pictures after these open another."""

        def close(register: Register) -> None:
            for found in register.cash_sessions.resumable():
                if found.kind is CashSessionKind.TRAINING:
                    mia = register.operators.named("Mia")
                    register.cash_sessions.close_uncounted(found.id, mia, "practised enough")

        self._on_worker(close)

    def _prepare(self, register: Register) -> tuple[CashSession, ...]:
        """Return the normal session, deferred ones, and last one that is not open any more."""
        (normal,) = register.cash_sessions.resumable()
        mia = register.operators.named("Mia")
        days = [normal.business_date - timedelta(days=back) for back in _DAYS_BACK]
        opened = [register.cash_sessions.open_deferred(mia, date) for date in days]
        register.cash_sessions.close_uncounted(opened[-1].id, mia, "typed twice")
        return normal, *opened

    def _again(self) -> None:
        self._day.till.window.show_screen("start_of_day")
        self._hands.until_idle()

    def _picture(self, name: str) -> None:
        self._hands.until_idle()
        self._album.take(self._day.till, name)

    def _on_worker(self, work: Callable[[Register], T]) -> T:
        register = self._day.till.register.register
        return register.worker.submit(lambda: work(register)).result()


def _check(of: CashSession, verdict: ServerState) -> SessionCheck:
    return SessionCheck(
        id=of.id,
        kind=of.kind,
        business_date=of.business_date,
        state=LocalState(of.state.value),
        verdict=verdict,
        checked_at=NOW,
        detail="",
    )


def _cleared(of: CashSession, *, late: int) -> ClearedSession:
    return ClearedSession(
        id=of.id,
        kind=of.kind,
        business_date=of.business_date,
        closed_by="Mia",
        closed_at=NOW - timedelta(minutes=20),
        reason="typed twice",
        late=late,
    )
