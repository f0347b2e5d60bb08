"""A canary: a bug with a name, and how production code is made to have it for a while."""

from __future__ import annotations

import __future__

import ast
import inspect
import textwrap
from collections.abc import Iterator
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

    `where` is `module:function`, `module:Class.method`, or `module:NAME` of a text constant.
    Whoever has imported the function has the mistake too; of a constant only its own module.
    """

    where: str
    right: str
    wrong: str

    @contextmanager
    def made(self) -> Iterator[None]:
        """Have the mistake in the code while the block runs.

        :raises CanaryOutOfDate: if the place is gone, or no longer says what is to be wrong.
        """
        owner, name, found = self._place()
        if isinstance(found, str):
            with _text_in_place(owner, name, self._changed(found)):
                yield
            return
        function = _function(found, self.where)
        wrong = self._code(function)
        right, function.__code__ = function.__code__, wrong
        try:
            yield
        finally:
            function.__code__ = right

    def _place(self) -> tuple[Any, str, Any]:
        module, _, names = self.where.partition(":")
        owner: Any = None
        found: Any = import_module(module)
        name = ""
        for name in names.split("."):
            owner = found
            if name not in vars(owner):
                raise CanaryOutOfDate(f"{self.where}: there is no {name}")
            found = vars(owner)[name]
        return owner, name, found

    def _code(self, function: FunctionType) -> CodeType:
        """Compile the function as it would be with the mistake."""
        tree = ast.parse(self._changed(textwrap.dedent(inspect.getsource(function))))
        (defined,) = tree.body
        if not isinstance(defined, ast.FunctionDef):
            raise CanaryOutOfDate(f"{self.where} is no plain function")
        defined.decorator_list = []  # the decorated one stays, with other code inside
        flags = __future__.annotations.compiler_flag
        compiled = compile(tree, self.where, "exec", flags=flags, dont_inherit=True)
        names: dict[str, Any] = {}
        exec(compiled, function.__globals__, names)
        made: CodeType = names[defined.name].__code__
        if made.co_freevars != function.__code__.co_freevars:
            raise CanaryOutOfDate(f"{self.where} closes over other names")
        return made

    def _changed(self, source: str) -> str:
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
            for mistake in self.mistakes:
                stack.enter_context(mistake.made())
            yield


@contextmanager
def _text_in_place(owner: Any, name: str, text: str) -> Iterator[None]:
    right = vars(owner)[name]
    setattr(owner, name, text)
    try:
        yield
    finally:
        setattr(owner, name, right)


def _function(found: Any, where: str) -> FunctionType:
    """Return the plain function inside of a property, a class method or a decorator."""
    if isinstance(found, property):
        found = found.fget
    found = inspect.unwrap(getattr(found, "__func__", found))
    if not isinstance(found, FunctionType):
        raise CanaryOutOfDate(f"{where} is neither a function nor a text")
    return found
