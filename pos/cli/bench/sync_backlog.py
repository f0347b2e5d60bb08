"""Backlog: entries of weeks leave while a cashier rings up, who should not notice."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

from pos.bootstrap import Register, open_register
from pos.cli.asking import PassphrasePrompt
from pos.cli.bench.ground import Ground, in_a_hurry, manager_of
from pos.cli.bench.sale import a_past_sale, a_sale, session_for
from pos.cli.bench.sync_shop import a_shop, memory_of
from pos.cli.register_folder import exchange_of
from pos.demo.measuring import spread, timed
from pos.demo.shop import DemoShop
from pos.domain.cash_session import CashSession
from pos.domain.money import Money
from pos.domain.product import Product
from pos.domain.tender import Tender, TenderKind
from pos.runtime.worker import DatabaseWorker
from pos.services.operators import Operator
from pos.sync.exchange import Exchange
from pos.sync.sync_rows import read_waiting

SCANS = 5  # of each ticket
_IDLE_TICKETS = 60
_PAUSE = 0.05  # seconds between two steps of a fast cashier
_SAY_EVERY = 10_000
_AT_ONCE = 500
_HARDLY_ANYTHING = 5  # entries: what was sold a moment ago


@dataclass(frozen=True, slots=True)
class _Latencies:
    """Milliseconds that a cashier waits, from the key stroke to the answer of the database."""

    scans: list[float] = field(default_factory=list)
    completions: list[float] = field(default_factory=list)

    def as_figures(self) -> dict[str, Any]:
        return {
            "scan_ms": asdict(spread(self.scans)),
            "complete_ms": asdict(spread(self.completions)),
        }


def backlog(ground: Ground) -> dict[str, Any]:
    """Return how long a backlog takes to leave, in what memory, and what a cashier feels of it."""
    with a_shop(ground, None, 1) as shop:
        register = open_register(
            shop.till_folder, ask_passphrase=PassphrasePrompt(), worker=DatabaseWorker()
        )
        try:
            with exchange_of(register) as exchange:
                return _measured(ground, shop, register, exchange)
        finally:
            register.close()


def _measured(
    ground: Ground, shop: DemoShop, register: Register, exchange: Exchange
) -> dict[str, Any]:
    operator = register.worker.run(lambda: manager_of(register))
    exchange.cycle()
    memory = {"before": _memory(shop)}
    _pile_up(ground, register, operator)
    till = _Till(register, operator)
    memory["waiting"] = _memory(shop)
    ground.say("ringing up while the line is idle …")
    idle, busy = _Latencies(), _Latencies()
    for _ in range(_IDLE_TICKETS):
        till.ring_up(idle)
    ground.say("ringing up while the backlog leaves …")
    _, milliseconds = timed(lambda: _let_leave(exchange, till, busy))
    memory["left"] = _memory(shop)
    quiet, loud = spread(idle.scans), spread(busy.scans)
    return {
        "entries": ground.entries,
        "seconds": round(milliseconds / 1000, 1),
        "idle": idle.as_figures(),
        "leaving": busy.as_figures(),
        "scan_ratio": round(loud.p50 / quiet.p50, 2),
        "memory_mib": memory,
    }


class _Till:
    """A cashier at an open till who scans and is paid, again and again."""

    def __init__(self, register: Register, operator: Operator) -> None:
        self._register = register
        self._operator = operator
        self._cash_session = register.worker.run(lambda: _opened(register, operator))
        items = register.worker.run(register.catalogue.best_sellers)
        self._codes = [item.sku for item in items if isinstance(item, Product)][:SCANS]

    def ring_up(self, felt: _Latencies) -> None:
        """Ring one ticket up and add what was felt."""
        checkout, place, operator = self._register.checkout, self._cash_session.id, self._operator
        for code in self._codes:
            felt.scans.append(self._wait_for(partial(checkout.scan, place, operator, code)))
        total = self._register.worker.run(lambda: checkout.ticket(place).total)
        paid = Tender(TenderKind.CASH, total)
        self._wait_for(lambda: checkout.tender(place, operator, paid))
        felt.completions.append(self._wait_for(lambda: checkout.complete(place, operator)))

    def _wait_for(self, step: Callable[[], object]) -> float:
        _, milliseconds = timed(lambda: self._register.worker.run(step))
        threading.Event().wait(_PAUSE)
        return milliseconds


def _opened(register: Register, operator: Operator) -> CashSession:
    currency = register.checkout.new_sale().currency
    return register.cash_sessions.open_normal(operator, Money(0, currency))


def _pile_up(ground: Ground, register: Register, operator: Operator) -> None:
    """Record sales of one line, as from the paper book."""
    session = register.worker.run(lambda: session_for(register, operator))
    sale = register.worker.run(lambda: a_sale(register, 1))

    def record(first: int) -> None:
        with in_a_hurry(register):
            for number in range(first, min(first + _AT_ONCE, ground.entries)):
                past = a_past_sale(register, f"waiting-{number}")
                one = replace(sale, id=register.checkout.new_sale().id)
                register.checkout.record_past(session.id, operator, one, past)

    for first in range(0, ground.entries, _AT_ONCE):
        if first % _SAY_EVERY == 0:
            ground.say(f"recording what is to wait ({first:,} of {ground.entries:,}) …")
        register.worker.run(lambda first=first: record(first))  # type: ignore[misc]


def _let_leave(exchange: Exchange, till: _Till, felt: _Latencies) -> None:
    """Exchange in the background as the till does, and sell until hardly anything waits."""
    exchange.start()
    while exchange.local.run(read_waiting).entries > _HARDLY_ANYTHING:
        till.ring_up(felt)


def _memory(shop: DemoShop) -> dict[str, int | None]:
    return {"register": memory_of(os.getpid()), "server": memory_of(shop.server_pid)}
