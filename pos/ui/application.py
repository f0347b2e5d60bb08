"""The till: its window first, then the register, its screens and its exchange."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from pos.runtime.first_look import Face, FirstLook, read_first_look, write_first_look
from pos.ui.appearance import Appearance
from pos.ui.front_door import FrontDoor
from pos.ui.shift import Shift
from pos.ui.status_feed import StatusFeed
from pos.ui.sync_link import SyncLink
from pos.ui.way_on import WayOn
from pos.ui.window import MainWindow

if TYPE_CHECKING:
    from pos.bootstrap import Register
    from pos.runtime.worker import DatabaseWorker
    from pos.sync.status import SyncStatus
    from pos.ui.opening import OpenedRegister, OpenExchange, OpenRegister, PassphraseQuestion
    from pos.ui.session_notices import SessionNotices
    from pos.ui.till_background import TillBackground

logger = logging.getLogger(__name__)

_REST_AFTER_PAINT_MS = 20  # lets the picture reach the screen before imports hold everything up


@dataclass(frozen=True, slots=True, kw_only=True)
class TillOptions:
    """How the till was started; an empty language or look means the one chosen before.

    Tests open registers and exchanges of their own.
    """

    root: Path
    language: str = ""
    look: str = ""
    kiosk: bool = False
    open_register: OpenRegister | None = None
    open_exchange: OpenExchange | None = None


class Till(QObject):
    """Everything behind one window. `close` ends every thread that it began.

    The window is painted from the first look; the register is opened after that, on the worker.
    """

    began = Signal()  # the window is painted: what it did not need comes now
    opened = Signal()  # the register is open and its screens are known
    closed = Signal()

    def __init__(self, app: QApplication, options: TillOptions) -> None:
        super().__init__(app)
        self._options = options
        self._worker: DatabaseWorker | None = None
        self._background: TillBackground | None = None
        self._question: PassphraseQuestion | None = None
        self._register: OpenedRegister | None = None
        self._notices: SessionNotices | None = None
        self._closing = False
        self.shift = Shift()
        self.sync = SyncLink(self)
        self.appearance = Appearance(app, _with_options(read_first_look(options.root), options))
        self.window = MainWindow(self.appearance.formats())
        self.way_on = WayOn(self.window, self.shift, self.sync)
        self._status = StatusFeed(self.window.status_bar, self.shift, self)
        self._status.name_register(self.appearance.first_look.register)
        self.door = FrontDoor(
            self.window,
            self.appearance,
            signed_in=self.way_on.go_on,
            faces_changed=self._on_faces,
        )

    @property
    def is_open(self) -> bool:
        """Tell whether the register is open."""
        return self._register is not None

    @property
    def register(self) -> OpenedRegister:
        """Return the open register.

        :raises LookupError: before `opened`.
        """
        if self._register is None:
            raise LookupError("the register is not open yet")
        return self._register

    @property
    def background(self) -> TillBackground:
        """Return what runs work on the database worker.

        :raises LookupError: before the first paint.
        """
        if self._background is None:
            raise LookupError("the window has not been painted yet")
        return self._background

    def show(self) -> None:
        """Show the window; the rest begins as soon as it has been painted once."""
        self.window.installEventFilter(self)
        if self._options.kiosk:
            self.window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
            self.window.showFullScreen()
        else:
            self.window.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._worker is None:
            QTimer.singleShot(_REST_AFTER_PAINT_MS, self._start)
        elif event.type() == QEvent.Type.Close:
            QTimer.singleShot(0, self.close)
        return super().eventFilter(watched, event)

    def close(self) -> None:
        """Finish the work in hand and let go of the register. An open ticket stays as it is."""
        if self._closing:
            return
        self._closing = True
        self.window.hide()
        self._status.stop_clock()
        if self._notices is not None:
            self._notices.stop()
        self.sync.close()
        if self._question is not None:
            self._question.refuse()
        if self._background is not None and self._worker is not None:
            self._background.stop()
            self._background.wait()
            self._worker.close()
        if self._register is not None:
            self._register.close()
        self.closed.emit()

    def show_sync(self) -> None:
        """Show how the exchange stands; from any screen, once somebody is signed in."""
        if self.shift.operator is not None:
            self.window.show_screen("sync")

    def _start(self) -> None:
        """Begin all that the first picture did not need."""
        if self._worker is not None or self._closing:
            return
        self.began.emit()
        from pos.runtime.worker import DatabaseWorker
        from pos.ui.errors import BugWatch
        from pos.ui.opening import OpeningPresenter, PassphraseQuestion, opener
        from pos.ui.till_background import TillBackground

        BugWatch(self.window.show_problem, self).install()
        worker = self._worker = DatabaseWorker()
        self._background = TillBackground(worker, self)
        self._question = PassphraseQuestion(self)
        opening = OpeningPresenter(
            self.door,
            self._question,
            self._background,
            open_register=opener(self._options.root, worker, self._options.open_register),
            opened=self._on_opened,
        )
        self.door.take(opening)
        opening.start()

    def _on_opened(self, opened: OpenedRegister) -> None:
        self._register = opened
        if self._closing:
            return
        from pos.ui.opening import open_real_exchange
        from pos.ui.screens import Workplace, add_screens
        from pos.ui.sign_in.desk import SignInDesk

        register = opened.register
        self.way_on.take(register.operators)
        self.background.do_when_idle(register.database.checkpoint)
        self.appearance.formats_changed.connect(self.window.status_bar.show_formats)
        self.appearance.changed.connect(self._keep)
        self.appearance.learn_zone(opened.store.zone)
        self._status.name_register(register.identity.register_name)
        self._status.start_clock(register.clock.now)
        self.sync.status_changed.connect(self._on_sync_status)
        add_screens(
            Workplace(
                window=self.window,
                opened=opened,
                shift=self.shift,
                background=self.background,
                appearance=self.appearance,
                sync=self.sync,
                go_on=self.way_on.go_on,
                switch_operator=self.way_on.switch_operator,
            )
        )
        self._connect_keys()
        self._notices = _session_notices(self, register)
        open_exchange = self._options.open_exchange or open_real_exchange
        self.sync.open(self.background, lambda: open_exchange(register))
        self.door.open(
            SignInDesk(
                operators=register.operators,
                clock=register.clock,
                background=self.background,
                shift=self.shift,
            )
        )
        self._keep(self.appearance.first_look)  # what was chosen before it could be kept
        self.opened.emit()

    def _connect_keys(self) -> None:
        """Let the status bar and Ctrl+L work from every screen."""
        from PySide6.QtGui import QKeySequence, QShortcut

        switch = QShortcut(QKeySequence("Ctrl+L"), self.window)
        switch.activated.connect(self.way_on.switch_operator)
        self.window.status_bar.operator_clicked.connect(self.way_on.switch_operator)
        self.window.status_bar.sync_clicked.connect(self.show_sync)

    def _on_sync_status(self, status: SyncStatus) -> None:
        self._status.show_sync(status)
        self.door.refresh_faces()

    def _on_faces(self, faces: tuple[Face, ...]) -> None:
        self.appearance.learn(register=self.register.register.identity.register_name, faces=faces)

    def _keep(self, first_look: FirstLook) -> None:
        self.background.run(
            lambda: write_first_look(self._options.root, first_look),
            on_done=lambda _: None,
            on_error=lambda error: logger.warning("the first look was not kept: %s", error),
        )


def _session_notices(till: Till, register: Register) -> SessionNotices:
    """Warn from now on of a session past its day, and of one that was closed on the server."""
    from pos.ui.session_notices import NoticeDesk, SessionNotices

    desk = NoticeDesk(
        cash_sessions=register.cash_sessions,
        clock=register.clock,
        shift=till.shift,
        background=till.background,
        formats=till.appearance.formats,
    )
    notices = SessionNotices(till.window, desk, till)
    till.sync.status_changed.connect(notices.heard)
    till.appearance.formats_changed.connect(notices.show)
    return notices


def _with_options(kept: FirstLook, options: TillOptions) -> FirstLook:
    return replace(kept, language=options.language or kept.language, look=options.look or kept.look)
