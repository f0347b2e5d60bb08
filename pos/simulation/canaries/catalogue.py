"""All canaries by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pos.simulation.canaries.canary import Canary

CANARIES: Mapping[str, Canary] = MappingProxyType({})
