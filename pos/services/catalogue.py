"""Catalogue: finding what a scanner read or a person typed, and searching as they type."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Connection

from pos.domain.currency import CurrencyCode
from pos.domain.problem import Problem
from pos.domain.product import BARCODE_LENGTH_MAX, Gtin, Item, Product, Service, Sku
from pos.domain.quantity import unit_of_measure
from pos.domain.search_text import fold
from pos.domain.tax import TaxRate
from pos.domain.typed_number import shown
from pos.domain.unit_price import from_millionths
from pos.models.database import Database
from pos.models.rows import all_rows

logger = logging.getLogger(__name__)

SEARCH_LIMIT = 50
_GTIN_DIGITS = 14


class UnknownBarcode(Problem):
    """No product has this barcode or SKU."""


class TaxRateMissing(Problem):
    """The catalogue names a tax category that has no rate."""

    def __init__(self, category: str) -> None:
        super().__init__(
            f"There is no tax rate for the category “{category}”: set it on the server."
        )


@dataclass(frozen=True, slots=True)
class Department:
    """A department and how many products it has."""

    name: str
    products: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the register sells, as the feed last said."""

    database: Database
    currency: CurrencyCode

    def find(self, code: str) -> Item:
        """Return the product with this barcode or SKU.

        :raises UnknownBarcode: if there is none.
        """
        return _found(self.database.fetch, code, self.currency)

    def search(self, text: str, department: str = "") -> tuple[Item, ...]:
        """Return up to 50 products that have a word beginning with each word typed.

        The most sold come first. Case, accents and Arabic letter forms do not matter.
        """
        words = fold(text).split()
        if not words:
            return self.best_sellers(department)
        query = " AND ".join(f'"{word}"*' for word in words)
        within = (department,) if department else ()
        sql = _SEARCH + (_IN_DEPARTMENT if department else "") + _BY_MATCH
        return self._items(sql, query, *within, SEARCH_LIMIT)

    def best_sellers(self, department: str = "") -> tuple[Item, ...]:
        """Return the 50 most sold products, of one department or of all."""
        within = (department,) if department else ()
        sql = _RANKED + (_IN_DEPARTMENT if department else "") + _BY_RANK
        return self._items(sql, *within, SEARCH_LIMIT)

    def departments(self) -> tuple[Department, ...]:
        """Return the departments, the largest first."""
        return tuple(Department(*row) for row in self.database.fetch(_DEPARTMENTS))

    def size(self) -> int:
        """Return the number of products."""
        return int(self.database.fetch("SELECT count(*) FROM product")[0][0])

    def _items(self, sql: str, *values: str | int) -> tuple[Item, ...]:
        return tuple(_item(row, self.currency) for row in self.database.fetch(sql, *values))

    def rank_by_sales(self) -> None:
        """Put the most sold products first in search; for moments when nobody waits."""
        with self.database.begin() as db:
            ranked = db.exec_driver_sql(_NEW_RANKS).all()
            if all(row[0] == row[1] for row in ranked):
                return
            rank_products(db, [row[2:] for row in ranked])
        logger.info("search ranks renewed: products=%s", len(ranked))


def find_item(db: Connection, code: str, currency: CurrencyCode) -> Item:
    """Return the product with this barcode or SKU.

    :raises UnknownBarcode: if there is none.
    """
    return _found(partial(all_rows, db), code, currency)


def _found(
    query: Callable[[str, str], list[tuple[Any, ...]]], code: str, currency: CurrencyCode
) -> Item:
    wanted = code.strip()
    if 0 < len(wanted) <= BARCODE_LENGTH_MAX:
        for sql, key in ((_BY_BARCODE, barcode_key(wanted)), (_BY_SKU, wanted)):
            for row in query(sql, key):
                return _item(row, currency)
    code = shown(wanted[:20]) + ("…" if len(wanted) > 20 else "")
    raise UnknownBarcode(f"No product has the code “{code}”: search for it by name.")


def find_sku(db: Connection, sku: str, currency: CurrencyCode) -> Item | None:
    """Return the product with exactly this SKU, never one whose barcode looks like it."""
    row = db.exec_driver_sql(_BY_SKU, (sku,)).one_or_none()
    return None if row is None else _item(row, currency)


