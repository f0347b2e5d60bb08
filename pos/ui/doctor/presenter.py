"""Doctor: shows what is stuck, as a dry run, and repairs it after a backup and a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Protocol

from pos.domain.problem import Problem
from pos.domain.stuck import Remedy
from pos.services.doctor import Doctor, Finding, Repair
from pos.sync.session_answers import StuckSession
from pos.sync.status import Contact, SyncStatus
from pos.ui.background import Background
from pos.ui.doctor.finding_words import WRITES
from pos.ui.errors import explain
from pos.ui.language import translate
from pos.ui.shift import Shift

Progress = Callable[[int, int], None]


class RepairStopped(Problem):
    """Somebody stopped the repair while its backup was written; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorDesk:
    """What the doctor's screen works with; `backup` makes and proves one, on the worker."""

    doctor: Doctor
    backup: Callable[[Progress], Path]
    shift: Shift
    background: Background
    status: Callable[[], SyncStatus | None]
    send_now: Callable[[], None]
    repaired: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerList:
    """What the server knows to be stuck, on all registers, and when it said so last."""

    stuck: tuple[StuckSession, ...] = ()
    asked_at: datetime | None = None
    is_online: bool = False


class DoctorView(Protocol):
    def show_findings(self, findings: tuple[Finding, ...]) -> None: ...
    def show_server(self, server: ServerList) -> None: ...
    def show_progress(self, done: int, whole: int) -> None:
        """Show how far the backup is; called from the worker's thread."""

    def show_repairing(self) -> None: ...
    def show_outcome(self, repair: Repair) -> None: ...
    def ask_again(self, sentence: str) -> None: ...
    def show_problem(self, sentence: str) -> None: ...


class DoctorPresenter:
    """The dry run is what is shown first; a repair does what it said, and nothing else."""

    def __init__(self, view: DoctorView, desk: DoctorDesk) -> None:
        self._view = view
        self._desk = desk
        self._findings: tuple[Finding, ...] = ()
        self._stop = Event()
        self._is_repairing = False

    @property
    def can_repair(self) -> bool:
        """Tell whether a repair would write anything."""
        return not self._is_repairing and any(
            one.diagnosis.remedy in WRITES for one in self._findings
        )

    @property
    def can_send(self) -> bool:
        """Tell whether something waits that sending would help."""
        return any(one.diagnosis.remedy is Remedy.SEND for one in self._findings)

    def enter(self) -> None:
        """Look what is stuck here; what the server said is shown as it was said."""
        self.show_server()
        if not self._is_repairing:
            self._desk.background.run(
                self._desk.doctor.examine, on_done=self._on_examined, on_error=self._on_error
            )

    def show_server(self) -> None:
        """Show what the server said last."""
        status = self._desk.status() or SyncStatus()
        self._view.show_server(
            ServerList(
                stuck=status.stuck,
                asked_at=status.answered_at,
                is_online=status.contact is Contact.ONLINE,
            )
        )

    def send_now(self) -> None:
        """Have what waits sent, and the server asked."""
        self._desk.send_now()

    def repair(self, reason: str) -> None:
        """Back up, repair, and look again."""
        operator = self._desk.shift.operator
        if operator is None or not self.can_repair:
            return
        if not reason.strip():
            self._view.ask_again(translate("Doctor", "Say why: it is kept with each step."))
            return
        self._is_repairing = True
        self._stop.clear()
        self._view.show_repairing()
        self._desk.background.run(
            lambda: self._desk.doctor.repair(operator, reason, self._backup),
            on_done=self._on_repaired,
            on_error=self._on_not_repaired,
        )

    def stop(self) -> None:
        """Stop a repair while its backup is written: nothing is changed then."""
        self._stop.set()

    def _backup(self) -> Path:
        return self._desk.backup(self._on_progress)

    def _on_progress(self, done: int, whole: int) -> None:
        """Tell the view; on the worker's thread."""
        if self._stop.is_set():
            raise RepairStopped("The repair was stopped. Nothing was changed.")
        self._view.show_progress(done, whole)

    def _on_examined(self, findings: tuple[Finding, ...]) -> None:
        self._findings = findings
        self._view.show_findings(findings)

    def _on_repaired(self, repair: Repair) -> None:
        self._is_repairing = False
        self._findings = repair.left
        in_hand = self._desk.shift.cash_session
        if in_hand is not None and any(one.id == in_hand.id for one in repair.repaired):
            self._desk.shift.work_in(None)  # it is not what it was: it is taken up anew
        self._desk.repaired()
        self._view.show_findings(repair.left)
        self._view.show_outcome(repair)

    def _on_not_repaired(self, error: Exception) -> None:
        self._is_repairing = False
        self._view.show_findings(self._findings)
        if isinstance(error, RepairStopped):
            self._view.ask_again(
                translate("Doctor", "The repair was stopped. Nothing was changed.")
            )
        else:
            self._on_error(error)

    def _on_error(self, error: Exception) -> None:
        self._view.show_problem(explain(error))
