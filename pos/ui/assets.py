"""Where the fonts, icons, style sheet and translations lie."""

from __future__ import annotations

from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def asset(*parts: str) -> Path:
    """Return the path of a bundled file, e.g. `asset("icons", "pay.svg")`."""
    return RESOURCES.joinpath(*parts)