def tax_rate(db: Connection, category: str) -> TaxRate:
    """Return the rate of a tax category.

    :raises TaxRateMissing: if the server has sent none.
    """
    rate = db.exec_driver_sql(_TAX_RATE, (category,)).scalar_one_or_none()
    if rate is None:
        raise TaxRateMissing(category)
    return TaxRate(category, Decimal(rate))


def tax_rates(db: Connection) -> dict[str, TaxRate]:
    """Return the rates of all tax categories."""
    rows = db.exec_driver_sql("SELECT category, rate FROM tax_rate")
    return {category: TaxRate(category, Decimal(rate)) for category, rate in rows}


def barcode_key(code: str) -> str:
    """Return how a barcode is stored: GTINs of 8, 12 and 13 digits with 14."""
    if len(code) in {8, 12, 13} and code.isascii() and code.isdigit():
        return code.zfill(_GTIN_DIGITS)
    return code


def rank_products(db: Connection, ranked: list[Any]) -> None:
    """Write the search index anew for (product id, name) in the order given."""
    db.exec_driver_sql("DELETE FROM search_rank")
    db.exec_driver_sql("INSERT INTO product_search (product_search) VALUES ('delete-all')")
    ranks = list(enumerate(ranked, start=1))
    if not ranks:
        return
    db.exec_driver_sql(
        "INSERT INTO search_rank (rank, product_id) VALUES (?, ?)",
        [(rank, row[0]) for rank, row in ranks],
    )
    db.exec_driver_sql(
        "INSERT INTO product_search (rowid, folded) VALUES (?, ?)",
        [(rank, fold(row[1])) for rank, row in ranks],
    )


def _item(row: Any, currency: CurrencyCode) -> Item:
    sku, name, unit, price, cost, category, gtin, department, group, service = row
    if service:
        return Service(
            sku=Sku(sku),
            name=name,
            unit=unit_of_measure(unit),
            price=from_millionths(price, currency),
            tax_category=category,
            department=department,
            category=group,
        )
    return Product(
        sku=Sku(sku),
        name=name,
        unit=unit_of_measure(unit),
        price=from_millionths(price, currency),
        tax_category=category,
        gtin=None if gtin is None else Gtin(gtin),
        department=department,
        category=group,
        cost=None if cost is None else from_millionths(cost, currency),
    )


_COLUMNS = (
    "product.sku, product.name, product.unit, product.price, product.cost, "
    "product.tax_category, product.gtin, product.department, product.category, product.service"
)
_BY_BARCODE = (
    f"SELECT {_COLUMNS} FROM barcode JOIN product ON product.id = product_id WHERE code = ?"
)
_BY_SKU = f"SELECT {_COLUMNS} FROM product WHERE sku = ?"
_SEARCH = (
    f"SELECT {_COLUMNS} FROM product_search "
    "JOIN search_rank ON search_rank.rank = product_search.rowid "
    "JOIN product ON product.id = product_id WHERE product_search MATCH ?"
)
_RANKED = f"SELECT {_COLUMNS} FROM search_rank JOIN product ON product.id = product_id WHERE true"
_IN_DEPARTMENT = " AND product.department = ?"
_BY_RANK = " ORDER BY search_rank.rank LIMIT ?"
# Ordered by the index's own rowid, so that SQLite stops after the first 50 instead of sorting.
_BY_MATCH = " ORDER BY product_search.rowid LIMIT ?"
_DEPARTMENTS = (
    "SELECT department, count(*) FROM product WHERE department <> '' GROUP BY department "
    "ORDER BY count(*) DESC, department"
)
_TAX_RATE = "SELECT rate FROM tax_rate WHERE category = ?"
_NEW_RANKS = (
    "SELECT search_rank.rank, row_number() OVER (ORDER BY coalesce(sold, 0) DESC, "
    "search_rank.rank), product.id, product.name FROM search_rank "
    "JOIN product ON product.id = product_id LEFT JOIN "
    "(SELECT sku, count(*) AS sold FROM sale_line GROUP BY sku) AS sold USING (sku) "
    "ORDER BY 2"
)
