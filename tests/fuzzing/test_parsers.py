"""Every parser: whatever it is given, it returns or raises what it says, and that soon."""

from __future__ import annotations

import ast
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing.drawing import NASTY_TEXTS, TEXTS
from tests.fuzzing.effort import effort
from tests.fuzzing.parsers import OF_TEXTS, PARSERS, Parser

EXAMPLES = 40
SECONDS_MAX = 2.0  # of this thread's processor: a busy machine is no failure
PACKAGE = Path(__file__).parent.parent.parent / "pos"
READS_FROM_OUTSIDE = re.compile(r"(parse|read|decode|decoded|typed)(_\w+)?")
# Functions with such a name that read nothing from outside, or nothing of their own.
OWN_ROWS = "reads rows of this program's own database"
NO_PARSERS = {
    "demo.plan:read_items": "reads the sample catalogue that this program brings along",
    "server.database:Database.read": "begins a database transaction",
    "server.feeds:read_topic": OWN_ROWS,
    "server.feeds:read_thing": OWN_ROWS,
    "services.identity:read_store": OWN_ROWS,
    "services.rebuild:Rebuild.read_on": "reads on in what `parse_event` has read",
    "services.session_check_rows:read_checks": OWN_ROWS,
    "services.session_corrections:read_places": OWN_ROWS,
    "services.session_list:_Rows.read": OWN_ROWS,
    "services.settings:read_setting": "reads a row, and its text with `Setting.parse`",
    "services.settings:read_thresholds": "reads rows, and their texts with `Setting.parse`",
    "sync.deadline:_Stream.read": "reads bytes of a connection and says nothing of them",
    "sync.marks:read_freeze": OWN_ROWS,
    "sync.sync_rows:read_batch": OWN_ROWS,
    "sync.sync_rows:read_sync_state": OWN_ROWS,
    "sync.sync_rows:read_told": OWN_ROWS,
    "sync.sync_rows:read_waiting": OWN_ROWS,
    "ui.checkout.ringing_up:RingingUp.typed": "gives back what was typed",
    "ui.formatting:Formats.typed": "writes an amount as somebody would type it",
}


def functions() -> set[str]:
    """Return every public function below `pos` that is named like a parser.

    The simulator reads what it wrote itself.
    """
    found = set()
    for path in sorted(set(PACKAGE.rglob("*.py")) - set((PACKAGE / "simulation").rglob("*.py"))):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found |= {f"{module}:{name}" for name in named(ast.parse(path.read_text()), "")}
    return {name for name in found if READS_FROM_OUTSIDE.fullmatch(re.split(r"[:.]", name)[-1])}


def named(node: ast.AST, prefix: str) -> set[str]:
    """Return the functions of a module and the methods of its classes."""
    found = set()
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(prefix + child.name)
        elif isinstance(child, ast.ClassDef):
            found |= named(child, f"{child.name}.")
    return found


def read_soon(parser: Parser, drawn: object) -> None:
    began = time.thread_time()
    with suppress(*parser.raises):
        parser.read(drawn)
    assert time.thread_time() - began < SECONDS_MAX


class TestEveryParser:
    @pytest.mark.parametrize("parser", PARSERS, ids=str)
    def test_returns_or_raises_what_it_says_and_soon(self, parser: Parser) -> None:
        @effort(EXAMPLES)
        @given(st.data())
        def each(data: st.DataObject) -> None:
            read_soon(parser, data.draw(parser.drawn))

        each()

    @pytest.mark.parametrize("parser", [one for one in OF_TEXTS if one.drawn is TEXTS], ids=str)
    def test_of_texts_bears_every_nasty_one(self, parser: Parser) -> None:
        for text in NASTY_TEXTS:
            read_soon(parser, text)

    def test_is_in_the_list_or_no_parser(self) -> None:
        known = {parser.name for parser in PARSERS}

        assert functions() - known - set(NO_PARSERS) == set()
