"""Cash: what happens when cash is moved, or the drawer opened without a sale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pos.domain.cash_session import CashSessionKind
from pos.domain.event import EventKind
from pos.domain.money import Money
from pos.hardware.drawer import Drawer
from pos.hardware.printer import Printer, PrintJob
from pos.runtime.atomic_file import replace_file
from pos.services.cash_movements import CashMovements, MovementSlip
from pos.services.session_story import SessionStories, StoryStep
from pos.ui.background import Background
from pos.ui.cash.deeds import Deed
from pos.ui.cash.slip import slip_name, slip_paper
from pos.ui.errors import explain
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.receipt.paper import Paper
from pos.ui.receipt.paper_text import paper_text
from pos.ui.shift import Shift

_SHOWN = {EventKind.CASH_MOVED.value, EventKind.DRAWER_OPENED.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class CashDesk:
    """What the cash screen works with; `moved` is called after each movement."""

    cash_movements: CashMovements
    stories: SessionStories
    shift: Shift
    background: Background
    formats: Callable[[], Formats]
    printer: Printer
    drawer: Drawer
    folder: Path  # where slips are kept when somebody asks for it
    moved: Callable[[], None]


class CashView(Protocol):
    def show_deed(self, deed: Deed | None) -> None: ...
    def show_movements(self, steps: tuple[StoryStep, ...]) -> None: ...
    def show_slip(self, paper: Paper, *, can_print: bool) -> None: ...
    def hide_slip(self) -> None: ...
    def draw_pdf(self, paper: Paper, title: str) -> bytes: ...
    def ask_for_amount(self, sentence: str) -> None: ...
    def ask_for_reason(self, sentence: str) -> None: ...
    def show_busy(self, busy: bool) -> None: ...
    def show_done(self, sentence: str) -> None: ...
    def show_problem(self, sentence: str) -> None: ...


class CashPresenter:
    """The slip and the drawer come after the movement is on disk, never before."""

    def __init__(self, view: CashView, desk: CashDesk) -> None:
        self._view = view
        self._desk = desk
        self._deed: Deed | None = None
        self._slip: MovementSlip | None = None

    @property
    def deed(self) -> Deed | None:
        return self._deed

    def enter(self) -> None:
        """Begin anew: nothing is chosen, and the movements so far are shown."""
        self.choose(None)
        self._load()

    def show(self) -> None:
        """Show all anew in the language in use."""
        self._view.show_deed(self._deed)
        if self._slip is not None:
            self._show_slip(self._slip)
        self._load()

    def choose(self, deed: Deed | None) -> None:
        """Say what is to be done; the slip of the last time goes away."""
        self._deed, self._slip = deed, None
        self._view.hide_slip()
        self._view.show_deed(deed)

    def do(self, amount: Money | None, reason: str) -> None:
        """Do it: ask for what is missing, else write it down."""
        deed = self._deed
        if deed is None:
            self._view.show_problem(translate("Cash", "Choose first what is done with the cash."))
        elif deed.movement is not None and (amount is None or amount.minor <= 0):
            self._view.ask_for_amount(translate("Cash", "Type an amount above zero."))
        elif not reason.strip():
            self._view.ask_for_reason(translate("Cash", "Say why: choose a reason, or type one."))
        else:
            self._write(deed, amount, reason)

    def print_slip(self) -> None:
        """Print the slip in sight."""
        slip = self._slip
        if slip is None:
            return
        if not self._desk.printer.connected:
            self._view.show_problem(
                translate("Cash", "No printer is set up: save the slip as PDF or as text.")
            )
            return
        job = PrintJob(slip_name(slip), paper_text(slip_paper(slip, self._desk.formats())))
        self._desk.background.run(
            lambda: self._desk.printer.print_text(job),
            on_done=lambda _: self._view.show_done(translate("Cash", "The slip is printed.")),
            on_error=self._on_paper_error,
        )

    def save_pdf(self) -> None:
        """Keep the slip in sight as PDF."""
        if self._slip is not None:
            name = slip_name(self._slip)
            paper = slip_paper(self._slip, self._desk.formats())
            self._save(f"{name}.pdf", self._view.draw_pdf(paper, name))

    def save_text(self) -> None:
        """Keep the slip in sight as text."""
        if self._slip is not None:
            text = paper_text(slip_paper(self._slip, self._desk.formats()))
            self._save(f"{slip_name(self._slip)}.txt", text.encode())

    def _write(self, deed: Deed, amount: Money | None, reason: str) -> None:
        cash_session, operator = self._desk.shift.require()
        movements, kind = self._desk.cash_movements, deed.movement

        def work() -> MovementSlip:
            if kind is None or amount is None:
                return movements.open_drawer(cash_session.id, operator, reason)
            return movements.move(cash_session.id, operator, kind, amount, reason)

        self._view.show_busy(True)
        self._desk.background.run(work, on_done=self._on_written, on_error=self._on_error)

    def _on_written(self, slip: MovementSlip) -> None:
        self._view.show_busy(False)
        self._desk.moved()
        if slip.session.kind is CashSessionKind.NORMAL:
            self._desk.background.run(
                self._desk.drawer.open, on_done=lambda _: None, on_error=self._on_drawer_stuck
            )
        self._deed = None
        self._view.show_deed(None)
        self._slip = slip
        self._show_slip(slip)
        self._load()

    def _show_slip(self, slip: MovementSlip) -> None:
        paper = slip_paper(slip, self._desk.formats())
        self._view.show_slip(paper, can_print=self._desk.printer.connected)

    def _load(self) -> None:
        cash_session = self._desk.shift.cash_session
        if cash_session is None:
            return
        stories, session_id = self._desk.stories, cash_session.id
        self._desk.background.run(
            lambda: tuple(one for one in stories.story(session_id) if one.kind in _SHOWN),
            on_done=self._view.show_movements,
            on_error=self._on_error,
        )

    def _save(self, name: str, content: bytes) -> None:
        path = self._desk.folder / name

        def work() -> Path:
            replace_file(path, content)
            return path

        self._desk.background.run(
            work,
            on_done=lambda kept: self._view.show_done(
                translate("Cash", "Saved: {path}", path=str(kept))
            ),
            on_error=self._on_paper_error,
        )

    def _on_error(self, error: Exception) -> None:
        self._view.show_busy(False)
        self._view.show_problem(explain(error))

    def _on_paper_error(self, error: Exception) -> None:
        kept = translate("Cash", "The movement is kept.")
        self._view.show_problem(f"{kept} {explain(error)}")

    def _on_drawer_stuck(self, error: Exception) -> None:
        self._view.show_problem(
            translate(
                "Cash",
                "It is written down, but the drawer did not open. {reason}",
                reason=explain(error),
            )
        )
