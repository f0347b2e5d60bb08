"""Independent verifier of Evertill archives: every entry, signature and total, line by line.

    python auditor/verify_archive.py FILE [FILE2] [--key KEY_ID]... [--json]

It shares no code with the program and needs Python 3.11 and the package `cryptography` only.
docs/archive.md tells the format, what is checked, and what no archive can show by itself.
Exit code: 0 sound (two files: sound and equal), 1 not, 2 the command line is wrong.
"""

from __future__ import annotations

import argparse
import base64
import copy
import gzip
import hashlib
import io
import json
import re
import sqlite3
import sys
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, cast

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import load_der_public_key

LINE_MAX = 16 * 1024 * 1024  # bytes; a sale of 1,000 lines has less than one million
INTEGER_MAX = 2**53 - 1
GENESIS = "0" * 64
SIGNED = b"evertill event 1\x00"
EVENT_VERSION = 1
LINES_OF_A_SALE_MAX = 1000

# Decimals of ISO 4217 that are not two.
_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_WITH_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
EXPONENTS = {
    **dict.fromkeys(_WITHOUT_DECIMALS.split(), 0),
    **dict.fromkeys(_WITH_THREE_DECIMALS.split(), 3),
}
UNIT_DECIMALS = {
    **dict.fromkeys(("each", "g", "ml"), 0),
    **dict.fromkeys(("oz", "h"), 2),
    **dict.fromkeys(("kg", "lb", "l", "gal", "m"), 3),
}
TENDER_ACCOUNTS = {
    "card": "card_clearing",
    "coupon": "coupons_receivable",
    "voucher": "vouchers_issued",
}
COUNTERPARTS = {"paid_in": "paid_in", "paid_out": "paid_out", "drop": "safe", "loan": "safe"}
INTO_THE_TILL = {"paid_in", "loan"}


class Wrong(Exception):
    """Something is not as it was written, or breaks a rule; the text says what."""


# --- JSON, read strictly


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Wrong("a name stands twice in one object")
    return found


def _integer(literal: str) -> int:
    if len(literal) > 17 or abs(number := int(literal)) > INTEGER_MAX:
        raise Wrong(f"the number {literal[:20]}… is too large to be kept exactly")
    return number


def _refuse(literal: str) -> Any:
    raise Wrong(f"{literal[:20]} is not an integer")


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_refuse, parse_constant=_refuse
)
_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_json(text: str) -> Any:
    """Read JSON without doubled names, fractions, or numbers that some reader would change."""
    try:
        content, end = _decoder.raw_decode(text)
    except RecursionError:
        raise Wrong("it is nested too deep") from None
    except (ValueError, StopIteration) as error:
        raise Wrong(f"it is no JSON: {str(error)[:80]}") from None
    if end != len(text):
        raise Wrong("something stands behind the JSON")
    return content


def require_canonical(text: str, content: Any) -> None:
    """Refuse text that is not the one canonical form (RFC 8785) of what it says."""
    if _encoder.encode(content) != text:
        raise Wrong("it is not in canonical form")
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        for leaf in _leaves(content):
            if isinstance(leaf, str) and not unicodedata.is_normalized("NFC", leaf):
                raise Wrong("text in it is not in Unicode normal form C")


def _leaves(content: Any) -> Iterator[Any]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield name
            yield from _leaves(value)
    elif isinstance(content, list):
        for value in content:
            yield from _leaves(value)
    else:
        yield content


# --- What a line, an event and each payload have to look like

Check = Callable[[Any, str], None]
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,5}[1-9])?")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_CODE = re.compile(r"[A-Z]{3}")


def _text(value: Any, name: str) -> None:
    if not isinstance(value, str):
        raise Wrong(f"{name} is not text")


def _whole(value: Any, name: str) -> None:
    if type(value) is not int:
        raise Wrong(f"{name} is not an integer")


def _count(value: Any, name: str) -> None:
    if type(value) is not int or value < 0:
        raise Wrong(f"{name} is not a number from 0 on")


def _like(pattern: re.Pattern[str], what: str) -> Check:
    def check(value: Any, name: str) -> None:
        if not isinstance(value, str) or pattern.fullmatch(value) is None:
            raise Wrong(f"{name} is not {what}")

    return check


def _one_of(*known: str) -> Check:
    def check(value: Any, name: str) -> None:
        if value not in known:
            raise Wrong(f"{name} is none of {', '.join(known)}")

    return check


def _maybe(check: Check) -> Check:
    return lambda value, name: None if value is None else check(value, name)


def _many(check: Check) -> Check:
    def check_all(value: Any, name: str) -> None:
        if not isinstance(value, list):
            raise Wrong(f"{name} is not a list")
        for one in value:
            check(one, f"one of {name}")

    return check_all


def _record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    known = {**required, **(optional or {})}

    def check(value: Any, name: str) -> None:
        if not isinstance(value, dict):
            raise Wrong(f"{name} is not an object")
        if not required.keys() <= value.keys():
            raise Wrong(f"{name} lacks {min(required.keys() - value.keys())}")
        for field_name, content in value.items():
            check_field = known.get(field_name)
            if check_field is None:
                raise Wrong(f"{name} has {field_name[:40]!r}, which nothing of its kind has")
            check_field(content, field_name)

    return check


def _day(value: Any, name: str) -> None:
    try:
        known = date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        known = False
    if not known:
        raise Wrong(f"{name} is not a day")


def _moment(value: Any, name: str) -> None:
    instant(value, name)


def instant(value: Any, name: str) -> datetime:
    """Return the moment that a text with a UTC offset names."""
    try:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    raise Wrong(f"{name} is not a moment with its UTC offset")


_uuid = _like(_UUID, "an id")
_hash = _like(_HASH, "a hash")
_decimal = _like(_DECIMAL, "decimal text in its shortest form")
_currency = _like(_CODE, "a currency")
_kind = _one_of("normal", "deferred", "training")
_means = _one_of("cash", "card", "coupon", "voucher")
_movement = _one_of("paid_in", "paid_out", "drop", "loan")


def _piece(value: Any, name: str) -> None:
    if not (isinstance(value, list) and len(value) == 2):
        raise Wrong(f"{name} is not a denomination and a number")
    for number in value:
        _count(number, name)


