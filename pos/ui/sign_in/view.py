"""Sign-in screen: operators as tiles beside a PIN pad; letters choose, digits are the PIN."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos.runtime.first_look import Face
from pos.ui.formatting import own_direction
from pos.ui.language import LANGUAGES, language, translate
from pos.ui.screen import Screen
from pos.ui.sign_in.presenter import SignInPicture, SignInPresenter
from pos.ui.theme import GRID, set_icon, set_role
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.pin_pad import PinPad
from pos.ui.widgets.tile_grid import Tile, TileGrid

_CARD_WIDTH = 400
_TILE_WIDTH = 232
_TILE_HEIGHT = 96
_COUNTDOWN_MS = 250


class SignInScreen(Screen):
    """Shows who may sign in and takes a PIN. `presenter` is set by whoever builds both."""

    presenter: SignInPresenter
    language_asked = Signal(str)
    look_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in")
        self._picture: SignInPicture | None = None
        self._title, self._empty = QLabel(self), QLabel(self)
        self._asked, self._typed = QLabel(self), QLabel(self)
        self._tiles = TileGrid(self, tile_width=_TILE_WIDTH, tile_height=_TILE_HEIGHT)
        self._tiles.setObjectName("operators")
        self._tiles.chosen.connect(self._on_chosen)
        self._pad = PinPad(self)
        self._pad.setObjectName("pin_pad")
        self._pad.entered.connect(self._on_pin)
        self._pad.cancelled.connect(self._on_cancelled)
        self._language = action_button("", icon="language", role="quiet", parent=self)
        self._language.setObjectName("other_language")
        self._language.clicked.connect(self._on_language)
        self._look = action_button("", icon="moon", role="quiet", parent=self)
        self._look.setObjectName("other_look")
        self._look.clicked.connect(self.look_asked)
        self._countdown = QTimer(self)
        self._countdown.setInterval(_COUNTDOWN_MS)
        self._countdown.timeout.connect(self._on_countdown)
        for button in (self._language, self._look):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self._name_all()
        self.setFocusProxy(self._pad)

    def show_picture(self, picture: SignInPicture) -> None:
        self._picture = picture
        self._tiles.show_tiles(tuple(_tile(face) for face in picture.faces))
        self._tiles.set_chosen(picture.chosen or None)
        self._tiles.setVisible(bool(picture.faces))
        self._empty.setText(picture.empty)
        self._empty.setVisible(bool(picture.empty))
        self._typed.setText("" if picture.chosen else picture.typed)
        self._asked.setText(own_direction(picture.asked) if picture.asked else "")
        self._show_pad(picture)

    def forget_pin(self) -> None:
        self._pad.clear()

    def entered(self) -> None:
        self.presenter.enter()
        self._pad.setFocus()

    def left(self) -> None:
        self._countdown.stop()
        self._pad.clear()

    def retranslate(self) -> None:
        self._name_all()
        self.presenter.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what neither the tiles nor the pad want: letters, arrows, digits on a tile."""
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Left: 1 if self.isRightToLeft() else -1,
            Qt.Key.Key_Right: -1 if self.isRightToLeft() else 1,
        }
        text = event.text()
        if Qt.Key(event.key()) in steps:
            self.presenter.move(steps[Qt.Key(event.key())])
            self._pad.setFocus()
        elif text.isdecimal() and not self._pad.hasFocus():
            self._pad.setFocus()
            QCoreApplication.sendEvent(self._pad, event)
        elif text.isalpha() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.presenter.type_letters(text)
        else:
            super().keyPressEvent(event)

    def _show_pad(self, picture: SignInPicture) -> None:
        if self._pad.isEnabled() and not picture.takes_digits:
            self._pad.set_waiting(True)
        elif picture.takes_digits:
            self._pad.set_waiting(False) if self._waiting else None
        self._waiting = not picture.takes_digits
        if picture.problem or picture.counts_down:
            self._pad.show_problem(picture.problem or picture.hint)
        else:
            self._pad.show_hint(picture.hint)
        if picture.counts_down != self._countdown.isActive():
            self._countdown.start() if picture.counts_down else self._countdown.stop()

    def _lay_out(self) -> None:
        for label, role in (
            (self._title, "title"),
            (self._asked, "heading"),
            (self._typed, "muted"),
            (self._empty, "line"),
        ):
            set_role(label, role)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setWordWrap(True)
        self._asked.setAlignment(Qt.AlignmentFlag.AlignCenter)
        heading = QHBoxLayout()
        heading.addWidget(self._title)
        heading.addStretch(1)
        heading.addWidget(self._typed)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self._language)
        foot.addWidget(self._look)
        foot.addStretch(1)
        people = QVBoxLayout()
        people.setSpacing(2 * GRID)
        people.addLayout(heading)
        people.addWidget(self._empty)
        people.addWidget(self._tiles, 1)
        people.addStretch(0)
        people.addLayout(foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        layout.setSpacing(4 * GRID)
        layout.addLayout(people, 1)
        beside = QVBoxLayout()
        beside.addWidget(self._pad_card(), 1000)
        beside.addStretch(1)
        layout.addLayout(beside)

    def _pad_card(self) -> QFrame:
        frame = QFrame(self)
        set_role(frame, "card")
        frame.setFixedWidth(_CARD_WIDTH)
        frame.setMaximumHeight(640)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        inside.setSpacing(GRID)
        inside.addWidget(self._asked)
        inside.addWidget(self._pad, 1)
        return frame

    def _name_all(self) -> None:
        self._title.setText(translate("SignIn", "Who is working?"))
        here = language_shown()
        other = next(known for known in LANGUAGES if known.code != here)
        self._language.setText(own_direction(other.own_name))
        self._look.setText(translate("SignIn", "Light or dark"))
        set_icon(self._look, "moon", gap=GRID)

    def _on_chosen(self, face_id: object) -> None:
        self.presenter.choose(str(face_id))
        self._pad.setFocus()

    def _on_pin(self, pin: str) -> None:
        self.presenter.enter_pin(pin)

    def _on_cancelled(self) -> None:
        self.presenter.cancel()

    def _on_countdown(self) -> None:
        self.presenter.tick()

    def _on_language(self) -> None:
        here = language_shown()
        self.language_asked.emit(next(known.code for known in LANGUAGES if known.code != here))

    _waiting = False


def language_shown() -> str:
    """Return the code of the language that texts are shown in now."""
    from PySide6.QtCore import QLocale

    return language(QLocale().name().partition("_")[0]).code


def _tile(face: Face) -> Tile:
    return Tile(
        key=face.id, title=face.name, caption=role_name(face.role), initials=_initials(face.name)
    )


def role_name(role: str) -> str:
    """Return what a role is called on screen."""
    match role:
        case "manager":
            return translate("SignIn", "Manager")
        case "owner":
            return translate("SignIn", "Owner")
        case _:
            return translate("SignIn", "Cashier")


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1]))
