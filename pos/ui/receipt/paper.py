"""Paper: what a receipt or a report says, as blocks, whatever draws it.

Build a tuple of blocks; `PaperView` shows it on screen, `paper_pdf` writes it to a file. Both
let `PaperPainter` lay it out, so that they cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Centred:
    """A line in the middle: the shop's name (strong), its address, a word of thanks."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A name on the leading side and a figure on the other; the name wraps, the figure never."""

    name: str
    figure: str
    strong: bool = False
    large: bool = False
    indented: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """Small text below the line it belongs to."""

    text: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """Words in a frame that nobody can overlook: COPY, TRAINING."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A dashed line across."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


Block = Centred | Pair | Remark | Stamp | Rule | Gap
Paper = tuple[Block, ...]
