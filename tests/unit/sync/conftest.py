"""A register and a server in memory for each test of the exchange."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes_sync import ExchangeInTest, an_exchange


@pytest.fixture
def exchange(tmp_path: Path) -> Iterator[ExchangeInTest]:
    made = an_exchange(tmp_path)
    yield made
    made.database.close()
