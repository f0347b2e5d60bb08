"""Looks, style sheet, icons and fonts."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QPushButton

from pos.ui import fonts, icons
from pos.ui.assets import asset
from pos.ui.language import ARABIC, apply_language
from pos.ui.palette import DARK, TEXT_PAIRS, Look, palette
from pos.ui.theme import TOUCH_PX, apply_look, colours, set_icon, style_sheet
from pos.ui.widgets.buttons import action_button, icon_button

ICONS = sorted(path.stem for path in asset("icons").glob("*.svg"))


def pictures(widget: QPushButton) -> bytes:
    return bytes(widget.icon().pixmap(24, 24).toImage().constBits())


class TestLook:
    def test_changes_the_colours_that_painting_asks_for(self, qapp) -> None:
        apply_look(qapp, Look.DARK)

        assert colours() is DARK
        assert qapp.palette().window().color().name() == DARK.ground

    def test_draws_the_icons_of_living_widgets_anew(self, qapp, qtbot) -> None:
        button = action_button("Print", icon="print")
        qtbot.addWidget(button)
        light = pictures(button)

        apply_look(qapp, Look.DARK)

        assert pictures(button) != light


class TestStyleSheet:
    @pytest.mark.parametrize("look", Look)
    def test_knows_all_its_names(self, look: Look) -> None:
        assert "$" not in style_sheet(palette(look)).split("*/", 1)[1]

    def test_writes_only_pairs_whose_contrast_is_tested(self) -> None:
        source = asset("theme", "evertill.qss").read_text(encoding="utf-8")
        rules = re.findall(r"\{([^}]*)\}", source)
        pairs = set()
        for rule in rules:
            ink = re.search(r"(?:^|[\s;])color: \$(\w+)", rule)
            ground = re.search(r"background: \$(\w+)", rule)
            if ink and ground and ink[1] != "disabled":
                pairs.add((ink[1], ground[1]))

        assert pairs <= set(TEXT_PAIRS)


class TestIcon:
    @pytest.mark.parametrize("name", ICONS)
    def test_is_drawn_in_the_colour_asked_for(self, qapp, name: str) -> None:
        image = icons.pixmap(name, "#ff0000", 24).toImage()

        seen = {
            image.pixelColor(x, y).name()
            for x in range(24)
            for y in range(24)
            if image.pixelColor(x, y).alpha() > 250
        }

        assert seen
        assert name == "evertill" or seen == {"#ff0000"}

    def test_that_points_along_the_line_is_mirrored_in_arabic(self, qapp, qtbot) -> None:
        button = QPushButton()
        qtbot.addWidget(button)
        set_icon(button, "back")
        leftward = pictures(button)

        apply_language(qapp, ARABIC)

        assert pictures(button) != leftward

    def test_without_a_direction_stays_as_it_is(self, qapp, qtbot) -> None:
        button = QPushButton()
        qtbot.addWidget(button)
        set_icon(button, "lock")
        before = pictures(button)

        apply_language(qapp, ARABIC)

        assert pictures(button) == before


class TestFont:
    def test_is_the_bundled_one(self, qapp) -> None:
        label = QLabel("x")

        assert label.font().family() == fonts.FAMILY

    @pytest.mark.parametrize("digits", ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
    def test_has_figures_of_one_width(self, qapp, digits: str) -> None:
        metrics = QFontMetrics(fonts.bold_font(fonts.TOTAL_PX))

        assert len({metrics.horizontalAdvance(digit) for digit in digits}) == 1

    def test_keeps_them_under_the_style_sheet(self, qapp, qtbot) -> None:
        label = QLabel("١٢٣")
        label.setProperty("role", "total")
        qtbot.addWidget(label)
        label.ensurePolished()

        metrics = QFontMetrics(label.font())

        assert label.font().pixelSize() == fonts.TOTAL_PX
        assert metrics.horizontalAdvance("١") == metrics.horizontalAdvance("٣")


class TestButton:
    def test_is_large_enough_for_a_finger(self, qtbot) -> None:
        for button in (action_button("Pay", role="primary"), icon_button("close", "Close")):
            qtbot.addWidget(button)
            button.ensurePolished()

            assert button.minimumSizeHint().height() >= TOUCH_PX or (
                button.minimumHeight() >= TOUCH_PX
            )

    def test_that_shows_an_icon_only_has_a_name(self, qtbot) -> None:
        button = icon_button("close", "Close")
        qtbot.addWidget(button)

        assert button.accessibleName() == "Close"
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
