"""Where the fonts, icons, style sheet and translations lie."""

from __future__ import annotations

from pathlib import Path

from pos.runtime.resources import RESOURCES, resource


def asset(*parts: str) -> Path:
    """Return the path of a bundled file, e.g. `asset("icons", "pay.svg")`."""
    return resource(*parts)


__all__ = ["RESOURCES", "asset"]
