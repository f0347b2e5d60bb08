"""Choice pane: the sessions to resume beside what else can be begun."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from pos.domain.cash_session import CashSessionKind
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import card, text_label
from pos.ui.start_of_day.morning import Morning
from pos.ui.start_of_day.notice_card import NoticeCard
from pos.ui.start_of_day.server_words import cleared_text, kept_text, offered_text
from pos.ui.start_of_day.session_card import SessionCard
from pos.ui.theme import GRID, set_role
from pos.ui.widgets.buttons import action_button

SIDE_WIDTH = 304
_KINDS = (CashSessionKind.NORMAL, CashSessionKind.DEFERRED, CashSessionKind.TRAINING)
_ICONS = {
    CashSessionKind.NORMAL: "drawer",
    CashSessionKind.DEFERRED: "calendar",
    CashSessionKind.TRAINING: "training",
}


class ChoicePane(QWidget):
    """Shows a morning. The first of the sessions, or opening the till, is what the keys do."""

    resumed = Signal(object)  # CashSessionId
    begun = Signal(object)  # CashSessionKind
    read = Signal()

    def __init__(self, formats: Formats, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formats = formats
        self._morning: Morning | None = None
        self._cards: list[SessionCard] = []
        self._day, self._hint = text_label("heading", self, wrapped=True), text_label("muted", self)
        self._reasons = {kind: text_label("muted", self, wrapped=True) for kind in _KINDS}
        self._buttons = {kind: self._button(kind) for kind in _KINDS}
        self._list = QWidget(self)
        self._column = QVBoxLayout()
        self._column.setSpacing(2 * GRID)
        beside_scroll_bar = QHBoxLayout(self._list)  # its spacing is mirrored, margins are not
        beside_scroll_bar.setContentsMargins(0, 0, 0, 0)
        beside_scroll_bar.addLayout(self._column, 1)
        beside_scroll_bar.addSpacing(GRID)
        self._lay_out()
        self.retranslate()

    @property
    def main(self) -> QPushButton | None:
        """Return the button that the main key presses."""
        if self._morning is None:
            return None
        if self._morning.main is not None:
            at = self._morning.resumable.index(self._morning.main)
            return self._cards[at].button
        opening = self._buttons[CashSessionKind.NORMAL]
        return opening if opening.isEnabled() else None

    def show_morning(self, morning: Morning) -> None:
        """Show what there is; the same again changes nothing."""
        if morning != self._morning:
            self._morning = morning
            self._rebuild(morning)

    def show_formats(self, formats: Formats) -> None:
        self._formats = formats

    def show_busy(self, busy: bool) -> None:
        """Take nothing while an answer is awaited."""
        for found in self._cards:
            found.setDisabled(busy)
        for kind, button in self._buttons.items():
            button.setDisabled(busy or not self._can_begin(kind))

    def retranslate(self) -> None:
        names = {
            CashSessionKind.NORMAL: translate("StartOfDay", "Open the till"),
            CashSessionKind.DEFERRED: translate("StartOfDay", "Deferred session…"),
            CashSessionKind.TRAINING: translate("StartOfDay", "Training"),
        }
        for kind, name in names.items():
            self._buttons[kind].setText(name)
        self._hint.setText(translate("StartOfDay", "Or begin another:"))
        if self._morning is not None:
            self._rebuild(self._morning)

    def _lay_out(self) -> None:
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._list)
        side, inside = card(self)
        side.setFixedWidth(SIDE_WIDTH)
        inside.setSpacing(GRID)
        inside.addWidget(self._day)
        inside.addWidget(self._hint)
        inside.addSpacing(GRID)
        for kind in _KINDS:
            inside.addWidget(self._buttons[kind])
            inside.addWidget(self._reasons[kind])
        inside.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GRID)
        across.addWidget(scroll, 1)
        across.addWidget(side)

    def _button(self, kind: CashSessionKind) -> QPushButton:
        button = action_button("", icon=_ICONS[kind], parent=self)
        button.setObjectName(f"begin_{kind.value}")
        button.clicked.connect(partial(self.begun.emit, kind))
        return button

    def _rebuild(self, morning: Morning) -> None:
        had_focus = any(button.hasFocus() for button in self._list.findChildren(QPushButton))
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._add_notices(morning)
        self._cards = []
        for index, found in enumerate(morning.resumable):
            shown = SessionCard(
                found,
                self._formats,
                is_main=found == morning.main,
                resume=partial(self.resumed.emit, found.cash_session.id),
                parent=self._list,
            )
            first = found == morning.main or (index == 0 and morning.main is None)
            shown.button.setObjectName("resume" if first else f"resume_{index}")
            self._cards.append(shown)
            self._column.addWidget(shown)
        self._column.addStretch(1)
        self._day.setText(self._formats.long_day(morning.today))
        self._hint.setVisible(bool(morning.resumable))
        for kind in _KINDS:
            self._show_kind(morning, kind)
        if had_focus and self.main is not None:
            self.main.setFocus()

    def _add_notices(self, morning: Morning) -> None:
        for cleared in morning.cleared:
            notice = NoticeCard("warning", self._list)
            notice.add(cleared_text(cleared, self._formats), strong=True)
            notice.add(kept_text(cleared))
            notice.read.connect(self.read)
            self._column.addWidget(notice)
        for offered in morning.offered:
            if sentence := offered_text(offered, self._formats):
                notice = NoticeCard("note", self._list)
                notice.add(sentence)
                self._column.addWidget(notice)

    def _show_kind(self, morning: Morning, kind: CashSessionKind) -> None:
        button, reason = self._buttons[kind], self._reasons[kind]
        button.setVisible(kind in morning.may_open)
        button.setEnabled(self._can_begin(kind))
        is_main = morning.main is None and kind is CashSessionKind.NORMAL
        set_role(button, "primary" if is_main else "")
        why = ""
        if kind in morning.may_open and not morning.can_open(kind):
            why = translate("StartOfDay", "One is open on this register: resume it.")
        reason.setText(why)
        reason.setVisible(bool(why))

    def _can_begin(self, kind: CashSessionKind) -> bool:
        return self._morning is not None and self._morning.can_open(kind)
