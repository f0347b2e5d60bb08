"""The exchange as a register holds it: started, nudged, closed."""

from __future__ import annotations

from pos.sync.exchange import open_exchange
from pos.sync.status import SyncStatus
from tests.fakes import FakeChance
from tests.fakes_server import DEVICE_KEY
from tests.fakes_sync import ExchangeInTest, FakeScheduler


class TestTheExchange:
    def test_ticks_on_its_schedule_and_lets_go_when_closed(self, exchange: ExchangeInTest) -> None:
        scheduler, seen = FakeScheduler(), list[SyncStatus]()
        opened = open_exchange(
            exchange.local,
            DEVICE_KEY,
            FakeChance(),
            exchange.reconciliation,
            transport=exchange.server,
            scheduler=scheduler,
        )
        opened.listen(seen.append)
        exchange.sell(2)

        opened.start()
        scheduler.tick()
        opened.nudge()
        opened.try_now()
        opened.close()

        assert len(exchange.server.hashes) == 2
        assert seen[-1] == opened.status
        assert scheduler.nudges == 2
        assert scheduler.is_closed
        assert exchange.server.is_closed

    def test_tells_the_servers_totals(self, exchange: ExchangeInTest) -> None:
        exchange.sell(2)
        exchange.engine.cycle()
        opened = open_exchange(
            exchange.local,
            DEVICE_KEY,
            FakeChance(),
            exchange.reconciliation,
            transport=exchange.server,
            scheduler=FakeScheduler(),
        )

        assert opened.totals().head == exchange.head()
