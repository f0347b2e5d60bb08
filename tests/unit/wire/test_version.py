"""Version of the contract: changed on purpose only, since both sides go by it."""

from __future__ import annotations

from pos.wire.version import EVENT_VERSION, PROTOCOL


def test_is_the_first() -> None:
    assert (PROTOCOL, EVENT_VERSION) == ("v1", 1)
