"""The whole list: each of its lines is a test somewhere, or is explained."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.bad_input.table import table, written
from tests.bad_input.where import SECURITY, WHERE

TESTS = Path(__file__).parent.parent
REPOSITORY = TESTS.parent
LINES = [
    line.removeprefix("- ")
    for line in (TESTS / "bad_input" / "list.md").read_text().splitlines()
    if line.startswith("- ")
]
LINES_AT_LEAST = 94  # so that nobody shortens the list without meaning to


@cache
def names_of(file: str) -> frozenset[str]:
    """Return the tests of a file as `Class`, `Class::method` and `function`."""
    tree = ast.parse((TESTS / file).read_text())
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            inside = [one.name for one in node.body if isinstance(one, ast.FunctionDef)]
            if any(name.startswith("test_") for name in inside):
                names |= {node.name, *(f"{node.name}::{name}" for name in inside)}
    return frozenset(names)


class TestTheList:
    def test_is_whole(self) -> None:
        assert len(LINES) >= LINES_AT_LEAST
        assert set(LINES) == set(WHERE)

    def test_stands_in_the_document(self) -> None:
        assert written() == table(), "run: python -m tests.bad_input.table"

    @pytest.mark.parametrize("line", LINES)
    def test_has_a_test_or_a_reason_for_each_line(self, line: str) -> None:
        assert WHERE[line]
        for reference in WHERE[line]:
            if reference == SECURITY:
                reasons = (REPOSITORY / SECURITY).read_text().partition("## The list")[0]
                assert f"| {line} |" in reasons
                continue
            file, _, name = reference.partition("::")
            assert name in names_of(file), f"{reference} is not there any more"
