"""Catalogue import: rows of a file become products of the feed, each checked by the domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from pos.domain.clean_text import clean_text
from pos.domain.currency import CurrencyCode
from pos.domain.problem import Problem
from pos.domain.product import gtin, sku
from pos.domain.quantity import unit_of_measure
from pos.domain.unit_price import parse_unit_price
from pos.server.catalogue_file import CatalogueFile, FileRow
from pos.server.database import Database
from pos.server.feeds import put, read_topic
from pos.server.stores import the_store
from pos.wire.codec import encode
from pos.wire.messages import ProductMessage, TaxRateMessage

TOPIC = "product"
_ROWS_PER_WRITE = 4_000
_SHORT_TEXT_MAX = 80
_YES = frozenset({"1", "true", "yes", "y"})
_NO = frozenset({"", "0", "false", "no", "n"})
V = TypeVar("V")


class RowRefused(Problem):
    """One cell, or the shape of the row, is wrong."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


@dataclass(frozen=True, slots=True)
class RefusedRow:
    line: int
    column: str
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What became of the file's rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


class _BarcodeOnly(msgspec.Struct):
    sku: str
    gtin: str | None = None


def import_catalogue(
    database: Database, file: CatalogueFile, *, on_progress: Callable[[int], None]
) -> ImportReport:
    """Take the good rows, some thousand in one database transaction, and list the others.

    Running it again changes nothing: what is so already stays as it is. `on_progress` hears how
    many rows have been read.
    """
    with database.read() as db:
        store = the_store(db)
        rates = [
            msgspec.json.decode(text, type=TaxRateMessage).category
            for text in read_topic(db, store.number, "tax_rate")
        ]
        known = [
            msgspec.json.decode(text, type=_BarcodeOnly)
            for text in read_topic(db, store.number, TOPIC)
        ]
    reader = _RowReader(
        CurrencyCode(store.message.currency),
        rates,
        {one.gtin: one.sku for one in known if one.gtin is not None},
    )
    report, taken = ImportReport(), dict[str, bytes | None]()

    def write() -> None:
        with database.write() as db:
            counts = put(db, store.number, TOPIC, taken)
        report.added += counts.added
        report.changed += counts.changed
        report.unchanged += counts.unchanged
        taken.clear()

    for done, row in enumerate(file.rows(), start=1):
        try:
            product = reader.product(row)
        except RowRefused as refused:
            report.refused.append(RefusedRow(row.line, refused.column, str(refused)))
        else:
            taken[product.sku] = encode(product)
        if len(taken) >= _ROWS_PER_WRITE:
            write()
            on_progress(done)
    if taken:
        write()
    on_progress(file.row_count)
    return report


class _RowReader:
    """Turns rows into products and remembers which SKUs and barcodes are taken."""

    def __init__(
        self, currency: CurrencyCode, rates: list[str], barcodes: Mapping[str, str]
    ) -> None:
        self._currency = currency
        self._rates = rates
        self._sku_of_barcode = dict(barcodes)
        self._barcode_of_sku = {one: barcode for barcode, one in barcodes.items()}
        self._line_of_sku: dict[str, int] = {}

    def product(self, row: FileRow) -> ProductMessage:
        """Return the row's product.

        :raises RowRefused: naming the first column that is wrong.
        """
        if row.cell_count != row.expected_count:
            raise RowRefused(
                "", f"The row has {row.cell_count} cells, the header {row.expected_count}."
            )
        cells = row.cells
        product = ProductMessage(
            sku=_cell(cells, "sku", sku),
            name=_cell(cells, "description", _name),
            unit=_cell(cells, "unit", unit_of_measure).code,
            price=_cell(cells, "price", self._price),
            tax_category=_cell(cells, "tax_category", self._tax_category),
            gtin=_cell(cells, "gtin", gtin) if cells["gtin"].strip() else None,
            department=_cell(cells, "department", _short),
            category=_cell(cells, "category", _short),
            brand=_cell(cells, "brand", _short),
            package_size=_cell(cells, "package_size", _short),
            cost=_cell(cells, "cost", self._price) if cells.get("cost", "").strip() else None,
            service=_cell(cells, "service", _is_service),
        )
        self._claim(product, row.line)
        return product

    def _claim(self, product: ProductMessage, line: int) -> None:
        earlier = self._line_of_sku.get(product.sku)
        if earlier is not None:
            raise RowRefused("sku", f"The SKU {product.sku} is on line {earlier} already.")
        if product.gtin is not None:
            owner = self._sku_of_barcode.get(product.gtin, product.sku)
            if owner != product.sku:
                raise RowRefused(
                    "gtin", f"The GTIN {product.gtin} belongs to the SKU {owner} already."
                )
        before = self._barcode_of_sku.pop(product.sku, None)
        if before is not None:
            del self._sku_of_barcode[before]
        if product.gtin is not None:
            self._sku_of_barcode[product.gtin] = product.sku
            self._barcode_of_sku[product.sku] = product.gtin
        self._line_of_sku[product.sku] = line

    def _price(self, text: str) -> str:
        return str(parse_unit_price(text, self._currency))

    def _tax_category(self, text: str) -> str:
        if text not in self._rates:
            raise Problem(
                f"The tax category “{text[:_SHORT_TEXT_MAX]}” is unknown here: "
                f"use one of {', '.join(self._rates)}."
            )
        return text


def _cell(cells: Mapping[str, str], column: str, read: Callable[[str], V]) -> V:
    try:
        return read(cells.get(column, "").strip())
    except Problem as problem:
        raise RowRefused(column, str(problem)) from problem


def _name(text: str) -> str:
    name = clean_text(text, what="The description")
    if not name:
        raise Problem("The description is empty.")
    return name


def _short(text: str) -> str:
    return clean_text(text, what="The text", longest=_SHORT_TEXT_MAX) if text else ""


def _is_service(text: str) -> bool:
    folded = text.casefold()
    if folded not in _YES | _NO:
        raise Problem(f"“{text[:_SHORT_TEXT_MAX]}” is neither yes nor no.")
    return folded in _YES
