"""Items for sale: a tracked product, a service, or an external item that is not ours.

A line of a sale is about exactly one of the three, so that nothing later has to ask
whether "the product" exists.
"""

from __future__ import annotations

import unicodedata
from typing import NewType

import msgspec

from pos.domain.problem import Problem
from pos.domain.quantity import UnitOfMeasure
from pos.domain.unit_price import UnitPrice

Sku = NewType("Sku", str)  # the shop's own stock-keeping code; never reused
Gtin = NewType("Gtin", str)  # GS1 number of 8, 12, 13 or 14 digits with a valid check digit

SKU_LENGTH_MAX = 40
BARCODE_LENGTH_MAX = 80


class GtinInvalid(Problem):
    """The number is not a GTIN: wrong length, letters, or a wrong check digit."""


class SkuInvalid(Problem):
    """The stock-keeping code is empty, too long, or holds blanks or control characters."""


class Product(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A thing for sale whose stock is tracked."""

    sku: Sku
    name: str
    unit: UnitOfMeasure
    price: UnitPrice
    tax_category: str
    gtin: Gtin | None = None
    department: str = ""
    category: str = ""
    cost: UnitPrice | None = None  # None: the purchase price is not known


class Service(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something done for the customer; it has no stock."""

    sku: Sku
    name: str
    unit: UnitOfMeasure
    price: UnitPrice
    tax_category: str
    department: str = ""
    category: str = ""


class ExternalItem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something sold that no catalogue of ours knows; it has no stock.

    `reference` is what was scanned or written in the paper book, and may be empty.
    """

    name: str
    unit: UnitOfMeasure
    price: UnitPrice
    tax_category: str
    reference: str = ""


Item = Product | Service | ExternalItem


def sku(text: str) -> Sku:
    """Return the text as a stock-keeping code, in NFC like every text of the journal.

    :raises SkuInvalid: if it is empty, too long, or not printable without blanks.
    """
    if not text or len(text) > SKU_LENGTH_MAX or not text.isprintable() or " " in text:
        raise SkuInvalid(
            f"“{text[:SKU_LENGTH_MAX]}” is not a SKU: "
            f"1 to {SKU_LENGTH_MAX} printable characters without blanks."
        )
    return Sku(text if text.isascii() else unicodedata.normalize("NFC", text))


def gtin(text: str) -> Gtin:
    """Return the text as a GTIN.

    :raises GtinInvalid: if its length, a character or its check digit is wrong.
    """
    if len(text) not in {8, 12, 13, 14} or not (text.isascii() and text.isdigit()):
        raise GtinInvalid(f"“{text[:20]}” is not a GTIN: it has 8, 12, 13 or 14 digits.")
    expected = gtin_check_digit(text[:-1])
    if text[-1] != expected:
        raise GtinInvalid(
            f"The GTIN {text} has a wrong check digit: {expected} was expected, not {text[-1]}."
        )
    return Gtin(text)


def gtin_check_digit(digits: str) -> str:
    """Return the digit that completes a GTIN (GS1 General Specifications, section 7.9)."""
    weighted = sum(
        int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(digits))
    )
    return str(-weighted % 10)
