"""Resources: where the files that ship beside the program lie."""

from __future__ import annotations

from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def resource(*parts: str) -> Path:
    """Return the path of a bundled file, e.g. `resource("catalogue", "sample.csv")`."""
    return RESOURCES.joinpath(*parts)
