"""Opening: unlocking the register on the worker while its window already stands."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from pos.runtime.secrets import PassphraseFor
from pos.ui.errors import explain
from pos.ui.language import translate

if TYPE_CHECKING:
    from pos.bootstrap import Register
    from pos.domain.store import Store
    from pos.runtime.logs import Logs
    from pos.runtime.secrets import AskPassphrase
    from pos.runtime.worker import Worker
    from pos.ui.background import Background
    from pos.ui.sync_link import RunningExchange

logger = logging.getLogger(__name__)

OpenRegister = Callable[[Path, "AskPassphrase", "Worker"], "Register"]
OpenExchange = Callable[["Register"], "RunningExchange"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRegister:
    """What the window works with from now on."""

    register: Register
    store: Store
    logs: Logs

    def close(self) -> None:
        """Close the database, let others have the folder, and end the log."""
        self.register.close()
        self.logs.close()


class OpeningView(Protocol):
    def show_problem(self, sentence: str) -> None: ...
    def ask_passphrase(self, problem: str) -> None: ...
    def show_starting(self) -> None: ...


class PassphraseQuestion(QObject):
    """Carries a question from the worker to the window, and the answer back."""

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer: Future[str | None] | None = None
        self._refused = False

    def ask(self, wanted_for: PassphraseFor) -> str | None:
        """Ask a person and wait; called on the worker."""
        if wanted_for is PassphraseFor.PROTECT:
            return None  # a folder without keys is not enrolled: the command line does that
        # Held here too: the answer may come, and clear the attribute, before this thread goes on.
        waiting = self._answer = Future()
        if self._refused:  # looked at last: a window that closes now finds what to answer
            return None
        self.asked.emit()
        return waiting.result()

    def answer(self, passphrase: str | None) -> None:
        """Let the worker go on; None means that nobody will say."""
        waiting, self._answer = self._answer, None
        if waiting is not None:
            waiting.set_result(passphrase)

    def refuse(self) -> None:
        """Answer nothing from now on: the window is closing."""
        self._refused = True
        self.answer(None)


class OpeningPresenter:
    """Opens the register; a wrong passphrase is asked again, every other problem is told."""

    def __init__(
        self,
        view: OpeningView,
        question: PassphraseQuestion,
        background: Background,
        *,
        open_register: Callable[[AskPassphrase], OpenedRegister],
        opened: Callable[[OpenedRegister], None],
    ) -> None:
        self._view = view
        self._question = question
        self._background = background
        self._open_register = open_register
        self._opened = opened
        self._problem = ""
        question.asked.connect(self._on_asked, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Open the register, or try again."""
        self._background.run(
            lambda: self._open_register(self._question.ask),
            on_done=self._opened,
            on_error=self._on_error,
        )

    def give_passphrase(self, passphrase: str) -> None:
        self._view.show_starting()
        self._question.answer(passphrase)

    def _on_asked(self) -> None:
        self._view.ask_passphrase(self._problem)

    def _on_error(self, error: Exception) -> None:
        from pos.runtime.sealed_file import PassphraseEmpty, PassphraseWrong

        if isinstance(error, PassphraseWrong | PassphraseEmpty):
            self._problem = translate("StartUp", "That is not the passphrase. Try it again.")
            self.start()
            return
        self._problem = ""
        logger.warning("the register could not be opened: %s", type(error).__name__)
        self._view.show_problem(explain(error))


def opener(
    root: Path, worker: Worker, open_register: OpenRegister | None
) -> Callable[[AskPassphrase], OpenedRegister]:
    """Return what opens the register in the folder, the real way unless another is given."""
    return lambda ask: open_with_logs(root, worker, ask, open_register or open_real_register)


def open_with_logs(
    root: Path, worker: Worker, ask_passphrase: AskPassphrase, open_register: OpenRegister
) -> OpenedRegister:
    """Open the register and its log; on the worker, where the heavy imports happen too.

    :raises Problem: if the folder, its keys or its database cannot be used, in a sentence.
    """
    from pos.runtime.config import Settings
    from pos.runtime.logs import configure_logs
    from pos.services.identity import read_store

    register = open_register(root, ask_passphrase, worker)
    level = Settings.from_environment().log_level
    # Only now: before the lock is ours, another process may be writing this file.
    logs = configure_logs(register.folder.logs, register.clock, level=level)
    return OpenedRegister(register=register, store=read_store(register.database), logs=logs)


def open_real_register(root: Path, ask_passphrase: AskPassphrase, worker: Worker) -> Register:
    """Open the register in a data folder; imports the database, the keyring and the rest."""
    from pos.bootstrap import open_register

    return open_register(root, ask_passphrase=ask_passphrase, worker=worker)


def open_real_exchange(register: Register) -> RunningExchange:
    """Build the exchange with the server; nothing is sent yet."""
    from pos.sync.exchange import open_exchange
    from pos.sync.local_store import LocalStore

    local = LocalStore(register.database, register.worker, register.clock)
    return open_exchange(
        local, register.identity.key, register.chance, register.session_reconciliation
    )