_CONTINUED = _record({"series": _count, "seq": _count, "hash": _hash})
_DISCOUNT = _record({"amount": _maybe(_count), "percent": _maybe(_decimal), "reason": _text})
_LINE = _record(
    {
        "number": _count,
        "item": _one_of("product", "service", "external"),
        **dict.fromkeys(("sku", "name", "department", "category", "tax_category"), _text),
        "gtin": _maybe(_text),
        "unit": _one_of(*UNIT_DECIMALS),
        **dict.fromkeys(("quantity", "list_price", "unit_price", "tax_rate"), _decimal),
        "unit_cost": _maybe(_decimal),
        "discount": _maybe(_DISCOUNT),
        **dict.fromkeys(("discount_amount", "net", "tax"), _count),
    }
)
_AMOUNT = _record({"kind": _means, "amount": _count})
_SALE = _record(
    {
        "sale_id": _uuid,
        "receipt_number": _maybe(_count),
        "paper_ticket": _maybe(_text),
        "currency": _currency,
        "price_mode": _one_of("tax_inclusive", "tax_exclusive"),
        "lines": _many(_LINE),
        "voided_lines": _many(_LINE),
        "tenders": _many(_AMOUNT),
        **dict.fromkeys(("net", "tax", "total", "change"), _count),
    }
)
_CLEARED = _record({"closed_by": _text, "closed_at": _moment, "reason": _text, "held_seq": _count})
_CLOSED = _record(
    {
        "z_number": _count,
        "currency": _currency,
        "opened_at": _moment,
        "opened_by": _uuid,
        **dict.fromkeys(("sales", "lines", "gross", "discount"), _count),
        "tax": _many(_record({"category": _text, "rate": _decimal, "net": _count, "tax": _count})),
        "tenders": _many(_record({"kind": _means, "count": _count, "amount": _whole})),
        **dict.fromkeys(("opening_float", "cash_tendered", "change"), _count),
        "expected": _whole,
        "counted": _maybe(_whole),
        "pieces": _maybe(_many(_piece)),
        "variance": _maybe(_whole),
        "comment": _text,
        "perpetual_total": _count,
    },
    {
        "movements": _many(_record({"kind": _movement, "count": _count, "amount": _whole})),
        "drawer_openings": _count,
        "earlier": _many(_whole),
        "declared": _many(_AMOUNT),
        "cleared": _maybe(_CLEARED),
    },
)
_STEP = _record({}, {"reason": _text})
PAYLOADS: dict[str, Check] = {
    "register_enrolled": _record(
        {"register_name": _text, "public_key": _text}, {"continues": _maybe(_CONTINUED)}
    ),
    "cash_session_opened": _record(
        {"opening_float": _count, "currency": _currency}, {"pieces": _maybe(_many(_piece))}
    ),
    "cash_session_counting": _STEP,
    "cash_session_count_left": _STEP,
    "cash_session_closed": _CLOSED,
    "cash_session_handed_over": _record({"to": _uuid}),
    "cash_session_redated": _record({"business_date": _day, "reason": _text}),
    "cash_session_joined": _record({"into": _uuid, "reason": _text}),
    "cash_moved": _record(
        {"kind": _movement, "amount": _count, "currency": _currency, "reason": _text}
    ),
    "drawer_opened": _record({"reason": _text}),
    "sale_completed": _SALE,
    "sale_voided": _SALE,
}
_EVENT = _record(
    {
        **dict.fromkeys(("event_id", "store", "register", "boot_id"), _uuid),
        **dict.fromkeys(("series", "seq", "version", "monotonic_us"), _count),
        "prev_hash": _hash,
        "kind": _text,
        **dict.fromkeys(("cash_session_id", "actor", "approver"), _maybe(_uuid)),
        "cash_session_kind": _maybe(_kind),
        "business_date": _maybe(_day),
        **dict.fromkeys(("occurred_at", "recorded_at"), _moment),
        "payload": lambda value, name: None,
        **dict.fromkeys(("key_id", "sig_alg"), _text),
    }
)
_KEY = _record({"key_id": _text, "public_key": _text, "sig_alg": _text})
_SERIES = _record(
    {
        "register": _uuid,
        "register_name": _text,
        "series": _count,
        "keys": _many(_KEY),
        "continues": _maybe(_CONTINUED),
    },
    {"branch_of": _maybe(_record({"series": _count, "seq": _count}))},
)
_OPENING = _record(
    {
        "format": _one_of("evertill-archive"),
        "version": _count,
        "source": _one_of("register", "server"),
        "store": _record({"id": _uuid, "name": _text, "currency": _currency}),
        "series": _many(_SERIES),
    }
)
_ENTRY = _record(
    {"register": _uuid, "series": _count, "seq": _count, "body": _text, "sig": _text},
    {"quarantined": _text, "refused": _text},
)
_HEAD = _record({"register": _uuid, "series": _count, "seq": _count, "hash": _hash})
_END = _record({"end": lambda value, name: None, "entries": _count, "heads": _many(_HEAD)})
_CORRECTIONS = {"cash_session_redated", "cash_session_joined"}


# --- Money of a sale, computed anew


def half_up(numerator: int, denominator: int) -> int:
    """Divide what is not negative, and round half away from zero."""
    return (2 * numerator + denominator) // (2 * denominator)


def scaled(text: str, decimals: int, name: str) -> int:
    """Return decimal text as an integer of its smallest step."""
    whole, _, fraction = text.partition(".")
    if len(fraction) > decimals:
        raise Wrong(f"{name} {text} has more than {decimals} decimals")
    return int(whole + fraction.ljust(decimals, "0"))


@dataclass(slots=True)
class Sold:
    """A sale's amounts in minor units, by the rules of docs/accounting.md."""

    total: int
    discount: int
    lines: int
    change: int
    tenders: list[tuple[str, int]]
    tax: Counter[tuple[str, str, str]]  # (category, rate, "net" or "tax")
    cost: int

    @property
    def cash(self) -> int:
        return sum(amount for kind, amount in self.tenders if kind == "cash")


