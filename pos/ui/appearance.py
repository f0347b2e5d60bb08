"""Appearance: the language and look chosen on this register, and how figures are written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, tzinfo

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from pos.runtime.first_look import Face, FirstLook
from pos.ui.formatting import Formats
from pos.ui.language import Language, apply_language, language
from pos.ui.palette import Look
from pos.ui.theme import apply_look


class Appearance(QObject):
    """What the first picture needs, kept up to date; `changed` when it has to be kept again."""

    changed = Signal(object)  # FirstLook
    formats_changed = Signal(object)  # Formats

    def __init__(self, app: QApplication, first_look: FirstLook) -> None:
        super().__init__(app)
        self._app = app
        self._kept = first_look
        self._zone: tzinfo = UTC
        apply_look(app, self.look)
        self._locale = apply_language(app, self.language)

    @property
    def first_look(self) -> FirstLook:
        return self._kept

    @property
    def language(self) -> Language:
        return language(self._kept.language)

    @property
    def look(self) -> Look:
        return Look.DARK if self._kept.look == Look.DARK.value else Look.LIGHT

    def formats(self) -> Formats:
        """Return how figures are written now; ask again after `formats_changed`."""
        return Formats(self._locale, self._zone)

    def choose_language(self, code: str) -> None:
        """Show everything in another language from now on."""
        if code == self._kept.language:
            return
        self._kept = replace(self._kept, language=code)
        self._locale = self.language.locale()
        self.formats_changed.emit(self.formats())
        apply_language(self._app, self.language)
        self.changed.emit(self._kept)

    def choose_look(self, new_look: Look) -> None:
        """Show everything light or dark from now on."""
        if new_look is self.look:
            return
        self._kept = replace(self._kept, look=new_look.value)
        apply_look(self._app, new_look)
        self.changed.emit(self._kept)

    def learn_zone(self, zone: tzinfo) -> None:
        """Write times in the store's zone."""
        if zone != self._zone:
            self._zone = zone
            self.formats_changed.emit(self.formats())

    def learn(self, *, register: str, faces: tuple[Face, ...]) -> None:
        """Keep what the sign-in screen shows, for the next start."""
        learnt = replace(self._kept, register=register, faces=faces)
        if learnt != self._kept:
            self._kept = learnt
            self.changed.emit(learnt)
