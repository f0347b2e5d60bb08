"""What the server says of itself, for tests that must know every endpoint there is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pos.runtime.ids import SystemChance
from pos.server.app import create_app
from pos.server.context import server_context
from pos.server.database import open_sqlite
from tests.fakes import FakeClock
from tests.keys import new_signing_key

NOWHERE = Path("nowhere.db")  # a description needs no database


@dataclass(frozen=True, slots=True, order=True)
class Endpoint:
    """A method and a path, and whether the description asks for a token."""

    method: str
    path: str
    is_guarded: bool


@cache
def description() -> dict[str, Any]:
    """Return the OpenAPI description of the whole application."""
    parts = server_context(
        open_sqlite(NOWHERE), new_signing_key(), clock=FakeClock(), chance=SystemChance()
    )
    return create_app(parts).openapi()


def endpoints() -> list[Endpoint]:
    """Return every operation of the description."""
    return sorted(
        Endpoint(method.upper(), path, bool(operation.get("security")))
        for path, operations in description()["paths"].items()
        for method, operation in operations.items()
    )
