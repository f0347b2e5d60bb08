"""Session list: which cash sessions are shown, by kind, standing and day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from pos.domain.cash_session import CashSessionId, CashSessionKind
from pos.services.session_list import SessionList, SessionSummary
from pos.ui.background import Background
from pos.ui.errors import explain
from pos.ui.sessions.filters import SessionFilter, Standing, readable, readable_kinds
from pos.ui.shift import Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsDesk:
    """What the list works with; `open_story` shows the story of a session."""

    session_list: SessionList
    shift: Shift
    background: Background
    open_story: Callable[[CashSessionId], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsPicture:
    """All that the list shows. `days` are those of all sessions that filters choose from."""

    wanted: SessionFilter
    kinds: tuple[CashSessionKind, ...]
    summaries: tuple[SessionSummary, ...]
    days: tuple[date, ...]


class SessionsView(Protocol):
    def show_picture(self, picture: SessionsPicture) -> None: ...
    def show_problem(self, sentence: str) -> None: ...


class SessionsPresenter:
    """Reads only. Whoever may read a kind of session sees all of that kind."""

    def __init__(self, view: SessionsView, desk: SessionsDesk) -> None:
        self._view = view
        self._desk = desk
        self._wanted = SessionFilter()
        self._kinds: tuple[CashSessionKind, ...] = ()
        self._known: tuple[SessionSummary, ...] = ()

    @property
    def wanted(self) -> SessionFilter:
        return self._wanted

    def enter(self) -> None:
        """Read the sessions, and show those that are wanted."""
        operator = self._desk.shift.operator
        if operator is None:
            return
        self._kinds = readable_kinds(operator)
        if self._wanted.kind not in (None, *self._kinds):
            self._wanted = SessionFilter()
        self._desk.background.run(
            lambda: readable(self._desk.session_list.all(), operator),
            on_done=self._on_read,
            on_error=lambda error: self._view.show_problem(explain(error)),
        )

    def show(self) -> None:
        """Show what is known already, in the language in use."""
        self._view.show_picture(
            SessionsPicture(
                wanted=self._wanted,
                kinds=self._kinds,
                summaries=tuple(one for one in self._known if self._wanted.takes(one)),
                days=tuple(sorted({one.place.business_date for one in self._known})),
            )
        )

    def want_kind(self, kind: CashSessionKind | None) -> None:
        self._want(replace(self._wanted, kind=kind))

    def want_standing(self, standing: Standing) -> None:
        self._want(replace(self._wanted, standing=standing))

    def want_first(self, day: date | None) -> None:
        """Show sessions from a day on; None from the beginning."""
        last = self._wanted.last
        if day is not None and last is not None:
            last = max(last, day)
        self._want(replace(self._wanted, first=day, last=last))

    def want_last(self, day: date | None) -> None:
        """Show sessions through a day; None to the end."""
        first = self._wanted.first
        if day is not None and first is not None:
            first = min(first, day)
        self._want(replace(self._wanted, first=first, last=day))

    def want_all(self) -> None:
        self._want(SessionFilter())

    def next_kind(self) -> None:
        """Want the kind after this one; after the last, all kinds."""
        choices = (None, *self._kinds)
        at = choices.index(self._wanted.kind)
        self.want_kind(choices[(at + 1) % len(choices)])

    def next_standing(self) -> None:
        choices = tuple(Standing)
        at = choices.index(self._wanted.standing)
        self.want_standing(choices[(at + 1) % len(choices)])

    def open(self, session_id: CashSessionId) -> None:
        """Show the story of a session."""
        self._desk.open_story(session_id)

    def _want(self, wanted: SessionFilter) -> None:
        self._wanted = wanted
        self.show()

    def _on_read(self, found: tuple[SessionSummary, ...]) -> None:
        self._known = found
        self.show()