def sold(payload: dict[str, Any], *, completed: bool) -> Sold:
    """Compute a sale and compare it with what it says of itself."""
    exponent = EXPONENTS.get(payload["currency"], 2)
    tax: Counter[tuple[str, str, str]] = Counter()
    discount = cost = 0
    _require_numbers(payload)
    for line in payload["voided_lines"]:
        _line(line, exponent, payload["price_mode"])
    for line in payload["lines"]:
        net, tax_of_line, off, line_cost = _line(line, exponent, payload["price_mode"])
        tax[line["tax_category"], line["tax_rate"], "net"] += net
        tax[line["tax_category"], line["tax_rate"], "tax"] += tax_of_line
        discount, cost = discount + off, cost + line_cost
    tenders = [(tender["kind"], tender["amount"]) for tender in payload["tenders"]]
    total, offered = sum(tax.values()), sum(amount for _, amount in tenders)
    found = Sold(
        total, discount, len(payload["lines"]), max(0, offered - total), tenders, tax, cost
    )
    sums = {
        "net": sum(amount for key, amount in tax.items() if key[2] == "net"),
        "tax": sum(amount for key, amount in tax.items() if key[2] == "tax"),
        "total": total,
        "change": found.change,
    }
    for name, computed in sums.items():
        _require_same(name, payload[name], computed)
    if any(amount <= 0 for _, amount in tenders):
        raise Wrong("a tender of it is nothing")
    if completed:
        _require_settled(found, offered)
    return found


def _require_numbers(payload: dict[str, Any]) -> None:
    kept = [line["number"] for line in payload["lines"]]
    every = [*kept, *(line["number"] for line in payload["voided_lines"])]
    if kept != sorted(kept) or len(set(every)) < len(every):
        raise Wrong("its lines are out of order, or two have the same number")
    if every and not 1 <= min(every) <= max(every) <= LINES_OF_A_SALE_MAX:
        raise Wrong(f"its lines are not numbered from 1 to {LINES_OF_A_SALE_MAX}")


def _require_settled(sale: Sold, offered: int) -> None:
    if not sale.lines:
        raise Wrong("it was completed without lines")
    if offered < sale.total:
        raise Wrong(f"it was completed with {sale.total - offered} minor units still due")
    if sale.change > sale.cash:
        raise Wrong("its change is more than the cash that was given")


def _line(line: dict[str, Any], exponent: int, mode: str) -> tuple[int, int, int, int]:
    """Return net, tax, discount and cost of a line, after comparing them with what it says."""
    name, unit = f"line {line['number']}", line["unit"]
    quantity = scaled(line["quantity"], UNIT_DECIMALS[unit], f"the quantity of {name}")
    quantity *= 10 ** (3 - UNIT_DECIMALS[unit])  # thousandths
    if quantity == 0:
        raise Wrong(f"{name} is of nothing")
    per_minor = 10 ** (9 - exponent)
    price = scaled(line["unit_price"], 6, f"the price of {name}")
    extended = half_up(price * quantity, per_minor)
    off = _discount(line["discount"], extended, name)
    rate = scaled(line["tax_rate"], 6, f"the tax rate of {name}")
    if rate > 10**6:
        raise Wrong(f"the tax rate of {name} is above 1")
    rest = extended - off
    if mode == "tax_inclusive":
        net = half_up(rest * 10**6, 10**6 + rate)
        tax = rest - net
    else:
        net, tax = rest, half_up(rest * rate, 10**6)
    _require_same(f"the net of {name}", line["net"], net)
    _require_same(f"the tax of {name}", line["tax"], tax)
    _require_same(f"the discount of {name}", line["discount_amount"], off)
    has_cost = line["item"] == "product" and line["unit_cost"] is not None
    if line["unit_cost"] is not None and not has_cost:
        raise Wrong(f"{name} has a cost, but is no product")
    cost = scaled(line["unit_cost"], 6, f"the cost of {name}") if has_cost else 0
    return net, tax, off, half_up(cost * quantity, per_minor)


def _discount(discount: dict[str, Any] | None, extended: int, name: str) -> int:
    if discount is None:
        return 0
    amount, percent = discount["amount"], discount["percent"]
    if (amount is None) is (percent is None):
        raise Wrong(f"the discount of {name} is not either an amount or a percentage")
    if amount is not None:
        if not 0 < amount <= extended:
            raise Wrong(f"the discount of {name} is nothing, or more than it costs")
        return int(amount)
    share = scaled(percent, 2, f"the discount of {name}")
    if not 0 < share <= 10_000:
        raise Wrong(f"the discount of {name} is not above 0 and at most 100 percent")
    return half_up(extended * share, 10_000)


def _require_same(name: str, said: object, computed: object) -> None:
    if said != computed:
        raise Wrong(f"it says {name} {said}, the rules give {computed}")


# --- The books of a register: what its entries add up to


@dataclass(slots=True)
class Totals:
    """What an archive's entries add up to, in minor units; training is no part of it."""

    sales: int = 0
    total: int = 0
    accounts: Counter[str] = field(default_factory=Counter)

    def post(self, legs: dict[str, int]) -> None:
        """Add the postings of one event: positive is debit."""
        if sum(legs.values()):
            raise Wrong(f"its postings do not sum to zero: {legs}")
        self.accounts.update(legs)


@dataclass(slots=True)
class CashSession:
    """A cash session so far, added up from its entries."""

    kind: str
    day: str
    currency: str
    opened_at: datetime
    opened_by: str
    opening_float: int
    state: str = "open"
    sums: Counter[str] = field(default_factory=Counter)
    tax: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    tenders: dict[str, tuple[int, int]] = field(default_factory=dict)  # count, amount
    movements: dict[str, tuple[int, int]] = field(default_factory=dict)  # count, amount

    @property
    def is_training(self) -> bool:
        return self.kind == "training"

    @property
    def cash_account(self) -> str:
        return "deferred_cash" if self.kind == "deferred" else "till"

    @property
    def expected(self) -> int:
        """Return float + cash tenders − change ± movements: cards are no part of it."""
        moved = sum(amount for _, amount in self.movements.values())
        return self.opening_float + self.sums["cash"] - self.sums["change"] + moved

    def require_open(self, what: str) -> None:
        if self.state != "open":
            raise Wrong(f"its cash session is {self.state} and takes no {what}")

    def require_currency(self, currency: str) -> None:
        if currency != self.currency:
            raise Wrong(f"it is in {currency}, its cash session in {self.currency}")

    def add_sale(self, sale: Sold) -> None:
        added = {"sales": 1, "lines": sale.lines, "gross": sale.total, "discount": sale.discount}
        self.sums.update({**added, "cash": sale.cash, "change": sale.change})
        self.tax.update(sale.tax)
        for kind, amount in sale.tenders:
            count, so_far = self.tenders.get(kind, (0, 0))
            self.tenders[kind] = (count + 1, so_far + amount)


