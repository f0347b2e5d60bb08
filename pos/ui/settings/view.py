"""Settings screen: language and look, in force at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout

from pos.ui.appearance import Appearance
from pos.ui.formatting import own_direction
from pos.ui.language import LANGUAGES, translate
from pos.ui.page import Page, card, text_label
from pos.ui.palette import Look
from pos.ui.theme import GRID
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.key_bar import KeyHint

_BUTTON_WIDTH = 200


class SettingsScreen(Page):
    """What is chosen is kept in the data folder, for this register and all who work on it."""

    def __init__(
        self,
        appearance: Appearance,
        *,
        leave: Callable[[], None],
        show_help: Callable[[], None],
    ) -> None:
        super().__init__(width_max=960)
        self.setObjectName("settings")
        self._appearance, self._leave, self._show_help = appearance, leave, show_help
        self._language_title, self._look_title = text_label("heading"), text_label("heading")
        self._language_hint = text_label("muted", wrapped=True)
        self._look_hint = text_label("muted", wrapped=True)
        self._languages = {
            known.code: self._choice(f"language_{known.code}") for known in LANGUAGES
        }
        self._looks = {look: self._choice(f"look_{look.value}") for look in Look}
        for code, button in self._languages.items():
            button.clicked.connect(partial(self._on_language, code))
        for look, button in self._looks.items():
            button.clicked.connect(partial(self._on_look, look))
        appearance.changed.connect(self._on_changed)
        self._lay_out()
        self.retranslate()

    def entered(self) -> None:
        self.retranslate()
        self._languages[self._appearance.language.code].setFocus()

    def retranslate(self) -> None:
        self.show_title(translate("Settings", "Settings"))
        self._language_title.setText(translate("Settings", "Language"))
        self._language_hint.setText(
            translate("Settings", "Receipts are printed in this language too.")
        )
        self._look_title.setText(translate("Settings", "Look"))
        self._look_hint.setText(translate("Settings", "Dark is easier on the eyes in the evening."))
        for known in LANGUAGES:
            self._languages[known.code].setText(own_direction(known.own_name))
        self._looks[Look.LIGHT].setText(translate("Settings", "Light"))
        self._looks[Look.DARK].setText(translate("Settings", "Dark"))
        self._languages[self._appearance.language.code].setChecked(True)
        self._looks[self._appearance.look].setChecked(True)
        self.show_keys(
            (KeyHint(Qt.Key.Key_F1, translate("Settings", "Help")), self._show_help),
            (KeyHint(Qt.Key.Key_Escape, translate("Settings", "Back")), self._leave),
        )

    def _choice(self, name: str) -> QPushButton:
        icons = {"look_light": "sun", "look_dark": "moon"}
        button = action_button("", icon=icons.get(name, ""), parent=self)
        button.setObjectName(name)
        button.setCheckable(True)
        button.setMinimumWidth(_BUTTON_WIDTH)
        return button

    def _lay_out(self) -> None:
        for title, hint, buttons in (
            (self._language_title, self._language_hint, self._languages.values()),
            (self._look_title, self._look_hint, self._looks.values()),
        ):
            frame, inside = card(self)
            words = QVBoxLayout()
            words.setSpacing(GRID // 2)
            words.addWidget(title)
            words.addWidget(hint)
            inside.addLayout(words)
            row = QHBoxLayout()
            row.setSpacing(GRID)
            group = QButtonGroup(self)
            for button in buttons:
                group.addButton(button)
                row.addWidget(button)
            row.addStretch(1)
            inside.addLayout(row)
            self.body.addWidget(frame)
        self.body.addStretch(1)

    def _on_language(self, code: str) -> None:
        self._appearance.choose_language(code)

    def _on_look(self, look: Look) -> None:
        self._appearance.choose_look(look)

    def _on_changed(self, _first_look: object) -> None:
        self.retranslate()
