"""Session card: one session that can be taken up again, with what the server says of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos.domain.cash_session import CashSessionKind, CashSessionState
from pos.domain.reconciliation import ServerState
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate
from pos.ui.page import card, text_label
from pos.ui.start_of_day.morning import Resumable
from pos.ui.start_of_day.server_words import other_session_text, server_text, session_name
from pos.ui.theme import GRID, HALF_GRID, set_icon
from pos.ui.widgets.buttons import action_button

_BUTTON_WIDTH = 200


class SessionCard(QFrame):
    """Says which session it is, who answers for it, and takes it up again."""

    def __init__(
        self,
        found: Resumable,
        formats: Formats,
        *,
        is_main: bool,
        resume: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        frame, inside = card(self, margin=2 * GRID)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)
        words = QVBoxLayout()
        words.setSpacing(HALF_GRID)
        title = text_label("heading", self, wrapped=True)
        title.setText(
            session_name(
                found.cash_session.kind, formats.long_day(found.cash_session.business_date)
            )
        )
        words.addWidget(title)
        for sentence in _story(found, formats):
            line = text_label("line", self, wrapped=True)
            line.setText(sentence)
            words.addWidget(line)
        words.addLayout(_server_line(found, formats, self))
        if other := other_session_text(found, formats):
            words.addLayout(_with_icon("warning", "warning_text", other, self))
        across = QHBoxLayout()
        across.setSpacing(3 * GRID)
        across.addLayout(words, 1)
        across.addLayout(self._button_column(found, is_main=is_main, resume=resume))
        inside.addLayout(across)

    def _button_column(
        self, found: Resumable, *, is_main: bool, resume: Callable[[], None]
    ) -> QVBoxLayout:
        role, icon = ("primary", "enter") if is_main else ("", "enter")
        self.button = action_button("", icon=icon, role=role, parent=self)
        self.button.setText(
            translate("StartOfDay", "Go on here")
            if found.is_in_hand
            else translate("StartOfDay", "Resume")
        )
        self.button.setFixedWidth(_BUTTON_WIDTH)
        self.button.setEnabled(found.may_resume)
        self.button.clicked.connect(resume)
        column = QVBoxLayout()
        column.addWidget(self.button)
        if not found.may_resume:
            why = text_label("muted", self, wrapped=True)
            why.setFixedWidth(_BUTTON_WIDTH)
            why.setText(translate("StartOfDay", "Your role does not allow this: ask a manager."))
            column.addWidget(why)
        column.addStretch(1)
        return column


def _story(found: Resumable, formats: Formats) -> list[str]:
    known = found.cash_session
    values = {
        "time": formats.moment(known.opened_at),
        "float": formats.money(known.opening_float),
        "name": own_direction(found.opened_by),
    }
    if known.kind is CashSessionKind.DEFERRED:
        sentences = [_opened_afterwards(found, values)]
    elif found.opened_by:
        sentences = [
            translate("StartOfDay", "Opened {time} by {name} with a float of {float}.", **values)
        ]
    else:
        sentences = [translate("StartOfDay", "Opened {time} with a float of {float}.", **values)]
    if known.taken_over_by is not None and found.responsible:
        name = own_direction(found.responsible)
        sentences.append(translate("StartOfDay", "{name} answers for it now.", name=name))
    if known.state is CashSessionState.COUNTING:
        sentences.append(
            translate("StartOfDay", "It was being counted: resuming goes back to the count.")
        )
    if found.is_past:
        sentences.append(
            translate(
                "StartOfDay",
                "It belongs to a day before today. Close it before you sell anything of today.",
            )
        )
    if known.kind is CashSessionKind.TRAINING:
        sentences.append(translate("StartOfDay", "Practice: nothing in it counts."))
    return sentences


def _opened_afterwards(found: Resumable, values: dict[str, str]) -> str:
    if not found.opened_by:
        return translate("StartOfDay", "Begun {time}, to type in that day.", **values)
    return translate("StartOfDay", "Begun {time} by {name}, to type in that day.", **values)


def _server_line(found: Resumable, formats: Formats, parent: QWidget) -> QHBoxLayout:
    word = found.server
    if word.needs_attention:
        icon, shade = "warning", "warning_text"
    elif word.is_fresh and word.state is not ServerState.NO_ANSWER:
        icon, shade = "online", "accent_text"
    else:
        icon, shade = "offline", "muted"
    return _with_icon(icon, shade, server_text(word, formats), parent)


def _with_icon(icon: str, shade: str, sentence: str, parent: QWidget) -> QHBoxLayout:
    drawn, line = QLabel(parent), text_label("muted", parent, wrapped=True)
    set_icon(drawn, icon, shade, 20)
    drawn.setFixedWidth(20)
    line.setText(sentence)
    across = QHBoxLayout()
    across.setSpacing(GRID)
    across.addWidget(drawn)
    across.addWidget(line, 1)
    return across
