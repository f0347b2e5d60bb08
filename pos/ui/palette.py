"""Colours of the light and the dark look, and the pairs whose contrast is tested."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Look(StrEnum):
    LIGHT = "light"
    DARK = "dark"


class Palette(NamedTuple):
    """Colours by purpose, as `#rrggbb`. Text pairs keep WCAG 2.2 AA: at least 4.5 to 1.

    (A data class of so many fields would take a hundredth of the start to make.)
    """

    ground: str  # behind everything
    surface: str  # cards, fields, tables
    raised: str  # keys and quiet buttons, zebra, hover on a surface
    pressed: str
    line: str  # decorative separators
    border: str  # edges of controls, 3 to 1 on what surrounds them
    text: str
    muted: str
    disabled: str
    disabled_ground: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_soft: str  # selected rows and tiles
    accent_text: str  # links and figures on surface, ground and accent_soft
    danger: str
    danger_pressed: str
    on_danger: str
    danger_soft: str
    danger_text: str
    warning_soft: str
    warning_text: str
    info_soft: str
    info_text: str
    bar_normal: str
    on_bar_normal: str
    bar_deferred: str
    on_bar_deferred: str
    bar_training: str
    bar_training_stripe: str
    on_bar_training: str
    toast: str
    on_toast: str
    focus: str  # ring around what has the keyboard

    def named(self) -> dict[str, str]:
        """Return the colours by name, for the style sheet."""
        return self._asdict()


LIGHT = Palette(
    ground="#eef1f4",
    surface="#ffffff",
    raised="#f1f4f7",
    pressed="#dbe2e9",
    line="#d9e0e7",
    border="#7d8a98",
    text="#14202b",
    muted="#4b5967",
    disabled="#7a8794",
    disabled_ground="#e6eaee",
    accent="#0b6b52",
    accent_hover="#095a45",
    accent_pressed="#064433",
    on_accent="#ffffff",
    accent_soft="#dcf0e8",
    accent_text="#0a5d47",
    danger="#b3261e",
    danger_pressed="#8c1d17",
    on_danger="#ffffff",
    danger_soft="#fce7e5",
    danger_text="#93201a",
    warning_soft="#fff0cf",
    warning_text="#6b4300",
    info_soft="#e2edfb",
    info_text="#1b4a86",
    bar_normal="#0a4f3d",
    on_bar_normal="#ffffff",
    bar_deferred="#ffc247",
    on_bar_deferred="#2b1d00",
    bar_training="#e7dffa",
    bar_training_stripe="#d3c5f2",
    on_bar_training="#2c1c5c",
    toast="#1d2a36",
    on_toast="#ffffff",
    focus="#0f7fd6",
)

DARK = Palette(
    ground="#0f151b",
    surface="#18212a",
    raised="#222d38",
    pressed="#33414e",
    line="#2d3a46",
    border="#7f8e9c",
    text="#f2f5f8",
    muted="#b0bdc9",
    disabled="#74818d",
    disabled_ground="#1c252e",
    accent="#3fcf9f",
    accent_hover="#61dfb6",
    accent_pressed="#2bb387",
    on_accent="#05241a",
    accent_soft="#12392e",
    accent_text="#70e4be",
    danger="#ff8b81",
    danger_pressed="#f26a5e",
    on_danger="#3a0906",
    danger_soft="#45191a",
    danger_text="#ffb4ad",
    warning_soft="#40300c",
    warning_text="#ffd27a",
    info_soft="#16304f",
    info_text="#a9cdf9",
    bar_normal="#0d3a2e",
    on_bar_normal="#effaf5",
    bar_deferred="#f0b035",
    on_bar_deferred="#241800",
    bar_training="#3a2e63",
    bar_training_stripe="#483a79",
    on_bar_training="#f2edff",
    toast="#f2f5f8",
    on_toast="#14202b",
    focus="#5cb6ff",
)

# What is written on what. The style sheet and the painting code use no other pair.
TEXT_PAIRS = (
    ("text", "ground"),
    ("text", "surface"),
    ("text", "raised"),
    ("text", "pressed"),
    ("text", "accent_soft"),
    ("muted", "ground"),
    ("muted", "surface"),
    ("muted", "raised"),
    ("muted", "accent_soft"),
    ("accent_text", "ground"),
    ("accent_text", "surface"),
    ("accent_text", "raised"),
    ("accent_text", "accent_soft"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_pressed"),
    ("on_danger", "danger"),
    ("on_danger", "danger_pressed"),
    ("danger_text", "surface"),
    ("danger_text", "ground"),
    ("danger_text", "raised"),
    ("danger_text", "danger_soft"),
    ("warning_text", "warning_soft"),
    ("warning_text", "surface"),
    ("info_text", "info_soft"),
    ("on_bar_normal", "bar_normal"),
    ("on_bar_deferred", "bar_deferred"),
    ("on_bar_training", "bar_training"),
    ("on_bar_training", "bar_training_stripe"),
    ("on_toast", "toast"),
)

# Edges and rings that must be told apart from what surrounds them: 3 to 1 (WCAG 1.4.11).
EDGE_PAIRS = (
    ("border", "surface"),
    ("border", "ground"),
    ("focus", "surface"),
    ("focus", "ground"),
    ("focus", "raised"),
    ("accent", "surface"),
    ("accent", "ground"),
)


def palette(look: Look) -> Palette:
    """Return the colours of the look."""
    return DARK if look is Look.DARK else LIGHT
