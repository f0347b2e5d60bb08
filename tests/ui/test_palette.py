"""Contrast of every pair of colours that is used, by the formula of WCAG 2.2."""

import pytest

from pos.ui.palette import EDGE_PAIRS, TEXT_PAIRS, Look, palette

TEXT_CONTRAST = 4.5
EDGE_CONTRAST = 3.0


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class TestContrast:
    @pytest.mark.parametrize("look", Look)
    @pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
    def test_of_text_can_be_read(self, look: Look, ink: str, ground: str) -> None:
        named = palette(look).named()

        assert contrast(named[ink], named[ground]) >= TEXT_CONTRAST

    @pytest.mark.parametrize("look", Look)
    @pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
    def test_of_edges_can_be_seen(self, look: Look, edge: str, ground: str) -> None:
        named = palette(look).named()

        assert contrast(named[edge], named[ground]) >= EDGE_CONTRAST
