"""Product rows: what the feed says of a product, as the catalogue's tables keep it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
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
_MILLIONTHS = 1_000_000
_ROWS_PER_STATEMENT = 64
_ROWS_PER_SLICE = 8_192

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are, from whichever thread does the work."""


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
    if gtin is not None and not (gtin.isascii() and gtin.isdigit() and len(gtin) <= 14):
        raise ProductInvalid(f"The GTIN of the product {message.sku} is none.")
    return ProductRow(
        checked_sku(message.sku),
        clean_text(message.name, what="The name"),
        unit_of_measure(message.unit).code,
        _millionths(message.price),
        None if message.cost is None else _millionths(message.cost),
        message.tax_category,
        gtin,
        message.department,
        message.category,
        int(message.service),
    )


def put_product(db: Connection, row: ProductRow) -> bool:
    """Make the product with this SKU what the row says; tell whether that changed anything."""
    raw = _driver(db)
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
        raw.execute(_SEARCH_AS, (rank, fold(row.name)))
    if before.gtin != row.gtin:
        raw.execute(_DROP_BARCODES, (product_id,))
        _add_barcode(raw, row, product_id)
    return True


def delete_product(db: Connection, sku: str) -> bool:
    """Forget the product with this SKU; what was sold of it stays. Tell whether it was there."""
    raw = _driver(db)
    found = raw.execute(_RANK_OF_SKU, (sku,)).fetchone()
    if found is None:
        return False
    product_id, rank = found
    raw.execute("DELETE FROM product_search WHERE rowid = ?", (rank,))
    raw.execute("DELETE FROM product WHERE id = ?", (product_id,))
    return True


def has_products(db: Connection) -> bool:
    """Tell whether the catalogue holds anything yet."""
    return bool(_driver(db).execute("SELECT EXISTS (SELECT 1 FROM product)").fetchone()[0])


def fill_catalogue(
    db: Connection, rows: Sequence[ProductRow], folded: Sequence[str], progress: Progress
) -> None:
    """Write a whole catalogue into empty tables: the rank of a product is its place in `rows`.

    `folded` holds the search text of each. Statements of many rows go straight to the driver;
    the full-text table is quicker with one row each.
    """
    raw = _driver(db)
    total = len(rows)
    for begin in range(0, total, _ROWS_PER_SLICE):
        part = rows[begin : begin + _ROWS_PER_SLICE]
        ids = range(begin + 1, begin + 1 + len(part))
        raw.executemany(_INSERT, [(at, *row) for at, row in zip(ids, part, strict=True)])
        _insert_many(raw, "search_rank (rank, product_id)", [(at, at) for at in ids])
        texts = folded[begin : begin + _ROWS_PER_SLICE]
        raw.executemany(_SEARCH_NEW, zip(ids, texts, strict=True))
        progress(begin + len(part), total)
    codes = {barcode_key(row.gtin): at for at, row in enumerate(rows, start=1) if row.gtin}
    _insert_many(raw, "barcode (code, product_id)", sorted(codes.items()))


def skus_after(db: Connection, sku: str, count: int) -> list[str]:
    """Return the next SKUs of the catalogue, in their order."""
    found = _driver(db).execute(
        "SELECT sku FROM product WHERE sku > ? ORDER BY sku LIMIT ?", (sku, count)
    )
    return [row[0] for row in found]


def _add(raw: Any, row: ProductRow) -> None:
    product_id = raw.execute(_INSERT, (None, *row)).lastrowid
    (rank,) = raw.execute("SELECT coalesce(max(rank), 0) + 1 FROM search_rank").fetchone()
    raw.execute("INSERT INTO search_rank (rank, product_id) VALUES (?, ?)", (rank, product_id))
    raw.execute(_SEARCH_AS, (rank, fold(row.name)))
    _add_barcode(raw, row, product_id)


def _add_barcode(raw: Any, row: ProductRow, product_id: int) -> None:
    """Let the newest change have a code that two products claim."""
    if row.gtin is not None:
        raw.execute(_BARCODE_OF, (barcode_key(row.gtin), product_id))


def _insert_many(raw: Any, into: str, rows: Sequence[tuple[Any, ...]]) -> None:
    whole = len(rows) - len(rows) % _ROWS_PER_STATEMENT
    values = f"({', '.join('?' * len(rows[0]))})" if rows else ""
    many = ", ".join([values] * _ROWS_PER_STATEMENT)
    raw.executemany(f"INSERT INTO {into} VALUES {many}", _flat(rows, whole))
    raw.executemany(f"INSERT INTO {into} VALUES {values}", rows[whole:])


def _flat(rows: Sequence[tuple[Any, ...]], end: int) -> Iterable[list[Any]]:
    for begin in range(0, end, _ROWS_PER_STATEMENT):
        yield [value for row in rows[begin : begin + _ROWS_PER_STATEMENT] for value in row]


def _millionths(text: str) -> int:
    match = _PRICE.fullmatch(text)
    if match is None:
        raise ProductInvalid(f"“{text[:20]}” is not a price.")
    whole, decimals = match.groups()
    return int(whole) * _MILLIONTHS + (int(decimals.ljust(6, "0")) if decimals else 0)


def _driver(db: Connection) -> Any:
    """Return the driver's connection: a product costs a fifth of what it does above it."""
    return db.connection.driver_connection


_NAMES = ", ".join(ProductRow._fields)
_PLACES = ", ".join("?" * (1 + len(ProductRow._fields)))
_INSERT = f"INSERT INTO product (id, {_NAMES}) VALUES ({_PLACES})"
_FIND = f"SELECT id, {_NAMES} FROM product WHERE sku = ?"
_CHANGE = (
    f"UPDATE product SET {', '.join(f'{name} = ?' for name in ProductRow._fields[1:])} WHERE id = ?"
)
_RANK_OF = "SELECT rank FROM search_rank WHERE product_id = ?"
_RANK_OF_SKU = (
    "SELECT product.id, rank FROM product JOIN search_rank ON product_id = product.id WHERE sku = ?"
)
_SEARCH_NEW = "INSERT INTO product_search (rowid, folded) VALUES (?, ?)"
_SEARCH_AS = "INSERT OR REPLACE INTO product_search (rowid, folded) VALUES (?, ?)"
_DROP_BARCODES = "DELETE FROM barcode WHERE product_id = ?"
_BARCODE_OF = "INSERT OR REPLACE INTO barcode (code, product_id) VALUES (?, ?)"
