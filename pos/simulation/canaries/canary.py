"""A canary: a bug with a name, and how production code is made to have it for a while."""

from __future__ import annotations
import __future__

import ast
import inspect
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import CodeType, FunctionType
from typing import Any


class CanaryOutOfDate(Exception):
    """Production code has no longer what the canary would make wrong: it would not bite."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One place of production code: `right` stands there once, and `wrong` takes its place.

    `where` is `module:function` or `module:Class.method`; the indentation is that of a function
    at the margin. The function's code is replaced, so whoever has imported it has the mistake too.
    """

    where: str
    right: str
    wrong: str

    def changed(self, source: str) -> str:
        """Return the source with the mistake.

        :raises CanaryOutOfDate: if it no longer says what is to be wrong.
        """
        if source.count(self.right) != 1:
            raise CanaryOutOfDate(
                f"{self.where} says {self.right!r} {source.count(self.right)} times, not once"
            )
        return source.replace(self.right, self.wrong)


@dataclass(frozen=True, slots=True)
class Canary:
    """A bug. `invariants` are the numbers of those that may catch it (docs/reliability.md)."""

    name: str
    bug: str
    invariants: tuple[int, ...]
    mistakes: tuple[Mistake, ...]

    @contextmanager
    def switch_on(self) -> Iterator[None]:
        """Have the bug in the program while the block runs.

        :raises CanaryOutOfDate: if production code has changed where the bug would be.
        """
        with ExitStack() as stack:
            for where in dict.fromkeys(mistake.where for mistake in self.mistakes):
                there = [mistake for mistake in self.mistakes if mistake.where == where]
                stack.enter_context(_made(where, there))
            yield


@contextmanager
def _made(where: str, mistakes: Sequence[Mistake]) -> Iterator[None]:
    """Have mistakes in one place of the code while the block runs."""
    function = _function(where)
    wrong = _code(where, function, mistakes)
    right, function.__code__ = function.__code__, wrong
    try:
        yield
    finally:
        function.__code__ = right


def _function(where: str) -> FunctionType:
    """Return the plain function, also inside of a property, a class method or a decorator."""
    module, _, names = where.partition(":")
    found: Any = import_module(module)
    for name in names.split("."):
        if name not in vars(found):
            raise CanaryOutOfDate(f"{where}: there is no {name}")
        found = vars(found)[name]
    if isinstance(found, property):
        found = found.fget
    found = inspect.unwrap(getattr(found, "__func__", found))
    if not isinstance(found, FunctionType):
        raise CanaryOutOfDate(f"{where} is no function")
    return found


def _code(where: str, function: FunctionType, mistakes: Sequence[Mistake]) -> CodeType:
    """Compile the function as it would be with the mistakes."""
    source = textwrap.dedent(inspect.getsource(function))
    tree = ast.parse(_changed(source, mistakes))
    (defined,) = tree.body
    if not isinstance(defined, ast.FunctionDef):
        raise CanaryOutOfDate(f"{where} is no plain function")
    defined.decorator_list = []  # the decorated one stays, with other code inside
    flags = __future__.annotations.compiler_flag
    compiled = compile(tree, where, "exec", flags=flags, dont_inherit=True)
    names: dict[str, Any] = {}
    exec(compiled, function.__globals__, names)
    made: CodeType = names[defined.name].__code__
    if made.co_freevars != function.__code__.co_freevars:
        raise CanaryOutOfDate(f"{where} closes over other names")
    return made


def _changed(source: str, mistakes: Sequence[Mistake]) -> str:
    for mistake in mistakes:
        source = mistake.changed(source)
    return source
