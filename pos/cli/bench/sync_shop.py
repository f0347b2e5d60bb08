"""Shop for the exchange's benchmarks: a small catalogue, several tills, either database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from pos.bootstrap import Register
from pos.cli.bench.ground import Ground
from pos.cli.register_folder import exchange_of, register_at
from pos.demo.shop import DemoShop
from pos.sync.exchange import Exchange

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class OpenTill:
    """A register that is open, with its exchange, which does nothing by itself."""

    register: Register
    exchange: Exchange


@contextmanager
def a_shop(ground: Ground, database: str | None, workers: int) -> Iterator[DemoShop]:
    """Give a new shop whose server runs; its database is gone afterwards."""
    root = ground.root / f"sync-{next(_numbers)}"
    with _place_for(database) as address:
        shop = DemoShop(root, workers=workers, database=address)
        os.environ.update(
            EVERTILL_PASSPHRASE=shop.environment()["EVERTILL_PASSPHRASE"],
            PYTHON_KEYRING_BACKEND=shop.environment()["PYTHON_KEYRING_BACKEND"],
        )
        try:
            shop.set_up()
            yield shop
        finally:
            shop.stop_server()


@contextmanager
def tills_of(shop: DemoShop, number: int) -> Iterator[list[OpenTill]]:
    """Give so many open tills of the shop, all in step with its server."""
    folders = [shop.till_folder] + [shop.root / f"till-{one}" for one in range(2, number + 1)]
    for one, folder in enumerate(folders[1:], start=2):
        shop.enrol(f"Till {one}", folder)
    with ExitStack() as stack:
        tills = []
        for folder in folders:
            register = stack.enter_context(register_at(folder))
            exchange = stack.enter_context(exchange_of(register))
            exchange.cycle()
            tills.append(OpenTill(register, exchange))
        yield tills


@contextmanager
def _place_for(database: str | None) -> Iterator[str | None]:
    """Give the address of an empty schema of a database, dropped afterwards."""
    if database is None:
        yield None
        return
    url = make_url(database).set(drivername="postgresql+psycopg")
    name = f"evertill_bench_{os.getpid()}_{next(_numbers)}"
    engine = create_engine(url)
    with engine.begin() as db:
        db.execute(text(f"CREATE SCHEMA {name}"))
    try:
        own = url.update_query_dict({"options": f"-c search_path={name}"})
        yield own.render_as_string(hide_password=False)
    finally:
        with engine.begin() as db:
            db.execute(text(f"DROP SCHEMA {name} CASCADE"))
        engine.dispose()


def memory_of(pid: int | None) -> int | None:
    """Return the resident memory of a process and its children in MiB, where the system tells."""
    if pid is None:
        return None
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return None
    own = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return own // 1024 + sum(memory_of(int(child)) or 0 for child in children)
