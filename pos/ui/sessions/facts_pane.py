"""Facts pane: how a cash session stands, beside its story."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from pos.ui.formatting import Formats, in_reading_direction, own_direction
from pos.ui.language import translate, translate_count
from pos.ui.page import card, text_label
from pos.ui.sessions.chapter import Chapter, short_name
from pos.ui.sessions.words import attention_words, kind_name, server_said, state_name
from pos.ui.theme import GRID, HALF_GRID, set_icon, set_role


class FactsPane(QFrame):
    """Replaced whole with each chapter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        frame, inside = card(self, margin=2 * GRID)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)
        self._wrong = QFrame(self)
        set_role(self._wrong, "message")
        self._wrong.setProperty("level", "warning")
        self._wrong_words = text_label("plain", self, wrapped=True)
        within = QGridLayout(self._wrong)
        icon = QLabel(self._wrong)
        set_icon(icon, "warning", "warning_text", 20)
        within.addWidget(icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        within.addWidget(self._wrong_words, 0, 1)
        within.setColumnStretch(1, 1)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(HALF_GRID)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setColumnStretch(1, 1)
        inside.addWidget(self._wrong)
        inside.addLayout(self._grid)
        inside.addStretch(1)

    def show_chapter(self, chapter: Chapter, formats: Formats) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, text) in enumerate(_facts(chapter, formats)):
            label, words = text_label("muted", self), text_label("line", self, wrapped=True)
            label.setText(name)
            label.setContentsMargins(0, HALF_GRID, 0, 0)  # on the line of the larger words
            words.setText(in_reading_direction(text))
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 1)
        wrong = attention_words(chapter.summary.diagnosis, formats)
        self._wrong_words.setText(" ".join(part for part in wrong if part))
        self._wrong.setVisible(chapter.summary.needs_attention)


def _facts(chapter: Chapter, formats: Formats) -> Iterator[tuple[str, str]]:
    summary = chapter.summary
    known, place = summary.session, summary.place
    kind = f"{kind_name(known.kind)} · {state_name(known.state)}"
    yield translate("Story", "Kind"), kind
    yield translate("Story", "Opened for"), formats.dated(known.business_date)
    if place.business_date != known.business_date:
        yield translate("Story", "Counted on"), formats.dated(place.business_date)
    if place.shown_with != known.id:
        leader = (one for one in chapter.others if one.session.id == place.shown_with)
        name = next((short_name(one, formats) for one in leader), "")
        yield translate("Story", "One with"), name
    yield translate("Story", "Opened by"), own_direction(summary.opened_by)
    if summary.responsible != summary.opened_by:
        yield translate("Story", "Answers for it"), own_direction(summary.responsible)
    sales = translate_count("Story", "%Ln sale(s)", summary.sales)
    yield translate("Story", "Sales"), f"{sales} · {formats.money(summary.gross)}"
    if summary.z_number is not None:
        yield translate("Story", "Z report"), formats.ordinal(summary.z_number)
    if summary.unsent:
        yield (
            translate("Story", "Unsent"),
            translate_count("Story", "%Ln entries", summary.unsent),
        )
    yield translate("Story", "The server"), _server(chapter, formats)


def _server(chapter: Chapter, formats: Formats) -> str:
    summary = chapter.summary
    said = server_said(summary)
    if summary.checked_at is None:
        return said
    time = formats.moment(summary.checked_at)
    return translate("Story", "{said}, asked {time}", said=said, time=time)
