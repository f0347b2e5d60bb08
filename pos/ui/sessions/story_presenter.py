"""Story: what happened in a cash session, and what a manager puts right in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pos.domain.cash_session import CashSession, CashSessionId
from pos.services.cash_sessions import CashSessions
from pos.services.correction_preview import CorrectionPreview
from pos.services.operators import Operator
from pos.services.session_corrections import SessionCorrections
from pos.services.session_list import SessionList
from pos.services.session_story import SessionStories
from pos.ui.background import Background
from pos.ui.errors import explain
from pos.ui.language import translate
from pos.ui.sessions.chapter import Chapter
from pos.ui.sessions.filters import readable
from pos.ui.shift import Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDesk:
    """What the story works with; `changed` is called after each correction."""

    session_list: SessionList
    stories: SessionStories
    cash_sessions: CashSessions
    corrections: SessionCorrections
    shift: Shift
    background: Background
    go_on: Callable[[], None]
    changed: Callable[[], None]
    show_x_report_of: Callable[[CashSessionId], None]
    show_z_copy_of: Callable[[CashSessionId], None]


class StoryView(Protocol):
    def show_chapter(self, chapter: Chapter) -> None: ...
    def show_preview(self, preview: CorrectionPreview) -> None: ...
    def show_no_preview(self, sentence: str) -> None: ...
    def show_busy(self, busy: bool) -> None: ...
    def show_corrected(self, sentence: str) -> None: ...
    def show_problem(self, sentence: str) -> None: ...


Choice = date | CashSessionId
"""Another day, or the session to join into."""


class StoryPresenter:
    """A correction shows what reports will say before it is made; undoing is one more."""

    def __init__(self, view: StoryView, desk: StoryDesk) -> None:
        self._view = view
        self._desk = desk
        self._session_id: CashSessionId | None = None
        self._chapter: Chapter | None = None
        self._choice: Choice | None = None

    def take(self, session_id: CashSessionId) -> None:
        """Tell the story of this session when the screen comes into sight."""
        self._session_id, self._chapter = session_id, None

    def enter(self) -> None:
        """Read the story as it is now."""
        operator, session_id = self._desk.shift.operator, self._session_id
        if operator is None or session_id is None:
            return
        self._desk.background.run(
            lambda: _read(self._desk, operator, session_id),
            on_done=self._on_read,
            on_error=self._on_error,
        )

    def show(self) -> None:
        """Show the story again, in the language in use."""
        if self._chapter is not None:
            self._view.show_chapter(self._chapter)

    def resume(self) -> None:
        """Go on in this session."""
        operator, chapter = self._desk.shift.operator, self._chapter
        if operator is None or chapter is None or chapter.why_not_resume:
            return
        session_id = chapter.summary.session.id
        self._view.show_busy(True)
        self._desk.background.run(
            lambda: self._desk.cash_sessions.resume(session_id, operator),
            on_done=self._on_resumed,
            on_error=self._on_error,
        )

    def report(self) -> None:
        """Show the X report of an open session, or the Z report of a closed one as a copy."""
        if self._chapter is None:
            return
        known = self._chapter.summary.session
        show = self._desk.show_z_copy_of if known.is_closed else self._desk.show_x_report_of
        show(known.id)

    def preview(self, choice: Choice) -> None:
        """Show what reports would say if the session were put there."""
        operator, session_id = self._desk.shift.operator, self._session_id
        if operator is None or session_id is None:
            return
        self._choice = choice
        corrections = self._desk.corrections

        def work() -> CorrectionPreview:
            if isinstance(choice, date):
                return corrections.after_redating(session_id, operator, choice)
            return corrections.after_joining(session_id, operator, choice)

        def done(preview: CorrectionPreview) -> None:
            if self._choice == choice:
                self._view.show_preview(preview)

        def failed(error: Exception) -> None:
            if self._choice == choice:
                self._view.show_no_preview(explain(error))

        self._desk.background.run(work, on_done=done, on_error=failed)

    def correct(self, choice: Choice, reason: str) -> None:
        """Put the session there, as a further event with the reason."""
        operator, session_id = self._desk.shift.operator, self._session_id
        if operator is None or session_id is None:
            return
        corrections = self._desk.corrections

        def work() -> object:
            if isinstance(choice, date):
                return corrections.redate(session_id, operator, choice, reason)
            return corrections.join(session_id, operator, choice, reason)

        self._view.show_busy(True)
        self._desk.background.run(work, on_done=self._on_corrected, on_error=self._on_error)

    def _on_read(self, chapter: Chapter) -> None:
        self._chapter = chapter
        self._view.show_busy(False)
        self._view.show_chapter(chapter)

    def _on_resumed(self, cash_session: CashSession) -> None:
        self._view.show_busy(False)
        self._desk.shift.work_in(cash_session)
        self._desk.go_on()

    def _on_corrected(self, _place: object) -> None:
        self._view.show_busy(False)
        self._desk.changed()
        self._view.show_corrected(
            translate("Story", "Corrected: reports follow it. To undo it, correct it once more.")
        )
        self.enter()

    def _on_error(self, error: Exception) -> None:
        self._view.show_busy(False)
        self._view.show_problem(explain(error))


def _read(desk: StoryDesk, operator: Operator, session_id: CashSessionId) -> Chapter:
    known = readable(desk.session_list.all(), operator)
    summary = next(one for one in known if one.session.id == session_id)
    return Chapter(
        summary=summary,
        steps=desk.stories.story(session_id),
        others=known,
        known_days=desk.cash_sessions.business_days(),
        operator=operator,
    )
