"""Care tour: pictures of cash, cash sessions and the doctor, from a till that sells."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos.domain.cash_session import CashSessionId, CashSessionKind
from pos.domain.report import Declaration
from pos.domain.stuck import Symptom
from pos.domain.tender import Tender, TenderKind
from pos.sync.session_answers import StuckSession
from pos.sync.status import Contact
from pos.ui.errors import report_bug
from pos.ui.screenshots.album import Album
from pos.ui.screenshots.day import ENTER, NOW, ONLINE, Day
from pos.ui.widgets.listing.view import Listing

if TYPE_CHECKING:
    from pos.bootstrap import Register

_TODAY = NOW.date()
_TYPED_IN = (  # days before today, and how many sales the paper book had
    (20, 3),
    (19, 1),  # it belongs to another day
    (365, 4),  # typed for the right day of the wrong year
    (2, 2),
)
_SYMPTOMS = (Symptom.NO_ACTIVITY, Symptom.REGISTER_LOST)


def picture_care(day: Day, album: Album) -> None:
    """Resume the normal session, and picture all that is done beside selling in it."""
    day.sign_in()
    day.hands.see("start_of_day")
    day.hands.press(Qt.Key.Key_F12)
    day.hands.see("sell")
    picture_cash(day, album)
    picture_sessions(day, album)
    picture_doctor(day, album)


def picture_cash(day: Day, album: Album) -> None:
    """Move cash in the open session, with a picture of each step; ends where one sells."""
    hands = day.hands
    hands.press(Qt.Key.Key_F8)
    hands.see("cash")
    album.take(day.till, "30-cash-empty")
    for key, amount, reason in (
        (Qt.Key.Key_F5, "40", "reason_0"),
        (Qt.Key.Key_F3, "12,5", "reason_1"),
    ):
        hands.press(key)
        hands.type_text(amount)
        hands.click(reason)
        hands.press(Qt.Key.Key_F12)
        hands.until_idle()
    album.take(day.till, "32-cash-slip")
    hands.press(Qt.Key.Key_F4)
    hands.type_text("100")
    hands.press(ENTER)
    hands.press(Qt.Key.Key_F12)
    hands.until_idle()
    album.take(day.till, "31-cash-form")
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_Escape)
    hands.see("sell")


def picture_sessions(day: Day, album: Album) -> None:
    """Look at sessions, a story and a correction; ends where one sells."""
    hands = day.hands
    register = day.till.register.register
    moved: list[CashSessionId] = []
    day.till.background.run(
        lambda: _type_in_past_days(register, day), on_done=moved.append, on_error=report_bug
    )
    hands.until_idle()
    day.choose_in_menu("sessions")
    hands.see("sessions")
    album.take(day.till, "33-sessions")
    hands.click("kind_training")
    hands.click("standing_attention")
    hands.until_idle()
    album.take(day.till, "34-sessions-none")
    hands.press(Qt.Key.Key_F9)
    hands.press(Qt.Key.Key_F4)
    album.take(day.till, "35-sessions-day")
    hands.press(Qt.Key.Key_Escape)
    hands.click("kind_deferred")
    hands.find("session_list", Listing).choose_key(moved[0])
    hands.press(ENTER)
    hands.see("session_story")
    album.take(day.till, "36-session-story")
    hands.press(Qt.Key.Key_F6)
    hands.until_idle()
    hands.press(Qt.Key.Key_Up)
    hands.until_idle()
    album.take(day.till, "37-session-other-day")
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_F7)
    hands.until_idle()
    album.take(day.till, "38-session-join")
    for _ in range(4):
        hands.press(Qt.Key.Key_Escape)
        hands.until_idle()
    hands.see("sell")


def picture_doctor(day: Day, album: Album) -> None:
    """Let a week pass, look at what is stuck then and repair it; ends at the start of day."""
    hands, week = day.hands, timedelta(days=8)
    day.exchange.show(replace(ONLINE, stuck=()))
    day.choose_in_menu("doctor")
    hands.see("doctor")
    album.take(day.till, "40-doctor-nothing")
    day.clock.skip(week)
    stuck = tuple(_stuck_elsewhere(at, symptom) for at, symptom in enumerate(_SYMPTOMS))
    day.exchange.show(replace(ONLINE, stuck=stuck, contact=Contact.OFFLINE))
    hands.press(Qt.Key.Key_Escape)
    hands.see("menu")
    hands.until_idle()
    album.take(day.till, "41-menu-alert")
    day.till.window.show_screen("start_of_day")
    hands.see("start_of_day")
    album.take(day.till, "42-start-of-day-alert")
    hands.press(Qt.Key.Key_F11)
    hands.see("doctor")
    album.take(day.till, "43-doctor-findings")
    hands.press(Qt.Key.Key_F12)
    hands.type_text("Forgotten over the holidays")
    album.take(day.till, "44-doctor-question")
    hands.press(ENTER)
    hands.find("repair_outcome", QWidget)
    hands.until_idle()
    album.take(day.till, "45-doctor-repaired")
    day.clock.skip(-week)


def _stuck_elsewhere(at: int, symptom: Symptom) -> StuckSession:
    return StuckSession(
        id=CashSessionId(UUID(int=at)),
        register_name=f"Till {at + 2}",
        kind=CashSessionKind.NORMAL if at else CashSessionKind.DEFERRED,
        business_date=_TODAY - timedelta(days=at),
        symptom=symptom.value,
        since=NOW - timedelta(days=at, hours=3),
    )


def _type_in_past_days(register: Register, day: Day) -> CashSessionId:
    """Enter days of the past and close them, leave one open; return the one that was put right."""
    mia, moved = register.operators.named("Mia"), list[CashSessionId]()
    for ago, sales in _TYPED_IN:
        opened = register.cash_sessions.open_deferred(mia, _TODAY - timedelta(days=ago))
        for at in range(sales):
            sku = day.item(3 + at * 5).gtin
            sale = register.checkout.scan(opened.id, mia, sku)
            register.checkout.tender(opened.id, mia, Tender(TenderKind.CARD, sale.due))
            register.checkout.complete(opened.id, mia)
        register.cash_sessions.begin_count(opened.id, mia)
        expected = register.cash_sessions.x_report(opened.id).cash.expected
        register.cash_sessions.close(opened.id, mia, Declaration(counted=expected))
        if ago == 19:
            right = opened.business_date + timedelta(days=3)
            register.corrections.redate(opened.id, mia, right, "The book says so")
            moved.append(opened.id)
    register.cash_sessions.open_deferred(mia, _TODAY - timedelta(days=1))
    return moved[0]
