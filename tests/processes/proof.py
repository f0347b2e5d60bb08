"""The proof: a shop of real processes, its faults and kills, and what it came to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pos.runtime.clock import SystemClock
from pos.server.database import Database, open_sqlite, open_url
from pos.server.folder import DATABASE_URL
from tests.postgresql import a_cluster
from tests.processes.faults import WEIGHTS, Fates
from tests.processes.oracle import (
    archives_differ,
    come_to_rest,
    sales_of,
    unbalanced,
    verified,
)
from tests.processes.proxy import Proxy
from tests.processes.server_loop import ServerLoop
from tests.processes.server_process import ServerProcess
from tests.processes.shop import Shop
from tests.processes.till_loop import TillLoop
from tests.processes.told import compare

Say = Callable[[str], None]
_LOOK_SECONDS = 5


class Kind(StrEnum):
    """Which database the server is on."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to run, and for how long."""

    database: Kind
    seconds: int
    seed: int
    workers: int = 2
    pause_ms: int = 200
    calm_seconds: int = 12  # that till and server live at the most, once they are up


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run came to. Everything below `tried_again` is empty or zero if all is well."""

    database: str
    seed: int
    minutes: float
    kills: dict[str, int]
    restarts: dict[str, int]
    connections: int
    faults: dict[str, int]
    commands: dict[str, int]
    sales_told: int
    sales_recorded_unseen: int
    tickets_kept: int
    sessions_closed: int
    sales_on_server: int
    usable_seconds_longest: float
    usable_seconds_median: float
    tried_again: list[str]
    lost: list[int]
    doubled: list[int]
    never_rung_up: int
    cents_differing: int
    unbalanced: int
    findings: list[str]

    @property
    def is_sound(self) -> bool:
        wrong = (self.lost, self.doubled, self.findings)
        return not (any(wrong) or self.never_rung_up or self.cents_differing or self.unbalanced)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"sound": self.is_sound}


def prove(root: Path, wanted: Wanted, say: Say, ended: threading.Event) -> Report:
    """Make a shop in a folder, work and kill it for so long, heal it, and compare both sides.

    Setting `ended` ends the work at once; what was done until then is judged all the same.
    """
    clock = SystemClock()
    with _database(root, wanted.database) as (environment, kill_database):
        shop = Shop(root, environment)
        shop.make_server_folder()
        server = ServerProcess(shop.server_folder, shop.environment, wanted.workers)
        server.start()
        fates = Fates(wanted.seed, {})
        try:
            with Proxy(server.port, fates) as proxy:
                shop.enrol(proxy.url)
                fates.begin(WEIGHTS)
                till = TillLoop(shop, wanted.seed + 1, wanted.pause_ms, wanted.calm_seconds)
                killer = ServerLoop(server, wanted.seed + 2, wanted.calm_seconds, kill_database)
                begun = clock.monotonic_ns()
                _work(till, killer, wanted.seconds, (say, ended))
                minutes = (clock.monotonic_ns() - begun) / 60e9
                say("healed; waiting for rest …")
                proxy.heal()
                _until_ready(server, shop)
                return _judged(shop, server, proxy, (till, killer, fates, wanted), minutes)
        finally:
            server.kill()


def _work(
    till: TillLoop, killer: ServerLoop, seconds: int, around: tuple[Say, threading.Event]
) -> None:
    """Let till and server live and die beside each other; an error of either ends both."""
    say, ended = around
    stop = threading.Event()
    with ThreadPoolExecutor(2) as threads:
        loops = [threads.submit(till.run, stop), threads.submit(killer.run, stop)]
        try:
            for left in range(seconds, 0, -_LOOK_SECONDS):
                done, _ = wait(loops, min(left, _LOOK_SECONDS), return_when=FIRST_EXCEPTION)
                if done or ended.is_set():
                    break
                if left % 60 < _LOOK_SECONDS:
                    kills = f"{till.record.kills} tills killed, of servers: {dict(killer.kills)}"
                    say(f"{left} s left: {len(till.record.told.sales)} sales told, {kills}")
        finally:
            stop.set()
        for loop in loops:
            loop.result()


def _until_ready(server: ServerProcess, shop: Shop) -> None:
    if server.has_ended or not server.is_ready():
        server.kill()
        server.start()


def _judged(
    shop: Shop,
    server: ServerProcess,
    proxy: Proxy,
    parts: tuple[TillLoop, ServerLoop, Fates, Wanted],
    minutes: float,
) -> Report:
    till, killer, fates, wanted = parts
    tried = come_to_rest(shop)
    database = _database_of(shop)
    compared = compare(till.record.told, sales_of(database))
    wrong = unbalanced(database)
    database.close()
    findings = verified(shop, proxy.url) + archives_differ(shop)
    record = till.record
    usable = sorted(record.usable_ms) or [0]
    return Report(
        database=wanted.database.value,
        seed=wanted.seed,
        minutes=round(minutes, 1),
        kills={"register": record.kills, **dict(killer.kills)},
        restarts={"register": record.starts, "server": killer.restarts},
        connections=fates.connections,
        faults=dict(sorted(fates.happened.items())),
        commands=dict(record.commands),
        sales_told=compared.told,
        sales_recorded_unseen=record.told.done_unseen,
        tickets_kept=record.told.not_done,
        sessions_closed=record.told.closed,
        sales_on_server=compared.on_server,
        usable_seconds_longest=record.usable_ms_longest / 1_000,
        usable_seconds_median=usable[len(usable) // 2] / 1_000,
        tried_again=tried,
        lost=compared.lost,
        doubled=compared.doubled,
        never_rung_up=compared.never_rung_up,
        cents_differing=compared.cents_differing,
        unbalanced=wrong,
        findings=findings,
    )


@contextmanager
def _database(root: Path, kind: Kind) -> Iterator[tuple[dict[str, str], Callable[[], None] | None]]:
    """Give what commands need in their environment, and how to kill the database if it can be."""
    root.mkdir(parents=True, exist_ok=True)
    if kind is Kind.SQLITE:
        yield {}, None
        return
    with a_cluster() as cluster:
        yield {DATABASE_URL: cluster.url(cluster.create())}, cluster.crash_and_start


def _database_of(shop: Shop) -> Database:
    url = shop.environment.get(DATABASE_URL)
    return open_url(url) if url else open_sqlite(shop.server_folder / "server.db")
