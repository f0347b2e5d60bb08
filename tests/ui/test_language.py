"""Languages: texts, plurals, direction; and that the translation files are complete."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLineEdit

from pos.ui.language import (
    ARABIC,
    ENGLISH,
    apply_language,
    language,
    translate,
    translate_count,
)

ROOT = Path(__file__).resolve().parents[2]


class TestApplyLanguage:
    def test_turns_the_program_to_the_reading_direction(self, qapp) -> None:
        apply_language(qapp, ARABIC)
        assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft

        apply_language(qapp, ENGLISH)
        assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight

    def test_translates_and_forgets_the_language_before(self, qapp) -> None:
        apply_language(qapp, ARABIC)
        assert translate("Progress", "Cancel") == "إلغاء"

        apply_language(qapp, ENGLISH)
        assert translate("Progress", "Cancel") == "Cancel"

    def test_translates_what_qt_says_by_itself(self, qapp, qtbot) -> None:
        apply_language(qapp, ARABIC)
        field = QLineEdit()
        qtbot.addWidget(field)

        menu = field.createStandardContextMenu()
        texts = "".join(action.text() for action in menu.actions())
        menu.deleteLater()

        assert any("\u0600" <= character <= "\u06ff" for character in texts)

    def test_takes_figures_from_the_territory_of_the_store(self, qapp) -> None:
        assert apply_language(qapp, ARABIC).zeroDigit() == "٠"
        assert apply_language(qapp, ARABIC, "TN").zeroDigit() == "0"
        assert QLocale().name() == "ar_TN"


class TestLanguage:
    def test_that_is_unknown_is_english(self) -> None:
        assert language("xx") is ENGLISH
        assert language("ar") is ARABIC


class TestTranslate:
    def test_fills_in_values(self, qapp) -> None:
        text = translate("Progress", "{done} of {total}", done="3", total="9")

        assert text == "3 of 9"

    @pytest.mark.parametrize("name", ["{total}", "{0.__class__}", "%n", "{", "}"])
    def test_never_reads_a_value_as_a_template(self, qapp, name: str) -> None:
        text = translate("Progress", "{done} of {total}", done=name, total="9")

        assert text == f"{name} of 9"


class TestTranslateCount:
    @pytest.mark.parametrize(("count", "text"), [(1, "1 needs attention"), (2, "2 need attention")])
    def test_uses_the_english_plural(self, qapp, count: int, text: str) -> None:
        assert translate_count("StatusBar", "%Ln need(s) attention", count) == text

    def test_uses_arabic_plurals_and_digits(self, qapp) -> None:
        apply_language(qapp, ARABIC)

        texts = {
            count: translate_count("StatusBar", "%Ln need(s) attention", count)
            for count in (1, 2, 5, 12)
        }

        assert texts[1] == "أمر واحد يحتاج انتباهًا"
        assert texts[2] == "أمران يحتاجان انتباهًا"
        assert texts[5] == "٥ أمور تحتاج انتباهًا"
        assert texts[12].startswith("١٢")


class TestTranslationFiles:
    def test_are_up_to_date_finished_and_keep_their_placeholders(self) -> None:
        script = ROOT / "scripts" / "translations"

        checked = subprocess.run(
            [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
        )

        assert checked.stderr == ""
        assert checked.returncode == 0
