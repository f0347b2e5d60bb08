"""Languages of the screens: texts, reading direction and the locale of figures."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from pos.ui.assets import asset
from pos.ui.theme import refresh_icons

logger = logging.getLogger(__name__)

_TRANSLATOR_NAME = "evertill-translator"


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the screens; `own_name` is how its speakers write it."""

    code: str
    own_name: str
    territory: str  # whose figures and dates are used where the store says nothing
    right_to_left: bool

    def locale(self, territory: str = "") -> QLocale:
        """Return the locale of figures, for a territory such as "TN", else the usual one."""
        return QLocale(f"{self.code}_{territory or self.territory}")

    @property
    def direction(self) -> Qt.LayoutDirection:
        if self.right_to_left:
            return Qt.LayoutDirection.RightToLeft
        return Qt.LayoutDirection.LeftToRight


ENGLISH = Language("en", "English", "US", right_to_left=False)
ARABIC = Language("ar", "العربية", "EG", right_to_left=True)
LANGUAGES = (ENGLISH, ARABIC)


def language(code: str) -> Language:
    """Return the language with this code; an unknown one is English."""
    return next((known for known in LANGUAGES if known.code == code), ENGLISH)


def apply_language(app: QApplication, chosen: Language, territory: str = "") -> QLocale:
    """Switch texts, direction and figures of the whole program; return the locale of figures.

    Every widget gets a `LanguageChange` event and shows its own texts anew.
    """
    locale = chosen.locale(territory)
    QLocale.setDefault(locale)
    for old in app.findChildren(QTranslator, _TRANSLATOR_NAME):
        app.removeTranslator(old)
        old.deleteLater()
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    _install(app, f"qtbase_{chosen.code}", qt_folder)
    if not _install(app, f"evertill_{chosen.code}", str(asset("translations"))):
        logger.warning("texts of language %s are missing: English is shown", chosen.code)
    app.setLayoutDirection(chosen.direction)
    refresh_icons(app)
    return locale


def _install(parent: QObject, name: str, folder: str) -> bool:
    translator = QTranslator(parent)
    translator.setObjectName(_TRANSLATOR_NAME)
    if not translator.load(name, folder):
        translator.deleteLater()
        return False
    return QCoreApplication.installTranslator(translator)


def translate(context: str, text: str, **values: str) -> str:
    """Return the text in the language shown, with `{name}` placeholders filled in.

    `scripts/translations` finds calls whose context and text are literals, so nothing else may
    be passed: `translate("Pay", "Change for {name}", name=operator_name)`.
    """
    translated = QCoreApplication.translate(context, text)
    return _filled(translated, values)


def translate_count(context: str, text: str, count: int, **values: str) -> str:
    """Return a text that speaks of a number, written `%Ln`, in the right plural form.

    `translate_count("Sync", "%Ln sale(s) waiting", waiting)`; the English plurals stand in the
    translation file for English.
    """
    translated = QCoreApplication.translate(context, text, "", count)
    return _filled(translated, values)


def _filled(text: str, values: dict[str, str]) -> str:
    """Replace `{name}` by its value; a value is never read as a template itself."""
    parts = text.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        known = brace and name in values
        filled.append(values[name] + rest if known else "{" + part)
    return "".join(filled)
