"""Fixtures of the scenarios of copied tills."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.simulation.chain import Chain, a_chain
from pos.simulation.template import SHOPS
from tests.scenario.copied_tills import Copy


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with a_chain(tmp_path, shops=SHOPS[:1]) as chain:
        yield chain


@pytest.fixture
def first(chain: Chain) -> Copy:
    """A till with an open session, which sold twice; all of it is sent."""
    first = Copy(chain.tills[0])
    first.open()
    first.sell(2)
    assert first.cycle().is_at_rest
    return first
