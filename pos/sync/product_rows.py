"""Product rows: what the feed says of a product, as the catalogue's tables keep it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from pos.domain.clean_text import clean_text
from pos.domain.problem import Problem
from pos.domain.product import sku as checked_sku
from pos.domain.quantity import unit_of_measure
from pos.domain.search_text import fold
from pos.services.catalogue import barcode_key
from pos.wire.messages import ProductMessage

_PRICE = re.compile(r"(\d{1,9})(?:\.(\d{1,6}))?", re.ASCII)
GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_MILLIONTHS = 1_000_000


class ProductInvalid(Problem):
    """The feed says something of a product that no till can sell."""


class ProductRow(NamedTuple):
    """The columns of `product` after its id, in their order."""

    sku: str
    name: str
    unit: str
    price: int
    cost: int | None
    tax_category: str
    gtin: str | None
    department: str
    category: str
    service: int


def product_row(message: ProductMessage) -> ProductRow:
    """Return the message as it is stored.

    :raises ProductInvalid, Problem: if its price, unit, name or SKU is none.
    """
    gtin = message.gtin
    if gtin is not None and not (gtin.isascii() and gtin.isdigit() and len(gtin) in GTIN_LENGTHS):
        raise ProductInvalid(f"The GTIN of the product {message.sku} is none.")
    return ProductRow(
        checked_sku(message.sku),
        clean_text(message.name, what="The name"),
        unit_of_measure(message.unit).code,
        price_millionths(message.price),
        None if message.cost is None else price_millionths(message.cost),
        message.tax_category,
        gtin,
        message.department,
        message.category,
        int(message.service),
    )


def search_text(name: str) -> str:
    """Return what the full-text table is given for a name.

    It splits and folds ASCII by itself just as `fold` does.
    """
    return name if name.isascii() else fold(name)


def put_product(db: Connection, row: ProductRow) -> bool:
    """Make the product with this SKU what the row says; tell whether that changed anything."""
    raw = driver_of(db)
    found = raw.execute(_FIND, (row.sku,)).fetchone()
    if found is None:
        _add(raw, row)
        return True
    product_id, before = found[0], ProductRow(*found[1:])
    if before == row:
        return False
    raw.execute(_CHANGE, (*row[1:], product_id))
    if before.name != row.name:
        (rank,) = raw.execute(_RANK_OF, (product_id,)).fetchone()
        raw.execute(_SEARCH_AS, (rank, search_text(row.name)))
    if before.gtin != row.gtin:
        raw.execute(_DROP_BARCODES, (product_id,))
        _add_barcode(raw, row, product_id)
    return True


def delete_product(db: Connection, sku: str) -> bool:
    """Forget the product with this SKU; what was sold of it stays. Tell whether it was there."""
    raw = driver_of(db)
    found = raw.execute(_RANK_OF_SKU, (sku,)).fetchone()
    if found is None:
        return False
    product_id, rank = found
    raw.execute("DELETE FROM product_search WHERE rowid = ?", (rank,))
    raw.execute("DELETE FROM product WHERE id = ?", (product_id,))
    return True


def has_products(db: Connection) -> bool:
    """Tell whether the catalogue holds anything yet."""
    return bool(driver_of(db).execute("SELECT EXISTS (SELECT 1 FROM product)").fetchone()[0])


def skus_after(db: Connection, sku: str, count: int) -> list[str]:
    """Return the next SKUs of the catalogue, in their order."""
    found = driver_of(db).execute(
        "SELECT sku FROM product WHERE sku > ? ORDER BY sku LIMIT ?", (sku, count)
    )
    return [row[0] for row in found]


@lru_cache(maxsize=32_768)  # a shop has far fewer prices than products
def price_millionths(text: str) -> int:
    """Return a price in millionths of the major unit.

    :raises ProductInvalid: if the text is not a decimal number of at most six decimals.
    """
    match = _PRICE.fullmatch(text)
    if match is None:
        raise ProductInvalid(f"“{text[:20]}” is not a price.")
    whole, decimals = match.groups()
    return int(whole) * _MILLIONTHS + (int(decimals.ljust(6, "0")) if decimals else 0)


def driver_of(db: Connection) -> Any:
    """Return the driver's own connection: there a product costs a fifth of the time."""
    return db.connection.driver_connection


def _add(raw: Any, row: ProductRow) -> None:
    product_id = raw.execute(INSERT_NEXT_PRODUCT, row).lastrowid
    (rank,) = raw.execute("SELECT coalesce(max(rank), 0) + 1 FROM search_rank").fetchone()
    raw.execute("INSERT INTO search_rank (rank, product_id) VALUES (?, ?)", (rank, product_id))
    raw.execute(_SEARCH_AS, (rank, search_text(row.name)))
    _add_barcode(raw, row, product_id)


def _add_barcode(raw: Any, row: ProductRow, product_id: int) -> None:
    """Let the newest change have a code that two products claim."""
    if row.gtin is not None:
        raw.execute(_BARCODE_OF, (barcode_key(row.gtin), product_id))


_NAMES = ", ".join(ProductRow._fields)
_PLACES = ", ".join("?" * len(ProductRow._fields))
# Without an id SQLite gives the next one: in an empty table 1, 2, 3 …
INSERT_NEXT_PRODUCT = f"INSERT INTO product ({_NAMES}) VALUES ({_PLACES})"
_FIND = f"SELECT id, {_NAMES} FROM product WHERE sku = ?"
_CHANGE = (
    f"UPDATE product SET {', '.join(f'{name} = ?' for name in ProductRow._fields[1:])} WHERE id = ?"
)
_RANK_OF = "SELECT rank FROM search_rank WHERE product_id = ?"
_RANK_OF_SKU = (
    "SELECT product.id, rank FROM product JOIN search_rank ON product_id = product.id WHERE sku = ?"
)
_SEARCH_AS = "INSERT OR REPLACE INTO product_search (rowid, folded) VALUES (?, ?)"
_DROP_BARCODES = "DELETE FROM barcode WHERE product_id = ?"
_BARCODE_OF = "INSERT OR REPLACE INTO barcode (code, product_id) VALUES (?, ?)"
