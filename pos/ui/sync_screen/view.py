"""Sync screen: a headline, what stands behind it, and a button to try now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pos.ui.language import translate
from pos.ui.page import Page, card, text_label
from pos.ui.sync_screen.facts import Fact
from pos.ui.sync_screen.presenter import SyncPicture, SyncPresenter
from pos.ui.theme import GRID, set_icon, set_role
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.key_bar import KeyHint

_WIDTH_MAX = 1120
_NAME_WIDTH = 216
_TEXT_COLUMN = 2
_SECOND_MS = 1_000


class SyncScreen(Page):
    """Shows the exchange. `presenter` is set by whoever builds both."""

    presenter: SyncPresenter

    def __init__(self, *, leave: Callable[[], None], show_help: Callable[[], None]) -> None:
        super().__init__(width_max=_WIDTH_MAX)
        self.setObjectName("sync")
        self._leave, self._show_help = leave, show_help
        self._facts_shown: tuple[Fact, ...] = ()
        self._icon, self._headline = QLabel(self), text_label("heading", self, wrapped=True)
        self._explanation = text_label("muted", self, wrapped=True)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress_words = text_label("muted", self, wrapped=True)
        self._progress_words.setObjectName("progress_words")
        self._seconds = QTimer(self)
        self._seconds.setInterval(_SECOND_MS)
        self._try_now = action_button("", icon="sync", role="primary", parent=self)
        self._try_now.setObjectName("try_now")
        self._try_now.clicked.connect(self._on_try_now)
        self._facts = QGridLayout()
        self._seconds.timeout.connect(self._on_second)
        self._lay_out()
        self.retranslate()

    def show_picture(self, picture: SyncPicture) -> None:
        icon = "online" if picture.is_online else "clock" if picture.is_untried else "offline"
        set_icon(self._icon, icon, "accent_text" if picture.is_online else "text", 40)
        self._headline.setText(picture.headline)
        self._explanation.setText(picture.explanation)
        self._show_progress(picture)
        self._show_facts(picture.facts)

    def entered(self) -> None:
        self.presenter.show()
        self._seconds.start()  # until when the server is asked again
        self._try_now.setFocus()

    def left(self) -> None:
        self._seconds.stop()

    def retranslate(self) -> None:
        self.show_title(translate("Sync", "Exchange with the server"))
        self._try_now.setText(translate("Sync", "Try now"))
        self.show_keys(
            (KeyHint(Qt.Key.Key_F1, translate("Sync", "Help")), self._show_help),
            (KeyHint(Qt.Key.Key_F12, translate("Sync", "Try now")), self._on_try_now),
            (KeyHint(Qt.Key.Key_Escape, translate("Sync", "Back")), self._leave),
        )
        if hasattr(self, "presenter"):
            self.presenter.show()

    def _show_progress(self, picture: SyncPicture) -> None:
        """Fill as what waits becomes less; unknown work runs back and forth."""
        keeps = self._progress.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(keeps)
        self._progress.setVisible(picture.is_busy)
        self._progress.setRange(0, picture.most_waiting)
        self._progress.setValue(picture.most_waiting - picture.waiting)
        self._progress_words.setText(picture.progress)
        self._progress_words.setVisible(bool(picture.progress))

    def _show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Change the texts where the same facts stand; else lay all of them out anew."""
        if facts == self._facts_shown:
            return
        if list(map(_place_of, facts)) == list(map(_place_of, self._facts_shown)):
            for row, fact in enumerate(facts):
                self._label(row).setText(fact.text)
        else:
            self._lay_out_facts(facts)
        self._facts_shown = facts

    def _label(self, row: int) -> QLabel:
        item = self._facts.itemAtPosition(row, _TEXT_COLUMN)
        assert item is not None
        label = item.widget()
        assert isinstance(label, QLabel)
        return label

    def _lay_out_facts(self, facts: tuple[Fact, ...]) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, fact in enumerate(facts):
            name, text = text_label("muted", self), text_label("line", self, wrapped=True)
            name.setText(fact.name)
            text.setText(fact.text)
            name.setFixedWidth(_NAME_WIDTH)
            self._facts.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            if fact.needs_attention:
                mark = QLabel(self)
                set_icon(mark, "warning", "warning_text")
                self._facts.addWidget(mark, row, 1, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(text, row, _TEXT_COLUMN)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.addWidget(self._headline)
        words.addWidget(self._explanation)
        top = QHBoxLayout()
        top.setSpacing(2 * GRID)
        top.addWidget(self._icon)
        top.addLayout(words, 1)
        top.addWidget(self._try_now)
        self._try_now.setMinimumWidth(160)
        frame, inside = card(self)
        inside.addLayout(top)
        inside.addWidget(self._progress)
        inside.addWidget(self._progress_words)
        self.body.addWidget(frame)
        self._facts.setVerticalSpacing(GRID)
        self._facts.setHorizontalSpacing(GRID)
        self._facts.setColumnStretch(_TEXT_COLUMN, 1)
        frame, inside = card(self)
        inside.addLayout(self._facts)
        self.body.addWidget(_scrolled(frame, self), 1)
        set_role(self._headline, "heading")

    def _on_try_now(self) -> None:
        self.presenter.try_now()

    def _on_second(self) -> None:
        self.presenter.show()


def _scrolled(frame: QWidget, parent: QWidget) -> QScrollArea:
    """Return an area in which the frame scrolls, by touch and by the arrows, if it must."""
    scroll = QScrollArea(parent)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    ground = QWidget(scroll)
    set_role(ground, "ground")
    layout = QVBoxLayout(ground)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(frame)
    layout.addStretch(1)
    scroll.setWidget(ground)
    return scroll


def _place_of(fact: Fact) -> tuple[str, bool]:
    return fact.name, fact.needs_attention
