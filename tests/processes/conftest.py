"""A register that sold, and its server behind a proxy whose faults the test chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pos.bootstrap import Register, Surroundings, open_register
from pos.cli.register_folder import exchange_of
from pos.runtime.clock import SystemClock
from pos.runtime.config import Settings
from pos.runtime.ids import SystemChance, SystemIds
from pos.server import tables
from pos.server.feeds import put
from pos.sync.exchange import Exchange
from pos.sync.status import CycleResult
from pos.wire.codec import encode
from tests.integration.sync.test_transport import Handle, a_bad_server
from tests.processes.faults import Fate, GivenFates
from tests.processes.proxy import Proxy
from tests.real_tills import FLOAT, MILK, enrolled, sell
from tests.registers import MIA
from tests.servers import RunningServer, a_running_server, rows


@dataclass
class BehindAProxy:
    """A till in an open session that exchanges over connections whose fates the test chooses."""

    register: Register
    server: RunningServer
    proxy: Proxy
    fates: GivenFates
    exchange: Exchange

    def suffer(self, *fates: Fate) -> None:
        """Give the connections from the next one on these fates; none is left from before."""
        self.fates.give(*fates)
        self.proxy.drop()

    def cycle(self) -> CycleResult:
        return self.exchange.cycle()

    def cycle_at(self, handle: Handle) -> CycleResult:
        """Exchange with another server, which does as it is told."""
        with (
            a_bad_server(handle) as (other, _),
            exchange_of(self.register, other.url) as exchange,
        ):
            return exchange.cycle()

    def sell(self, count: int = 1) -> None:
        (open_one,) = self.register.cash_sessions.resumable()
        sell(self.register, open_one.id, count)

    def open_drawer(self) -> None:
        (open_one,) = self.register.cash_sessions.resumable()
        self.register.cash_movements.open_drawer(open_one.id, MIA, "change for a customer")

    @property
    def sales_on_server(self) -> int:
        return rows(self.server, tables.sale)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[BehindAProxy]:
    server_folder, till_folder = tmp_path / "server", tmp_path / "till"
    with a_running_server(server_folder) as server, a_shop(server, till_folder) as made:
        yield made


@contextmanager
def a_shop(server: RunningServer, root: Path) -> Iterator[BehindAProxy]:
    fates = GivenFates()
    port = urlsplit(server.url).port
    assert port is not None
    with server.database.write() as db:
        put(db, server.store_number, "product", {"MILK": encode(MILK)})
    with Proxy(port, fates) as proxy:
        enrolled(root, replace(server, url=proxy.url), server.code())
        with _opened(root) as register, exchange_of(register) as exchange:
            exchange.cycle()  # the products
            register.cash_sessions.open_normal(MIA, FLOAT)
            made = BehindAProxy(register, server, proxy, fates, exchange)
            assert made.cycle().is_at_rest
            yield made


@contextmanager
def _opened(root: Path) -> Iterator[Register]:
    """Open the register beside a clock that goes: time-outs are among what is tested."""
    around = Surroundings(
        clock=SystemClock(), ids=SystemIds(), chance=SystemChance(), settings=Settings()
    )
    register = open_register(root, ask_passphrase=lambda _: "pw", surroundings=around)
    try:
        yield register
    finally:
        register.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the register wait less long than 20 s for what never comes."""

    def set_seconds(*, read: float = 0.5, whole: float = 300) -> None:
        monkeypatch.setattr("pos.sync.transport.READ_SECONDS", read)
        monkeypatch.setattr("pos.sync.transport.WHOLE_SECONDS", whole)

    return set_seconds