@dataclass(slots=True)
class Books:
    """A register's numbers, sessions and totals behind one of its entries.

    `blind` once an entry could not be understood: what adds up over entries is not known then.
    """

    receipts: int = 0
    z_numbers: int = 0
    perpetual: int = 0
    sessions: dict[str, CashSession] = field(default_factory=dict)
    blind: bool = False

    def take(self, event: dict[str, Any], totals: Totals) -> None:
        """Follow an entry whose own shape is right.

        :raises Wrong: if it breaks a rule, or does not add up.
        """
        kind, payload = event["kind"], event["payload"]
        sale = None
        if kind in {"sale_completed", "sale_voided"}:
            sale = sold(payload, completed=kind == "sale_completed")
        if kind == "register_enrolled":
            return
        if event["cash_session_id"] is None or event["cash_session_kind"] is None:
            raise Wrong("it names no cash session, or not of which kind")
        if kind == "cash_session_opened":
            self._open(event, totals)
            return
        cash_session = self._session(event)
        if cash_session is None:
            return
        if kind == "sale_completed" and sale is not None:
            self._sale(cash_session, payload, sale, totals)
        elif kind == "sale_voided":
            cash_session.require_currency(payload["currency"])
            _require_not_closed(cash_session)
        else:
            _FOLLOW[kind](self, cash_session, event, totals)

    def _session(self, event: dict[str, Any]) -> CashSession | None:
        cash_session = self.sessions.get(event["cash_session_id"])
        if cash_session is None:
            if self.blind:
                return None
            raise Wrong("its cash session was never opened")
        said = (event["cash_session_kind"], event["business_date"])
        if said != (cash_session.kind, cash_session.day):
            raise Wrong("it names another kind or business date than its cash session")
        return cash_session

    def _open(self, event: dict[str, Any], totals: Totals) -> None:
        payload, kind = event["payload"], event["cash_session_kind"]
        if event["business_date"] is None or event["actor"] is None:
            raise Wrong("it names no business date, or nobody who opened the session")
        if event["cash_session_id"] in self.sessions:
            raise Wrong("its cash session was opened before")
        beside = [one for one in self.sessions.values() if one.state != "closed"]
        if kind == "normal" and any(one.kind == "normal" for one in beside):
            raise Wrong("another normal cash session is open")
        if kind == "deferred" and any(
            one.kind == "deferred" and one.day == event["business_date"] for one in beside
        ):
            raise Wrong("another deferred cash session of that day is open")
        _require_pieces(payload.get("pieces"), payload["opening_float"])
        opened = CashSession(
            kind,
            event["business_date"],
            payload["currency"],
            instant(event["occurred_at"], "occurred_at"),
            event["actor"],
            payload["opening_float"],
        )
        self.sessions[event["cash_session_id"]] = opened
        if not opened.is_training:
            amount = payload["opening_float"]
            totals.post({opened.cash_account: amount, "safe": -amount})

    def _sale(
        self, cash_session: CashSession, payload: dict[str, Any], sale: Sold, totals: Totals
    ) -> None:
        cash_session.require_open("sale")
        cash_session.require_currency(payload["currency"])
        number = payload["receipt_number"]
        if number is None or (number != self.receipts + 1 and not self.blind):
            raise Wrong(f"its receipt number is {number}, {self.receipts + 1} was next")
        self.receipts = number
        cash_session.add_sale(sale)
        if cash_session.is_training:
            return
        self.perpetual += sale.total
        totals.sales += 1
        totals.total += sale.total
        legs: Counter[str] = Counter({cash_session.cash_account: sale.cash - sale.change})
        for kind, amount in sale.tenders:
            if kind != "cash":
                legs[TENDER_ACCOUNTS[kind]] += amount
        legs.update({"sales": -payload["net"], "tax_payable": -payload["tax"]})
        legs.update({"cost_of_goods_sold": sale.cost, "inventory": -sale.cost})
        totals.post(legs)

    def close(self, cash_session: CashSession, event: dict[str, Any], totals: Totals) -> None:
        """Compare a Z report with the entries before it, and post what closing posts."""
        payload = event["payload"]
        _require_not_closed(cash_session)
        if event["actor"] is None:
            raise Wrong("nobody closed it")
        counted = payload["counted"]
        if counted is not None and cash_session.state != "counting":
            raise Wrong("it was closed with a count, but nobody had begun to count")
        counts = [counted or 0, *payload.get("earlier", [])]
        if cash_session.kind != "deferred" and min(counts) < 0:
            raise Wrong("less than nothing was counted in a drawer")
        if payload["z_number"] != self.z_numbers + 1 and not self.blind:
            raise Wrong(f"its Z number is {payload['z_number']}, {self.z_numbers + 1} was next")
        self.z_numbers = payload["z_number"]
        if not self.blind:
            said = {name: _plain(name, payload.get(name)) for name in _Z_FIGURES}
            for name, computed in self._figures(cash_session, counted).items():
                _require_same(f"{name} of its Z report", said[name], computed)
        _require_pieces(payload["pieces"], counted)
        cash_session.state = "closed"
        if not cash_session.is_training:
            found = payload["expected"] if counted is None else counted
            over = found - payload["expected"]
            legs = Counter({cash_session.cash_account: over - found})
            legs.update({"cash_over_short": -over, "safe": found})
            totals.post(legs)

    def _figures(self, one: CashSession, counted: int | None) -> dict[str, Any]:
        tenders = dict(one.tenders)
        if "cash" in tenders:
            count, amount = tenders["cash"]
            tenders["cash"] = (count, amount - one.sums["change"])
        rates = {key[:2] for key in one.tax}
        return {
            "currency": one.currency,
            "opened_at": one.opened_at,
            "opened_by": one.opened_by,
            **{name: one.sums[name] for name in ("sales", "lines", "gross", "discount", "change")},
            "tax": {rate: (one.tax[*rate, "net"], one.tax[*rate, "tax"]) for rate in rates},
            "tenders": tenders,
            "opening_float": one.opening_float,
            "cash_tendered": one.sums["cash"],
            "movements": one.movements,
            "drawer_openings": one.sums["drawer_openings"],
            "expected": one.expected,
            "variance": None if counted is None else counted - one.expected,
            "perpetual_total": self.perpetual,
        }


