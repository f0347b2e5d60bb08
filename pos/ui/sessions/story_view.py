"""Story screen: the steps of one cash session, how it stands, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from pos.services.correction_preview import CorrectionPreview
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import Page, card
from pos.ui.sessions.chapter import Chapter, short_name
from pos.ui.sessions.correction_pane import CorrectionPane
from pos.ui.sessions.facts_pane import FactsPane
from pos.ui.sessions.story_presenter import Choice, StoryPresenter
from pos.ui.sessions.story_rows import story_columns, story_row
from pos.ui.theme import GRID, HALF_GRID
from pos.ui.widgets.key_bar import KeyHint
from pos.ui.widgets.listing.view import Listing

_FACTS_WIDTH = 352
_Key = tuple[KeyHint, Callable[[], None]]


class StoryScreen(Page):
    """Shows and asks. `presenter` is set by whoever builds both."""

    presenter: StoryPresenter
    problem_met = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        formats: Callable[[], Formats],
        *,
        leave: Callable[[], None],
        show_help: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("session_story")
        self._formats, self._leave, self._show_help = formats, leave, show_help
        self._chapter: Chapter | None = None
        self._steps = Listing(self)
        self._steps.setObjectName("steps")
        self._facts = FactsPane(self)
        self._facts.setFixedWidth(_FACTS_WIDTH)
        self._correction = CorrectionPane(formats, self)
        self._correction.previewed.connect(self._on_previewed)
        self._correction.corrected.connect(self._on_corrected)
        self._story = QWidget(self)
        across = QHBoxLayout(self._story)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GRID)
        frame, inside = card(self, margin=HALF_GRID)
        inside.addWidget(self._steps, 1)
        across.addWidget(frame, 1)
        across.addWidget(self._facts)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._story)
        self._stack.addWidget(self._correction)
        self.body.addWidget(self._stack, 1)
        self.key_bar.refused.connect(self.told)
        self.retranslate()

    def show_chapter(self, chapter: Chapter) -> None:
        self._chapter = chapter
        formats = self._formats()
        names = {one.session.id: short_name(one, formats) for one in chapter.others}
        rows = tuple(story_row(step, names, formats) for step in chapter.steps)
        self._steps.show_rows(story_columns(), rows)
        self._facts.show_chapter(chapter, formats)
        self._show_story()

    def show_preview(self, preview: CorrectionPreview) -> None:
        self._correction.show_preview(preview)

    def show_no_preview(self, sentence: str) -> None:
        self._correction.show_no_preview(sentence)

    def show_busy(self, busy: bool) -> None:
        self._correction.show_busy(busy)

    def show_corrected(self, sentence: str) -> None:
        self.told.emit(sentence)

    def show_problem(self, sentence: str) -> None:
        self.problem_met.emit(sentence)

    def entered(self) -> None:
        self.presenter.enter()

    def retranslate(self) -> None:
        self._name()
        if hasattr(self, "presenter"):
            self.presenter.show()

    def _show_story(self) -> None:
        self._stack.setCurrentWidget(self._story)
        self._steps.setFocus()
        self._name()

    def _name(self) -> None:
        chapter = self._chapter
        if chapter is None:
            self.show_title(translate("Story", "Cash session"))
            self.show_keys(self._back_key())
            return
        name = short_name(chapter.summary, self._formats())
        self.show_title(translate("Story", "Cash session: {name}", name=name))
        if self._stack.currentWidget() is self._correction:
            hint = KeyHint(Qt.Key.Key_F12, translate("Story", "Correct it"))
            self.show_keys((hint, self._correction.ask_to_correct), self._back_key())
        else:
            self.show_keys(*self._story_keys(chapter))

    def _story_keys(self, chapter: Chapter) -> tuple[_Key, ...]:
        report = (
            translate("Story", "Z report, copy")
            if chapter.summary.session.is_closed
            else translate("Story", "X report")
        )
        day, join = translate("Story", "Other day…"), translate("Story", "Join into…")
        return (
            (KeyHint(Qt.Key.Key_F1, translate("Story", "Help")), self._show_help),
            (KeyHint(Qt.Key.Key_F6, day, chapter.why_not_correct), self._on_ask_day),
            (KeyHint(Qt.Key.Key_F7, join, chapter.why_not_join), self._on_ask_partner),
            (KeyHint(Qt.Key.Key_F8, report), self._on_report),
            (
                KeyHint(Qt.Key.Key_F12, translate("Story", "Resume"), chapter.why_not_resume),
                self._on_resume,
            ),
            self._back_key(),
        )

    def _back_key(self) -> _Key:
        return KeyHint(Qt.Key.Key_Escape, translate("Story", "Back")), self._on_back

    def _on_back(self) -> None:
        if self._stack.currentWidget() is self._correction:
            self._show_story()
        else:
            self._leave()

    def _on_ask_day(self) -> None:
        if self._chapter is not None:
            self._stack.setCurrentWidget(self._correction)
            self._correction.ask_day(self._chapter)
            self._name()

    def _on_ask_partner(self) -> None:
        if self._chapter is not None:
            self._stack.setCurrentWidget(self._correction)
            self._correction.ask_partner(self._chapter)
            self._name()

    def _on_previewed(self, choice: object) -> None:
        self.presenter.preview(cast("Choice", choice))

    def _on_corrected(self, choice: object, reason: str) -> None:
        self.presenter.correct(cast("Choice", choice), reason)

    def _on_resume(self) -> None:
        self.presenter.resume()

    def _on_report(self) -> None:
        self.presenter.report()
