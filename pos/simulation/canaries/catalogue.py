"""All canaries by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pos.simulation.canaries.at_the_server import AT_THE_SERVER
from pos.simulation.canaries.at_the_till import AT_THE_TILL
from pos.simulation.canaries.canary import Canary
from pos.simulation.canaries.in_the_exchange import IN_THE_EXCHANGE
from pos.simulation.canaries.of_money import OF_MONEY
from pos.simulation.canaries.of_sessions import OF_SESSIONS

CANARIES: Mapping[str, Canary] = MappingProxyType(
    {
        canary.name: canary
        for canary in (
            *AT_THE_TILL,
            *OF_MONEY,
            *OF_SESSIONS,
            *IN_THE_EXCHANGE,
            *AT_THE_SERVER,
        )
    }
)
