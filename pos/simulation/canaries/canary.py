"""A canary: a bug with a name, and how production code is replaced by it for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Canary:
    """`invariants` are the numbers of those that may catch it (docs/reliability.md)."""

    name: str
    bug: str
    invariants: tuple[int, ...]
    switch_on: Callable[[], AbstractContextManager[None]]


@contextmanager
def replaced(owner: Any, name: str, new: Any) -> Iterator[None]:
    """Put something else in the place of an attribute of a module or class, for a while.

    :raises AttributeError: if the owner itself has no such attribute: a canary must bite.
    """
    if name not in vars(owner):
        raise AttributeError(f"{owner.__name__} has no {name} to replace")
    original = vars(owner)[name]
    setattr(owner, name, new)
    try:
        yield
    finally:
        setattr(owner, name, original)