_Z_FIGURES = (
    *("currency", "opened_at", "opened_by", "sales", "lines", "gross", "discount", "change"),
    *("tax", "tenders", "opening_float", "cash_tendered", "movements", "drawer_openings"),
    *("expected", "variance", "perpetual_total"),
)


def _plain(name: str, said: Any) -> Any:
    """Return a figure of a Z report so that it can be compared whatever the order of its rows."""
    match name:
        case "opened_at":
            return instant(said, name)
        case "tax":
            return _by_key(said, ("category", "rate"), ("net", "tax"))
        case "tenders" | "movements":
            rows = _by_key(said or [], ("kind",), ("count", "amount"))
            return {kind: row for (kind,), row in rows.items()}
        case "drawer_openings":
            return said or 0
    return said


def _by_key(
    rows: list[dict[str, Any]], key: tuple[str, ...], values: tuple[str, ...]
) -> dict[tuple[str, ...], tuple[int, ...]]:
    found = {tuple(row[name] for name in key): tuple(row[name] for name in values) for row in rows}
    if len(found) < len(rows):
        raise Wrong("a row stands twice in its Z report")
    return found


def _require_pieces(pieces: list[list[int]] | None, amount: int | None) -> None:
    if pieces is not None and sum(value * number for value, number in pieces) != amount:
        raise Wrong("its coins and notes do not add up to its amount")


def _require_not_closed(cash_session: CashSession) -> None:
    if cash_session.state == "closed":
        raise Wrong("its cash session was closed before")


def _counting(_: Books, cash_session: CashSession, event: dict[str, Any], __: Totals) -> None:
    _require_not_closed(cash_session)
    cash_session.state = "counting"


def _count_left(_: Books, cash_session: CashSession, event: dict[str, Any], __: Totals) -> None:
    if cash_session.state != "counting":
        raise Wrong("its cash session was not being counted")
    cash_session.state = "open"


def _handed_over(_: Books, cash_session: CashSession, event: dict[str, Any], __: Totals) -> None:
    _require_not_closed(cash_session)


def _corrected(books: Books, cash_session: CashSession, event: dict[str, Any], _: Totals) -> None:
    if cash_session.state != "closed":
        raise Wrong("the cash session that it corrects is not closed")
    into_id = event["payload"].get("into")
    if into_id is None:
        return
    into = books.sessions.get(into_id)
    if into_id == event["cash_session_id"] or into is None or into.state != "closed":
        raise Wrong("it joins its cash session into itself, or into one that is not closed")
    if into.kind != cash_session.kind:
        raise Wrong("it joins cash sessions of different kinds")


def _moved(_: Books, cash_session: CashSession, event: dict[str, Any], totals: Totals) -> None:
    payload = event["payload"]
    cash_session.require_open("movement of cash")
    cash_session.require_currency(payload["currency"])
    kind, amount = payload["kind"], payload["amount"]
    if amount == 0 or not payload["reason"].strip():
        raise Wrong("it moves nothing, or nobody said why")
    signed = amount if kind in INTO_THE_TILL else -amount
    count, so_far = cash_session.movements.get(kind, (0, 0))
    cash_session.movements[kind] = (count + 1, so_far + signed)
    if not cash_session.is_training:
        totals.post({cash_session.cash_account: signed, COUNTERPARTS[kind]: -signed})


def _drawer(_: Books, cash_session: CashSession, event: dict[str, Any], __: Totals) -> None:
    cash_session.require_open("opening of the drawer")
    cash_session.sums["drawer_openings"] += 1


_FOLLOW: dict[str, Callable[[Books, CashSession, dict[str, Any], Totals], None]] = {
    "cash_session_counting": _counting,
    "cash_session_count_left": _count_left,
    "cash_session_closed": Books.close,
    "cash_session_handed_over": _handed_over,
    "cash_session_redated": _corrected,
    "cash_session_joined": _corrected,
    "cash_moved": _moved,
    "drawer_opened": _drawer,
}


# --- Series: the chain of hashes and signatures


