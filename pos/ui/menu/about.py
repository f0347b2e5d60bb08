"""About screen: which Evertill this is, and on whose work it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, qVersion

from pos import __version__
from pos.ui.formatting import in_reading_direction, own_direction
from pos.ui.language import translate
from pos.ui.page import Page, card, text_label
from pos.ui.widgets.key_bar import KeyHint

_LICENCES = (
    ("Qt {qt}, PySide6", "LGPL-3.0"),
    ("SQLite, SQLCipher", "Public domain, BSD-3-Clause"),
    ("SQLAlchemy, Alembic", "MIT"),
    ("cryptography", "Apache-2.0 / BSD-3-Clause"),
    ("argon2-cffi, keyring, APScheduler, uuid-utils", "MIT / BSD-3-Clause"),
    ("httpx, msgspec, zstandard", "BSD-3-Clause"),
    ("Vazirmatn", "OFL-1.1"),
)


class AboutScreen(Page):
    """Says what runs here, for whoever is asked about it on the telephone."""

    def __init__(self, facts: Callable[[], tuple[str, str]], *, leave: Callable[[], None]) -> None:
        """`facts` returns the names of the store and of the register."""
        super().__init__(width_max=960)
        self.setObjectName("about")
        self._facts, self._leave = facts, leave
        self._what = text_label("line", self, wrapped=True)
        self._licences_title = text_label("heading", self)
        self._licences = text_label("line", self, wrapped=True)
        for parts in ((self._what,), (self._licences_title, self._licences)):
            frame, inside = card(self)
            for part in parts:
                inside.addWidget(part)
            self.body.addWidget(frame)
        self.body.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        store, register = (own_direction(name) for name in self._facts())
        self.show_title(
            in_reading_direction(
                own_direction(translate("About", "Evertill {version}", version=__version__))
            ),
            translate("About", "A till that never loses a sale and never does one twice."),
        )
        self._what.setText(
            translate(
                "About", "Store: {store} · Register: {register}", store=store, register=register
            )
            + "\n"
            + translate("About", "Free software under the MIT licence.")
        )
        self._licences_title.setText(translate("About", "It stands on the work of others"))
        lines = (
            in_reading_direction(own_direction(f"{name.replace('{qt}', qVersion())} · {licence}"))
            for name, licence in _LICENCES
        )
        self._licences.setText("\n".join(lines))
        self.show_keys(
            (KeyHint(Qt.Key.Key_Escape, translate("About", "Back")), self._leave),
        )
