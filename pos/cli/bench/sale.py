"""Benchmark: one 20-line sale committed durably, against the same rows by bare SQLite."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from pos.bootstrap import Register
from pos.cli.bench.ground import Ground, manager_of
from pos.demo.measuring import Row, fdatasync_floor, spread, timed
from pos.domain.cash_session import CashSession
from pos.domain.quantity import EACH, Quantity
from pos.domain.sale import Sale
from pos.domain.tax import TaxRate
from pos.domain.tender import Tender, TenderKind
from pos.runtime.secret_names import DATABASE_KEY
from pos.services.checkout import PastSale
from pos.services.operators import Operator

LINES = 20
ROUNDS = 400
_TABLES = ("journal", "sale", "sale_line", "tender", "stock_move", "cash_move", "posting")
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=20000")


def measure(ground: Ground) -> Row:
    """Commit sales through the checkout and their rows by bare SQLite, in turn."""
    with ground.register() as register:
        floor = fdatasync_floor(register.folder.root)
        operator = manager_of(register)
        session = session_for(register, operator)
        bare = _Bare(register, ground.root / "bare.db")
        try:
            ours, theirs = [], []
            for number in range(ROUNDS):
                sale, past = a_sale(register, LINES), a_past_sale(register, f"sale-{number}")
                ours.append(_commit(register, session, operator, sale, past))
                theirs.append(bare.commit_last())
            rows = bare.rows
        finally:
            bare.close()
    mine, bare_sqlite = spread(ours), spread(theirs)
    ratio = mine.p50 / bare_sqlite.p50
    return Row(
        name="sale",
        figures={
            "lines": LINES,
            "rows": rows,
            "commit_ms": asdict(mine),
            "bare_ms": asdict(bare_sqlite),
            "fdatasync_ms": asdict(floor),
            "ratio": round(ratio, 2),
            "p99_to_p50": round(mine.p99 / mine.p50, 2),
        },
        aim="ratio ≤ 1.5, p99 ≤ 3 × p50",
        met=ratio <= 1.5 and mine.p99 <= 3 * mine.p50,
    )


def session_for(register: Register, operator: Operator) -> CashSession:
    """Return a deferred session of yesterday, which past sales go into."""
    for session in register.cash_sessions.resumable():
        return session
    yesterday = register.cash_sessions.today() - timedelta(days=1)
    return register.cash_sessions.open_deferred(operator, yesterday)


def a_sale(register: Register, lines: int) -> Sale:
    """Return a paid sale of so many different products, not yet on disk."""
    sale = register.checkout.new_sale()
    for item in register.catalogue.best_sellers()[:lines]:
        quantity = (
            Quantity(Decimal(2), EACH) if item.unit == EACH else Quantity(Decimal(1), item.unit)
        )
        sale = sale.with_item(item, quantity, TaxRate(item.tax_category, Decimal("0.05")))
    return sale.with_tender(Tender(TenderKind.CASH, sale.total))


def a_past_sale(register: Register, number: str) -> PastSale:
    return PastSale(paper_ticket=number, occurred_at=register.clock.now() - timedelta(days=1))


def _commit(
    register: Register, session: CashSession, operator: Operator, sale: Sale, past: PastSale
) -> float:
    return timed(lambda: register.checkout.record_past(session.id, operator, sale, past))[1]


class _Bare:
    """A second file with the same schema and key, written by the driver alone."""

    def __init__(self, register: Register, path: Path) -> None:
        key = (register.secrets.get(DATABASE_KEY) or b"").decode("ascii")
        self._register = register
        self._connection = _connect(path, key)
        self.rows = 0
        with register.database.begin() as db:
            for (sql,) in db.exec_driver_sql(_SCHEMA).all():
                self._connection.execute(sql)
            sessions = db.exec_driver_sql("SELECT * FROM cash_session").all()
        self._insert("cash_session", [tuple(row) for row in sessions])

    def commit_last(self) -> float:
        """Insert the rows of the register's last sale; return the milliseconds it took."""
        with self._register.database.begin() as db:
            position = db.exec_driver_sql("SELECT max(position) FROM journal").scalar_one()
            rows = {
                table: [
                    tuple(row)
                    for row in db.exec_driver_sql(
                        f"SELECT * FROM {table} WHERE position = ?", (position,)
                    )
                ]
                for table in _TABLES
            }
        self.rows = sum(map(len, rows.values()))
        return timed(lambda: self._commit(rows))[1]

    def close(self) -> None:
        self._connection.close()

    def _commit(self, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        for table, values in rows.items():
            self._insert(table, values)
        self._connection.execute("COMMIT")

    def _insert(self, table: str, values: list[tuple[Any, ...]]) -> None:
        if values:
            places = ", ".join("?" * len(values[0]))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({places})", values)


def _connect(path: Path, key: str) -> Any:
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{key}'\"")
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


# Without the trigger that looks for gaps: the other file does not have the entries before.
_SCHEMA = (
    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'product_search%' "
    "AND name NOT LIKE 'sqlite_%' AND name <> 'journal_has_no_gap' "
    "ORDER BY type = 'trigger', type = 'index'"
)
