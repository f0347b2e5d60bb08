"""Receipt: the customer's proof, as a structure and as text of a fixed width."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from pos.domain.cash_session import CashSessionKind
from pos.domain.money import zero
from pos.domain.sale import Sale
from pos.domain.store import Store
from pos.domain.tax import PriceMode
from pos.domain.typed_number import decimal_text

WIDTH = 42  # columns of an 80 mm roll in the printer's standard font


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Everything that stands on the paper. Numbers are gap-free per register."""

    store: Store
    register_name: str
    operator_name: str
    number: int
    sale: Sale
    completed_at: datetime
    kind: CashSessionKind
    copy: bool = False  # a reprint says so
    business_date: date | None = None  # said of a deferred session's receipts

    @property
    def day_meant(self) -> date | None:
        """Return the day that a sale typed in afterwards is for; None of any other."""
        return self.business_date if self.kind is CashSessionKind.DEFERRED else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptWords:
    """The fixed words of a receipt, in the language of the shop."""

    receipt: str = "Receipt"
    copy: str = "COPY"
    training: str = "TRAINING – NOT A RECEIPT"
    deferred: str = "Entered afterwards for"
    register: str = "Register"
    served_by: str = "Served by"
    discount: str = "Discount"
    subtotal: str = "Subtotal"
    total: str = "TOTAL"
    change: str = "Change"
    tax: str = "Tax"
    net: str = "net"
    tenders: tuple[tuple[str, str], ...] = (
        ("cash", "Cash"),
        ("card", "Card"),
        ("coupon", "Coupon"),
        ("voucher", "Voucher"),
    )
    thanks: str = "Thank you!"


ENGLISH = ReceiptWords()


def receipt_text(receipt: Receipt, words: ReceiptWords = ENGLISH) -> str:
    """Return the receipt as lines of at most 42 columns."""
    lines = [
        *_head(receipt, words),
        "-" * WIDTH,
        *_items(receipt.sale, words),
        "-" * WIDTH,
        *_settlement(receipt.sale, words),
        "",
        *_contained_taxes(receipt.sale, words),
        _centred(words.thanks),
    ]
    return "\n".join(lines) + "\n"


def _head(receipt: Receipt, words: ReceiptWords) -> list[str]:
    store, at = receipt.store, receipt.completed_at.astimezone(receipt.store.zone)
    lines = [
        _centred(row)
        for text in (store.name, store.address, store.tax_registration)
        for row in _wrapped(text)
    ]
    if receipt.kind is CashSessionKind.TRAINING:
        lines.append(_centred(words.training))
    if receipt.day_meant is not None:
        lines.append(_centred(f"{words.deferred} {receipt.day_meant}"))
    if receipt.copy:
        lines.append(_centred(words.copy))
    lines.append(_row(f"{words.receipt} {receipt.number}", f"{at:%Y-%m-%d %H:%M}"))
    register = f"{words.register} {receipt.register_name}"
    served_by = f"{words.served_by} {receipt.operator_name}"
    if columns(register) + 1 + columns(served_by) <= WIDTH:
        return [*lines, _row(register, served_by)]
    return [*lines, *_wrapped(register), *_wrapped(served_by)]


def _items(sale: Sale, words: ReceiptWords) -> list[str]:
    lines = []
    for line in sale.lines:
        lines.append(_row(line.item.name, str(line.extended)))
        if str(line.quantity) != "1":
            lines.append(f"  {line.quantity} {line.quantity.unit.code} × {line.unit_price}")
        if line.discount_amount:
            lines.append(_row(f"  {words.discount}", str(-line.discount_amount)))
    return lines


def _settlement(sale: Sale, words: ReceiptWords) -> list[str]:
    names = dict(words.tenders)
    lines = []
    if sale.price_mode is PriceMode.TAX_EXCLUSIVE:
        net = sum((row.net for row in sale.tax_summary), zero(sale.currency))
        lines += [_row(words.subtotal, str(net)), *_taxes(sale, words)]
    lines.append(_row(f"{words.total} {sale.currency}", str(sale.total)))
    lines += [_row(names[tender.kind.value], str(tender.amount)) for tender in sale.tenders]
    if sale.change_due:
        lines.append(_row(words.change, str(sale.change_due)))
    return lines


def _contained_taxes(sale: Sale, words: ReceiptWords) -> list[str]:
    if sale.price_mode is PriceMode.TAX_EXCLUSIVE:
        return []  # they stand above the total, which they are part of
    return [*_taxes(sale, words), ""]


def _taxes(sale: Sale, words: ReceiptWords) -> list[str]:
    return [
        _row(
            f"{words.tax} {decimal_text(row.rate.rate * 100)} %",
            f"{words.net} {row.net}   {row.tax}",
        )
        for row in sale.tax_summary
    ]


def _row(left: str, right: str) -> str:
    kept_right = _cut(right, WIDTH)
    room = WIDTH - columns(kept_right)
    kept = _cut(left, room - 1)
    return kept + " " * (room - columns(kept)) + kept_right


def _wrapped(text: str) -> list[str]:
    """Return the text in rows of whole words; only a word wider than the paper is cut."""
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if columns(longer) <= WIDTH:
            rows[-1] = longer
        else:
            rows.append(_cut(word, WIDTH))
    return [row for row in rows if row]


def _centred(text: str) -> str:
    kept = _cut(text, WIDTH)
    return " " * ((WIDTH - columns(kept)) // 2) + kept


def _cut(text: str, room: int) -> str:
    while text and columns(text) > room:
        text = text[:-1]
    return text


def columns(text: str) -> int:
    """Return how many columns the text takes: wide letters two, combining marks none."""
    return sum(
        0
        if unicodedata.combining(letter)
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )
