"""Front door: the two screens that stand before the register is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pos.runtime.first_look import Face
from pos.ui.palette import Look
from pos.ui.sign_in.presenter import SignInPresenter
from pos.ui.sign_in.view import SignInScreen

if TYPE_CHECKING:
    from pos.ui.appearance import Appearance
    from pos.ui.opening import OpeningPresenter
    from pos.ui.sign_in.desk import SignInDesk
    from pos.ui.start_up.view import StartUpScreen
    from pos.ui.window import MainWindow


class FrontDoor:
    """Shows faces at once; a problem or a question of the opening takes their place."""

    def __init__(
        self,
        window: MainWindow,
        appearance: Appearance,
        *,
        signed_in: Callable[[], None],
        faces_changed: Callable[[tuple[Face, ...]], None],
    ) -> None:
        self._window = window
        self._appearance = appearance
        self._opening: OpeningPresenter | None = None
        self._screen: StartUpScreen | None = None
        self._sign_in = SignInScreen()
        self._sign_in.presenter = SignInPresenter(
            self._sign_in,
            appearance.first_look.faces,
            signed_in=signed_in,
            faces_changed=faces_changed,
        )
        self._sign_in.language_asked.connect(appearance.choose_language)
        self._sign_in.look_asked.connect(self._on_look_asked)
        window.add_screen("sign_in", lambda: self._sign_in)
        window.add_screen("start_up", self._build_start_up)
        window.show_screen("sign_in")

    def take(self, opening: OpeningPresenter) -> None:
        """Answer this opening's questions from now on."""
        self._opening = opening

    def open(self, desk: SignInDesk) -> None:
        """Let people in: the register is open."""
        self._sign_in.presenter.open(desk)
        if self._window.current_screen == "start_up":
            self._window.show_screen("sign_in")

    def refresh_faces(self) -> None:
        """Show who may sign in now, if that is in sight."""
        if self._window.current_screen == "sign_in":
            self._sign_in.presenter.refresh_faces()

    def show_problem(self, sentence: str) -> None:
        self._start_up().show_problem(sentence)

    def ask_passphrase(self, problem: str) -> None:
        self._start_up().ask_passphrase(problem)

    def show_starting(self) -> None:
        self._start_up().show_starting()

    def _start_up(self) -> StartUpScreen:
        if self._window.current_screen != "start_up":
            self._window.show_screen("start_up")
        if self._screen is None:
            raise LookupError("the start-up screen was not built")
        return self._screen

    def _build_start_up(self) -> StartUpScreen:
        from pos.ui.start_up.view import StartUpScreen

        screen = self._screen = StartUpScreen()
        screen.close_asked.connect(self._window.close)
        screen.retry_asked.connect(self._on_retry)
        screen.passphrase_given.connect(self._on_passphrase)
        return screen

    def _on_retry(self) -> None:
        if self._opening is not None:
            self.show_starting()
            self._opening.start()

    def _on_passphrase(self, passphrase: str) -> None:
        if self._opening is not None:
            self._opening.give_passphrase(passphrase)

    def _on_look_asked(self) -> None:
        light = self._appearance.look is Look.LIGHT
        self._appearance.choose_look(Look.DARK if light else Look.LIGHT)
