"""Fakes: working stand-ins for the parts of the world a test must control."""

from __future__ import annotations

from pos.simulation.virtual import Crashed as Crashed
from pos.simulation.virtual import MemorySecrets as FakeSecrets
from pos.simulation.virtual import NumberedIds as FakeIds
from pos.simulation.virtual import SeededChance as FakeChance
from pos.simulation.virtual import VirtualClock as FakeClock

__all__ = ["Crashed", "FakeChance", "FakeClock", "FakeCrashPoints", "FakeIds", "FakeSecrets"]


class FakeCrashPoints:
    """Raises `Crashed` the `count`-th time that `name` is reached; remembers all it passed."""

    def __init__(self, name: str = "", count: int = 1) -> None:
        self.reached: list[str] = []
        self._name = name
        self._left = count

    def reach(self, name: str) -> None:
        self.reached.append(name)
        if name == self._name:
            self._left -= 1
            if self._left == 0:
                raise Crashed(name)
