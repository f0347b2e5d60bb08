"""Status bar: who, which register, which kind of session, what is not yet sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from pos.ui.formatting import Formats
from pos.ui.language import translate, translate_count
from pos.ui.theme import GRID, HALF_GRID, colour, repolish, set_icon, set_role

if TYPE_CHECKING:  # the window comes up before any cash session does
    from pos.domain.cash_session import CashSessionKind

BAR_HEIGHT = 56
_STRIPE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the bar shows; no kind means that no cash session is open."""

    register: str = ""
    operator: str = ""
    kind: CashSessionKind | None = None
    business_date: date | None = None
    online: bool = False
    offline_since: datetime | None = None
    waiting: int = 0
    needs_attention: int = 0


class StatusBar(QFrame):
    """Always at the top. Amber in a deferred session, striped in training."""

    sync_clicked = Signal()
    operator_clicked = Signal()

    def __init__(self, formats: Formats, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formats = formats
        self._status = Status()
        set_role(self, "bar")
        self.setFixedHeight(BAR_HEIGHT)
        self._register = QLabel(self)
        self._register.setObjectName("register")
        self._operator = QPushButton(self)
        self._kind = QLabel(self)
        self._kind.setObjectName("kind")
        self._sync = QPushButton(self)
        self._waiting = QPushButton(self)
        self._attention = QPushButton(self)
        self._clock = QLabel(self)
        self._clock.setObjectName("clock")
        self._now: datetime | None = None
        self._lay_out()
        self._operator.clicked.connect(self.operator_clicked)
        for part in (self._sync, self._waiting, self._attention):
            part.clicked.connect(self.sync_clicked)
        self.show_status(self._status)

    @property
    def status(self) -> Status:
        return self._status

    def show_status(self, status: Status) -> None:
        """Show the state of things."""
        self._status = status
        self.setProperty("kind", status.kind.value if status.kind else "normal")
        for part in (self, *self.findChildren(QLabel), *self.findChildren(QPushButton)):
            repolish(part)
        self._register.setText(status.register)
        self._operator.setText(status.operator)
        self._operator.setVisible(bool(status.operator))
        self._kind.setText(self._kind_text(status))
        self._kind.setVisible(status.kind is not None)
        self._show_sync(status)
        self._colour_icons()
        self.update()

    def show_time(self, now: datetime) -> None:
        """Move the clock."""
        self._now = now
        self._clock.setText(self._formats.time(now))

    def show_formats(self, formats: Formats) -> None:
        """Write figures in another locale from now on."""
        self._formats = formats
        self.show_status(self._status)
        if self._now is not None:
            self.show_time(self._now)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.show_status(self._status)
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(f"bar_{self._look_kind}"))
        if self._look_kind == "training":
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colour("bar_training_stripe")), _STRIPE))
            for left in range(-BAR_HEIGHT, self.width() + BAR_HEIGHT, 3 * _STRIPE):
                painter.drawLine(left, BAR_HEIGHT + _STRIPE, left + BAR_HEIGHT, -_STRIPE)
        painter.end()

    @property
    def _look_kind(self) -> str:
        return self._status.kind.value if self._status.kind else "normal"

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        layout.setSpacing(GRID)
        for part in (self._register, self._operator, self._kind):
            layout.addWidget(part)
        layout.addStretch(1)
        for part in (self._attention, self._waiting, self._sync, self._clock):
            layout.addWidget(part)
        for button in (self._operator, self._sync, self._waiting, self._attention):
            set_role(button, "bar")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAutoDefault(False)
        self._kind.setFixedHeight(36)
        for label in (self._register, self._kind, self._clock):
            label.setTextFormat(Qt.TextFormat.PlainText)

    def _kind_text(self, status: Status) -> str:
        known = status.business_date
        day = self._formats.day_seen_from(self._now, known) if known is not None else ""
        match self._look_kind if status.kind else "":
            case "deferred":
                return translate("StatusBar", "DEFERRED for {day}", day=day)
            case "training":
                return translate("StatusBar", "TRAINING: nothing counts")
            case "normal":
                return translate("StatusBar", "NORMAL · {day}", day=day)
            case _:
                return ""

    def _show_sync(self, status: Status) -> None:
        if status.online:
            text = translate("StatusBar", "Online")
        elif status.offline_since:
            since = self._formats.time(status.offline_since)
            text = translate("StatusBar", "Offline since {time}", time=since)
        else:
            text = translate("StatusBar", "Offline")
        self._sync.setText(text)
        self._waiting.setText(translate_count("StatusBar", "%Ln waiting", status.waiting))
        self._waiting.setVisible(status.waiting > 0)
        attention = translate_count("StatusBar", "%Ln need(s) attention", status.needs_attention)
        self._attention.setText(attention)
        self._attention.setVisible(status.needs_attention > 0)

    def _colour_icons(self) -> None:
        shade = f"on_bar_{self._look_kind}"
        set_icon(self._operator, "user", shade, 20, gap=HALF_GRID)
        set_icon(
            self._sync, "online" if self._status.online else "offline", shade, 20, gap=HALF_GRID
        )
        set_icon(self._waiting, "waiting", shade, 20, gap=HALF_GRID)
        set_icon(self._attention, "warning", shade, 20, gap=HALF_GRID)
