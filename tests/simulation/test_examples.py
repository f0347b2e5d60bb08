"""What the simulator found, each as the shortest story that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pos.simulation.at_till import AtTill
from pos.simulation.chain import Chain, a_chain
from pos.simulation.exchanges import cycle
from pos.simulation.office import boss_of
from pos.simulation.told import ToldTill
from pos.sync.transport import Reply, Request


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with a_chain(tmp_path) as chain:
        yield chain


@dataclass
class OneFlip:
    """A server whose next push arrives with a letter changed."""

    chain: Chain
    is_left: bool = True

    def answer(self, request: Request) -> Reply:
        if self.is_left and request.path == "/v1/journal" and request.method == "POST":
            self.is_left = False
            body = (request.body or b"").replace(b"cash_session_opened", b"cash_session_0pened")
            return self.chain.answer(replace(request, body=body))
        return self.chain.answer(request)


class TestAnEntryThatWasRefused:
    def test_is_no_objection_once_it_arrived_as_it_was_written(self, chain: Chain) -> None:
        at = AtTill(chain.tills[0], ToldTill())
        at.open_normal(boss_of(at), 10_000)
        at.till.line.server = OneFlip(chain)

        refused = cycle(at)
        taken = cycle(at)

        assert refused.quarantined
        assert taken.is_at_rest, taken


class TestATillOfAnotherStore:
    def test_signs_in_though_its_store_is_not_the_servers_first(self, chain: Chain) -> None:
        kiosk = AtTill(chain.tills[2], ToldTill())
        kiosk.open_normal(boss_of(kiosk), 10_000)

        assert kiosk.till.shop.number == 2
        assert cycle(kiosk).is_at_rest
