"""Sign-in: what happens when someone says who they are and types a PIN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QLocale

from pos.runtime.first_look import Face
from pos.ui.errors import explain
from pos.ui.language import translate

if TYPE_CHECKING:  # the sign-in screen stands before any of this is imported
    from pos.domain.cash_session import OperatorId
    from pos.services.operators import Operator
    from pos.ui.sign_in.desk import SignInDesk

_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPicture:
    """All that the screen shows. Without a chosen face nobody is asked for a PIN."""

    faces: tuple[Face, ...]
    chosen: str
    typed: str  # letters typed to find an operator
    asked: str  # whose PIN is asked for
    hint: str
    problem: str
    takes_digits: bool
    counts_down: bool
    empty: str  # why there are no faces


class SignInView(Protocol):
    def show_picture(self, picture: SignInPicture) -> None: ...
    def forget_pin(self) -> None: ...


class SignInPresenter:
    """Knows the faces before the register is open; a PIN typed by then waits for it."""

    def __init__(
        self,
        view: SignInView,
        faces: tuple[Face, ...],
        *,
        signed_in: Callable[[], None],
        faces_changed: Callable[[tuple[Face, ...]], None],
    ) -> None:
        self._view = view
        self._faces = faces
        self._signed_in = signed_in
        self._faces_changed = faces_changed
        self._desk: SignInDesk | None = None
        self._chosen = ""
        self._typed = ""
        self._problem = ""
        self._checking = False
        self._pending_pin = ""
        self._free_again_ns: dict[str, int] = {}
        self._choose_only_one()

    def open(self, desk: SignInDesk) -> None:
        """Take up work with the open register: faces are fetched anew, a waiting PIN checked."""
        self._desk = desk
        self.refresh_faces()
        pin, self._pending_pin = self._pending_pin, ""
        self._checking = False
        if pin:
            self.enter_pin(pin)

    def enter(self) -> None:
        """Begin anew: the screen came into sight."""
        self._typed = self._problem = ""
        self._chosen = ""
        self._choose_only_one()
        self._view.forget_pin()
        self.refresh_faces()
        self.show()

    def refresh_faces(self) -> None:
        """Fetch who may sign in; the feed may have brought somebody."""
        if self._desk is not None:
            desk = self._desk
            desk.background.run(
                desk.operators.active, on_done=self._on_operators, on_error=self._on_error
            )

    def choose(self, face_id: str) -> None:
        self._chosen = face_id
        self._problem = self._typed = ""
        self._view.forget_pin()
        self.show()

    def move(self, step: int) -> None:
        """Choose the next face, or the one before."""
        if not self._faces:
            return
        ids = [face.id for face in self._faces]
        at = ids.index(self._chosen) if self._chosen in ids else (-1 if step > 0 else len(ids))
        self.choose(ids[min(max(at + step, 0), len(ids) - 1)])

    def type_letters(self, letters: str) -> None:
        """Choose the first operator who has a name that begins with what was typed."""
        for typed in (self._typed + letters, letters):
            found = [face for face in self._faces if _begins(face.name, typed)]
            if found:
                self.choose(found[0].id)
                self._typed = typed
                self.show()
                return

    def cancel(self) -> None:
        """Forget what was typed and chosen."""
        self._pending_pin = ""
        self._checking = self._checking and self._desk is not None
        self._chosen = self._typed = self._problem = ""
        self._choose_only_one()
        self.show()

    def enter_pin(self, pin: str) -> None:
        """Check the PIN of the chosen operator, now or as soon as the register is open."""
        face = self._face()
        if face is None or self._checking:
            return
        self._checking, self._problem = True, ""
        self.show()
        if self._desk is None:
            self._pending_pin = pin
            return
        operators = self._desk.operators
        self._desk.background.run(
            lambda: operators.sign_in(_operator_id(face), pin),
            on_done=self._on_signed_in,
            on_error=lambda error: self._on_refused(face, error),
        )

    def tick(self) -> None:
        """Count a delay down."""
        self.show()

    def show(self) -> None:
        """Show how things stand, in the language in use."""
        face, left = self._face(), self._seconds_left(self._chosen)
        self._view.show_picture(
            SignInPicture(
                faces=self._faces,
                chosen=self._chosen,
                typed=self._typed,
                asked=face.name if face else "",
                hint=self._hint(face, left),
                problem="" if left or self._checking else self._problem,
                takes_digits=face is not None and not left and not self._checking,
                counts_down=bool(left),
                empty=self._why_empty(),
            )
        )

    def _hint(self, face: Face | None, left: int) -> str:
        if face is None:
            return translate("SignIn", "Choose your name first.") if self._faces else ""
        if left:
            seconds = QLocale().toString(left)
            return translate(
                "SignIn", "That was not {name}’s PIN. Wait {seconds} s and try again.",
                name=face.name, seconds=seconds,
            )  # fmt: skip
        if self._checking and self._desk is None:
            return translate("SignIn", "Starting … your PIN is checked in a moment.")
        if self._checking:
            return translate("SignIn", "Checking …")
        return translate("SignIn", "Type your PIN and press Enter.")

    def _why_empty(self) -> str:
        if self._faces:
            return ""
        if self._desk is None:
            return translate("SignIn", "Starting …")
        return translate(
            "SignIn",
            "Nobody may sign in on this register yet. Add an operator on the server; "
            "this screen fills by itself as soon as the register hears of it.",
        )

    def _on_operators(self, operators: tuple[Operator, ...]) -> None:
        faces = tuple(
            Face(id=str(operator.id), name=operator.name, role=operator.role.value)
            for operator in operators
        )
        if faces != self._faces:
            self._faces = faces
            self._choose_only_one()
        self._faces_changed(faces)
        self.show()

    def _on_signed_in(self, operator: Operator) -> None:
        self._checking = False
        self._free_again_ns.pop(str(operator.id), None)
        self._chosen = self._typed = ""
        if self._desk is not None:
            self._desk.shift.sign_in(operator)
        self._signed_in()

    def _on_refused(self, face: Face, error: Exception) -> None:
        from pos.services.operators import PinDelayed, PinWrong

        self._checking = False
        if isinstance(error, PinWrong | PinDelayed):
            self._delay(face, error.wait)
            self._problem = translate(
                "SignIn", "That is not {name}’s PIN. Try again.", name=face.name
            )
        else:
            self._problem = explain(error)
        self._view.forget_pin()
        self.show()

    def _on_error(self, error: Exception) -> None:
        self._problem = explain(error)
        self.show()

    def _delay(self, face: Face, wait: timedelta) -> None:
        if wait and self._desk is not None:
            wait_ns = wait // timedelta(microseconds=1) * 1_000
            self._free_again_ns[face.id] = self._desk.clock.monotonic_ns() + wait_ns

    def _seconds_left(self, face_id: str) -> int:
        until = self._free_again_ns.get(face_id)
        if until is None or self._desk is None:
            return 0
        return max(0, -(-(until - self._desk.clock.monotonic_ns()) // _SECOND_NS))

    def _face(self) -> Face | None:
        return next((face for face in self._faces if face.id == self._chosen), None)

    def _choose_only_one(self) -> None:
        if self._face() is None:
            self._chosen = self._faces[0].id if len(self._faces) == 1 else ""


def _begins(name: str, typed: str) -> bool:
    from pos.domain.search_text import fold

    wanted = fold(typed)
    folded = fold(name)
    return bool(wanted) and (
        folded.startswith(wanted) or any(word.startswith(wanted) for word in folded.split())
    )


def _operator_id(face: Face) -> OperatorId:
    from uuid import UUID

    from pos.domain.cash_session import OperatorId

    return OperatorId(UUID(face.id))
