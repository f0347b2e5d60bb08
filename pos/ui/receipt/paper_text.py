"""Paper as text: the blocks in lines of 42 columns, for a receipt printer and for files."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from pos.domain.receipt import WIDTH, columns
from pos.ui.formatting import plain
from pos.ui.receipt.paper import Block, Centred, Gap, Pair, Paper, Remark, Rule, Stamp


def paper_text(paper: Paper) -> str:
    """Return what stands on the paper, without marks of direction."""
    return "\n".join(line for block in paper for line in _lines(block)) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Centred():
            yield from map(_centred, textwrap.wrap(plain(block.text), WIDTH))
        case Stamp():
            yield from map(_centred, textwrap.wrap(f"*** {plain(block.text)} ***", WIDTH))
        case Remark():
            yield from textwrap.wrap(plain(block.text), WIDTH)
        case Pair():
            yield from _pair(plain(block.name), plain(block.figure))
        case Rule():
            yield "-" * WIDTH
        case Gap():
            yield ""


def _pair(name: str, figure: str) -> Iterator[str]:
    room = WIDTH - columns(figure) - 1
    if not figure or columns(name) > room:
        yield from textwrap.wrap(name, WIDTH)
        if figure:
            yield " " * max(0, WIDTH - columns(figure)) + figure
        return
    yield name + " " * (WIDTH - columns(name) - columns(figure)) + figure


def _centred(text: str) -> str:
    return " " * max(0, (WIDTH - columns(text)) // 2) + text