@dataclass(frozen=True, slots=True)
class Key:
    """A public key that a series is signed with."""

    key_id: str
    algorithm: str
    der: bytes
    public: ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey

    def signed(self, digest: bytes, sig: bytes) -> bool:
        """Tell whether the signature over a hash is this key's."""
        try:
            if isinstance(self.public, ed25519.Ed25519PublicKey):
                self.public.verify(sig, SIGNED + digest)
            else:
                self.public.verify(sig, SIGNED + digest, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def key_of(said: dict[str, Any]) -> Key:
    """Read a key of the first line.

    :raises Wrong: if it is none, or its id is another key's.
    """
    der = from_base64(said["public_key"], "a public key")
    try:
        public = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        raise Wrong("a public key of it is none") from None
    if isinstance(public, ed25519.Ed25519PublicKey):
        algorithm = "ed25519"
    elif isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name == "secp256r1":
        algorithm = "ecdsa-p256"
    else:
        raise Wrong("a public key of it is neither Ed25519 nor P-256")
    key_id = hashlib.sha256(der).hexdigest()[:32]
    if (said["key_id"], said["sig_alg"]) != (key_id, algorithm):
        raise Wrong(f"the key {said['key_id'][:40]} goes by another id or algorithm")
    return Key(key_id, algorithm, der, public)


def from_base64(text: str, name: str) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        found = b""
    if base64.b64encode(found).decode() != text:
        raise Wrong(f"{name} is not base64")
    return found


@dataclass(slots=True)
class Series:
    """One series as the first line announces it, and how far its entries have come."""

    register: str
    name: str
    number: int
    said: int  # the number that its entries say: a branch's is that of where it branched off
    keys: list[Key]
    continues: dict[str, Any] | None
    branch_of: dict[str, Any] | None
    seq: int = 0
    hash: str = GENESIS
    books: Books = field(default_factory=Books)
    first_seq: int = 1
    unvouched: bool = False  # its last entry is only as genuine as the next one makes it

    @property
    def head(self) -> tuple[str, int, int, str]:
        if self.seq < self.first_seq:
            return (self.register, self.number, 0, GENESIS)
        return (self.register, self.number, self.seq, self.hash)


def series_of(said: dict[str, Any], before: list[Series]) -> Series:
    """Return the series that the first line announces behind those `before` it."""
    branch, number = said.get("branch_of"), said["series"]
    keys = [key_of(key) for key in said["keys"]]
    if not keys:
        raise Wrong(f"series {number} has no key")
    of_entries = number
    if branch is not None:
        origin = (said["register"], branch["series"])
        found = (one.said for one in before if (one.register, one.number) == origin)
        of_entries = next(found, number)
    names = (said["register"], said["register_name"], number, of_entries)
    return Series(*names, keys, said["continues"], branch)


# --- The walk through one archive


@dataclass(slots=True)
class Problem:
    """The first thing that is wrong with an archive, and where."""

    file: str
    why: str
    line: int = 0
    register: str | None = None
    register_name: str | None = None
    series: int | None = None
    seq: int | None = None
    what: str | None = None

    def __str__(self) -> str:
        place = self.file if not self.line else f"{self.file}, line {self.line}"
        if self.seq is None:
            return f"{place}: {self.why}."
        what = f" ({self.what})" if self.what else ""
        register = f"register {self.register_name} ({self.register})"
        return f"{place}: {register}, series {self.series}, entry {self.seq}{what}: {self.why}."


class Found(Exception):
    """Ends the walk with the first problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Walk:
    """Reads one archive from its first line to its last; holds one entry at a time."""

    def __init__(self, path: Path, place: int, db: sqlite3.Connection) -> None:
        self.path = path
        self.place = place  # 1 or 2: which of the archives it is
        self.totals = Totals()
        self.entries = self.refused = self.not_understood = 0
        self.quarantined: list[str] = []
        self.source = self.currency = self.store = ""
        self.series: list[Series] = []
        self._db = db
        self._line = 0
        self._at = -1  # place of the series that the last entry was of
        self._ended = False
        self._behind: dict[tuple[str, int, int, str], Books] = {}  # books behind a head
        self._branching: dict[tuple[str, int, int], tuple[str, Books]] = {}
        self._wanted: set[tuple[str, int, int]] = set()

    def run(self) -> None:
        """Check every line.

        :raises Found: with the first thing that is wrong.
        """
        try:
            with _opened(self.path) as file:
                while line := self._read(file):
                    self._take(line)
        except Wrong as error:
            raise self.problem(str(error)) from None
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self.problem(f"it is cut off or damaged ({error})") from None
        except OSError as error:
            raise self.problem(f"it cannot be read: {error.strerror or error}") from None
        if not self._ended:
            raise self.problem("it is cut off: the last line, which says its end, is missing")

    def problem(self, why: str, entry: dict[str, Any] | None = None, what: str = "") -> Found:
        problem = Problem(str(self.path), why, self._line)
        if entry is not None:
            problem.register, problem.series = entry["register"], entry["series"]
            problem.seq, problem.what = entry["seq"], what or None
            names = (one.name for one in self.series if one.register == entry["register"])
            problem.register_name = next(names, "unknown")
        return Found(problem)

    def _read(self, file: IO[bytes]) -> str:
        raw = file.readline(LINE_MAX + 1)
        if not raw:
            return ""
        self._line += 1
        if len(raw) > LINE_MAX:
            raise Wrong(f"the line is longer than {LINE_MAX:,} bytes: this is no archive")
        if not raw.endswith(b"\n"):
            raise Wrong("it is cut off in the middle of a line, or is no archive")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            raise Wrong("the line is not UTF-8: this is no archive") from None

    def _take(self, text: str) -> None:
        content = read_json(text[:-1])
        if not isinstance(content, dict):
            raise Wrong("the line is no object: this is no archive")
        if self._ended:
            raise Wrong("something stands behind the end")
        if self._line == 1:
            self._open(content)
        elif "end" in content:
            self._end(content)
        else:
            _ENTRY(content, "the entry")
            if "refused" in content:
                self.refused += 1
            else:
                self._entry(content)

    def _open(self, content: dict[str, Any]) -> None:
        _OPENING(content, "the first line")
        if content["version"] != 1:
            raise Wrong(f"it is of format version {content['version']}: use a newer verifier")
        self.source, self.currency = content["source"], content["store"]["currency"]
        self.store = content["store"]["id"]
        for said in content["series"]:
            self.series.append(series_of(said, self.series))
        places = {(one.register, one.number) for one in self.series}
        if len(places) < len(self.series):
            raise Wrong("a series stands twice in its first line")
        self._wanted = {
            (one.register, one.branch_of["series"], one.branch_of["seq"])
            for one in self.series
            if one.branch_of is not None
        }

    def _entry(self, entry: dict[str, Any]) -> None:
        self.entries += 1
        series = self._series_of(entry)
        what = ""
        try:
            body = entry["body"].encode("utf-8", "surrogatepass")
            digest = hashlib.sha256(body).digest()
            self._require_genuine(series, entry, digest)
            event = self._event(series, entry)
            if event is not None:
                what = _what(event)
                self._contents(series, entry, event)
        except Wrong as error:
            raise self.problem(str(error), entry, what) from None
        series.seq, series.hash = entry["seq"], digest.hex()
        row = (self.place, series.register, series.said, series.seq, digest)
        self._db.execute("INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?, ?)", row)
        self._keep_branching(series)

    def _series_of(self, entry: dict[str, Any]) -> Series:
        """Return the series, after the ones before it in the first line have come to their end."""
        wanted = (entry["register"], entry["series"])
        at = self._at
        while at < 0 or (self.series[at].register, self.series[at].number) != wanted:
            if at >= 0:
                self._finish(self.series[at])
            at += 1
            if at >= len(self.series):
                why = "it stands out of order, or in a series that the first line does not name"
                raise self.problem(why, entry)
            self._begin(self.series[at], entry)
        self._at = at
        return self.series[at]

    def _begin(self, series: Series, entry: dict[str, Any]) -> None:
        if series.branch_of is not None:
            seq = series.branch_of["seq"]
            known = self._branching.get((series.register, series.branch_of["series"], seq))
            if known is None:
                raise self.problem("its series branches off an entry that is not there", entry)
            series.seq, series.first_seq = seq, seq + 1
            series.hash, series.books = known[0], copy.deepcopy(known[1])
        self._keep_branching(series)

    def _keep_branching(self, series: Series) -> None:
        """Remember the books where a copy of the register parts from the series."""
        place = (series.register, series.number, series.seq)
        if place in self._wanted:
            self._branching[place] = (series.hash, copy.deepcopy(series.books))

    def _finish(self, series: Series) -> None:
        if series.unvouched:
            last = {"register": series.register, "series": series.number, "seq": series.seq}
            raise self.problem("its signature is wrong, and no later entry vouches for it", last)
        if series.seq >= series.first_seq or series.branch_of is not None:  # that may be empty
            place = (series.register, series.said, series.seq, series.hash)
            self._behind[place] = series.books

    def _require_genuine(self, series: Series, entry: dict[str, Any], digest: bytes) -> None:
        """Check number and signature; one in quarantine may be vouched for by the next."""
        if entry["seq"] != series.seq + 1:
            raise Wrong(f"entry {series.seq + 1} was next: one is missing, or the order changed")
        sig = from_base64(entry["sig"], "its signature")
        genuine = any(key.signed(digest, sig) for key in series.keys)
        if not genuine and not entry.get("quarantined"):
            raise Wrong("its signature is not its series' key's over these contents")
        series.unvouched = not genuine

    def _event(self, series: Series, entry: dict[str, Any]) -> dict[str, Any] | None:
        """Return what the entry says, or nothing if it is in quarantine and cannot be read."""
        try:
            event = read_json(entry["body"])
            require_canonical(entry["body"], event)
            _EVENT(event, "it")
        except (Wrong, RecursionError, UnicodeError) as error:
            if not entry.get("quarantined"):
                raise Wrong(f"it cannot be read: {error}") from None
            self._set_aside(series, entry, str(error))
            return None
        if event["prev_hash"] != series.hash:
            raise Wrong("it does not follow from the entry before it")
        if event["seq"] != entry["seq"]:
            raise Wrong(f"it says that it is entry {event['seq']}")
        return dict(event)

    def _contents(self, series: Series, entry: dict[str, Any], event: dict[str, Any]) -> None:
        try:
            self._follow(series, event)
        except Wrong as error:
            if not entry.get("quarantined"):
                raise
            self._set_aside(series, entry, str(error))

    def _follow(self, series: Series, event: dict[str, Any]) -> None:
        self._require_origin(series, event)
        if event["version"] > EVENT_VERSION or event["kind"] not in PAYLOADS:
            self.not_understood += 1
            series.books.blind = True
            return
        PAYLOADS[event["kind"]](event["payload"], "its payload")
        if event["kind"] == "register_enrolled":
            self._go_on(series, event["payload"])
        elif (
            series.seq == 0
            and series.branch_of is None
            and (series.continues or self._has_earlier(series))
        ):
            raise Wrong("it begins a series without saying which one it continues")
        if event["payload"].get("currency", self.currency) != self.currency:
            raise Wrong("it is in another currency than the store's")
        series.books.take(event, self.totals)

    def _set_aside(self, series: Series, entry: dict[str, Any], why: str) -> None:
        """Keep what the server could not apply either; what adds up over it is not known."""
        problem = self.problem(f"{why} (in quarantine: {entry['quarantined']})", entry).problem
        self.quarantined.append(str(problem))
        series.books.blind = True

    def _require_origin(self, series: Series, event: dict[str, Any]) -> None:
        said = (event["store"], event["register"], event["series"])
        if said != (self.store, series.register, series.said):
            raise Wrong("it is of another store, register or series")
        keys = {(key.key_id, key.algorithm) for key in series.keys}
        if (event["key_id"], event["sig_alg"]) not in keys:
            raise Wrong("it names another key than its series'")
        if event["approver"] is not None and event["approver"] == event["actor"]:
            raise Wrong("who approved it is who did it")
        event_id = bytes.fromhex(event["event_id"].replace("-", ""))
        try:
            self._db.execute("INSERT INTO event_id VALUES (?, ?)", (self.place, event_id))
        except sqlite3.IntegrityError:
            raise Wrong("its id stands for another entry already") from None

    def _go_on(self, series: Series, payload: dict[str, Any]) -> None:
        """Check what a series says of itself in its first entry, and go on from there."""
        said = series.continues
        if series.seq > 0:
            raise Wrong("a register enrols only once in a series")
        if from_base64(payload["public_key"], "its key") not in {key.der for key in series.keys}:
            raise Wrong("it says that its series has another key")
        if payload.get("continues") != said:
            raise Wrong("it continues another entry than the first line says")
        if said is None:
            if self._has_earlier(series):
                raise Wrong("it does not say which series it continues")
            return
        books = self._behind.get((series.register, said["series"], said["seq"], said["hash"]))
        if books is None:
            raise Wrong("it does not continue where the series that it names has ended")
        series.books = copy.deepcopy(books)

    def _has_earlier(self, series: Series) -> bool:
        """Tell whether the register has a series that came to an end before this one."""
        return any(place[0] == series.register for place in self._behind)

    def _end(self, content: dict[str, Any]) -> None:
        _END(content, "the last line")
        for series in self.series[max(self._at, 0) :]:
            self._finish(series)
        self._ended = True
        if content["end"] is not True or content["entries"] != self.entries:
            raise Wrong(f"its end says {content['entries']} entries, but {self.entries} are there")
        heads = [
            (head["register"], head["series"], head["seq"], head["hash"])
            for head in content["heads"]
        ]
        for said, series in zip(heads, self.series, strict=False):
            if said != series.head:
                place = {"register": series.register, "series": series.number, "seq": series.seq}
                raise self.problem("its end names another last entry", place)
        if len(heads) != len(self.series):
            raise Wrong("its end does not name the last entry of each series")


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        if file.peek(2)[:2] != b"\x1f\x8b":
            yield file
            return
        with gzip.GzipFile(fileobj=file) as unpacked:
            yield cast("IO[bytes]", unpacked)


def _what(event: dict[str, Any]) -> str:
    payload = event["payload"]
    number = payload.get("receipt_number") if isinstance(payload, dict) else None
    return str(event["kind"])[:60] + (f", receipt {number}" if type(number) is int else "")


# --- Two archives beside each other


def compare(one: Walk, other: Walk, db: sqlite3.Connection) -> Problem | None:
    """Return the first entry that only one of two sound archives has.

    Of a register's archive only that register is compared with a server's. Where a copy of the
    register wrote on under the same numbers, the entries of the other copy are not its own.
    """
    if one.store != other.store:
        return Problem(str(other.path), "it is of another store")
    ours, theirs = ({series.register for series in walk.series} for walk in (one, other))
    shared = ours & theirs if "register" in {one.source, other.source} else ours | theirs
    if not shared:
        return Problem(str(other.path), "the archives have no register in common")
    for here, there in ((one, other), (other, one)):
        for register in sorted(shared):
            copied = _copied_from(here, there, register)
            for series, seq, digest in db.execute(_ONLY_HERE, (here.place, register, there.place)):
                if copied and (series, seq) >= copied:
                    break
                why = f"{there.path} has no such entry"
                if db.execute(_SAME_NUMBER, (there.place, register, series, seq)).fetchone():
                    why = f"{there.path} has another entry under this number"
                names = (each.name for each in here.series if each.register == register)
                place = (register, next(names, ""), series, seq)
                return Problem(str(here.path), why, 0, *place, f"hash {digest.hex()[:12]}…")
    return None


def _copied_from(here: Walk, there: Walk, register: str) -> tuple[int, int] | None:
    """Return from where on `here` may know more: the first number that a copy gave again."""
    if here.source != "server" or there.source != "register":
        return None
    points = [
        (each.said, each.branch_of["seq"] + 1)
        for each in here.series
        if each.register == register and each.branch_of is not None
    ]
    return min(points, default=None)


_TABLES = """
CREATE TABLE event_id (place INTEGER, id BLOB, PRIMARY KEY (place, id)) WITHOUT ROWID;
CREATE TABLE entry (
    place INTEGER, register TEXT, series INTEGER, seq INTEGER, hash BLOB,
    PRIMARY KEY (place, register, series, seq, hash)
) WITHOUT ROWID;
"""
_ONLY_HERE = """
SELECT series, seq, hash FROM entry AS here WHERE place = ? AND register = ? AND NOT EXISTS (
    SELECT 1 FROM entry AS there WHERE there.place = ? AND there.register = here.register
    AND there.series = here.series AND there.seq = here.seq AND there.hash = here.hash
) ORDER BY series, seq
"""
_SAME_NUMBER = "SELECT 1 FROM entry WHERE place = ? AND register = ? AND series = ? AND seq = ?"


# --- The command


def verify(paths: list[Path], trusted: set[str]) -> tuple[list[Walk], Problem | None]:
    """Check archives, and that two of them are equal; return them with the first problem."""
    with closing(sqlite3.connect("", isolation_level=None)) as db:  # a file of its own, then gone
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        db.execute("BEGIN")
        walks = [Walk(path, place, db) for place, path in enumerate(paths, start=1)]
        for walk in walks:
            try:
                walk.run()
            except Found as found:
                return walks, found.problem
            for series in walk.series:
                for key in series.keys:
                    if trusted and key.key_id not in trusted:
                        why = f"series {series.number} of {series.name} is signed with the key "
                        return walks, Problem(str(walk.path), f"{why}{key.key_id}, not yours")
        return walks, compare(walks[0], walks[1], db) if len(walks) > 1 else None


def as_object(walks: list[Walk], problem: Problem | None) -> dict[str, Any]:
    """Return the result for programs."""
    verdict = "equal" if len(walks) > 1 else "sound"
    return {
        "ok": problem is None,
        "verdict": verdict if problem is None else "wrong",
        "problem": None if problem is None else {**_plain_problem(problem), "says": str(problem)},
        "archives": [
            {
                "file": str(walk.path),
                "source": walk.source,
                "store": walk.store,
                "entries": walk.entries,
                "registers": len({series.register for series in walk.series}),
                "sales": walk.totals.sales,
                "total": major(walk.totals.total, walk.currency),
                "currency": walk.currency,
                "accounts": {
                    account: major(amount, walk.currency)
                    for account, amount in sorted(walk.totals.accounts.items())
                },
                "heads": [
                    dict(zip(("register", "series", "seq", "hash"), series.head, strict=True))
                    for series in walk.series
                ],
                "keys": sorted({key.key_id for one in walk.series for key in one.keys}),
                "quarantined": walk.quarantined,
                "refused": walk.refused,
                "not_understood": walk.not_understood,
            }
            for walk in walks
        ],
    }


def _plain_problem(problem: Problem) -> dict[str, Any]:
    names = ("file", "line", "register", "register_name", "series", "seq", "what", "why")
    return {name: getattr(problem, name) for name in names}


def major(minor: int, currency: str) -> str:
    """Return minor units as the decimal text of the major unit."""
    digits = EXPONENTS.get(currency, 2)
    sign, text = "-" if minor < 0 else "", str(abs(minor)).rjust(digits + 1, "0")
    return f"{sign}{text[: len(text) - digits]}" + (f".{text[-digits:]}" if digits else "")


def as_text(walks: list[Walk], problem: Problem | None) -> Iterator[str]:
    """Yield the result in lines for people."""
    if problem is not None:
        yield f"NOT as it was written. {problem}"
        return
    for walk in walks:
        registers = len({series.register for series in walk.series})
        total = major(walk.totals.total, walk.currency)
        yield (
            f"{walk.path}: {walk.entries:,} entries of "
            f"{registers} register{'s' if registers != 1 else ''}, "
            f"{walk.totals.sales:,} sales of {total} {walk.currency}: sound."
        )
        for key_id in sorted({key.key_id for one in walk.series for key in one.keys}):
            yield f"  signed with the key {key_id}"
        for sentence in walk.quarantined:
            yield f"  set aside: {sentence}"
        if walk.not_understood:
            yield f"  {walk.not_understood} entries are of a newer program and were not understood"
        if walk.refused:
            yield f"  {walk.refused} entries were refused and are in no journal"
    if len(walks) > 1:
        yield "Equal: both hold the same entries, byte for byte."


def main(arguments: list[str]) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="verify_archive.py",
        description="Check archives of Evertill's journals without Evertill (docs/archive.md).",
    )
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="one archive, or two")
    parser.add_argument(
        "--key", action="append", default=[], metavar="ID", help="accept only keys with these ids"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args(arguments)
    if len(asked.files) > 2:
        parser.error("one archive is checked, or two are compared")
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal in Latin-1, a shop in Arabic
        sys.stdout.reconfigure(errors="backslashreplace")
    walks, problem = verify(asked.files, set(asked.key))
    if asked.json:
        print(json.dumps(as_object(walks, problem)))
    else:
        for line in as_text(walks, problem):
            print(
                "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in line)
            )
    return 0 if problem is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
