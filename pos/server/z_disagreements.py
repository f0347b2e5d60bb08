"""What a register's Z report claims and the server's own rows say differently, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from pos.domain.currency import CurrencyCode
from pos.domain.tax import TaxRate
from pos.server.own_figures import OwnFigures, summed, summed_tax
from pos.wire.payloads import SessionClosedPayload
from pos.wire.sale_payload import amount_text

_MILLION = 1_000_000


def z_disagreements(
    payload: SessionClosedPayload, own: OwnFigures, code: CurrencyCode
) -> Iterator[str]:
    """Yield a sentence for each figure that differs, with both, amounts in major units.

    `code` is the currency of the store.
    """
    if payload.currency != code:
        yield f"Z report: it is in {payload.currency}, the store's currency is {code}"
    variance = None if payload.counted is None else payload.counted - own.expected
    counts = {
        "sales": (payload.sales, own.sales),
        "lines": (payload.lines, own.lines),
        "drawer openings": (payload.drawer_openings, own.drawer_openings),
    }
    amounts = {
        "opening float": (payload.opening_float, own.opening_float),
        "gross": (payload.gross, own.gross),
        "discount": (payload.discount, own.discount),
        "change": (payload.change, own.change),
        "cash tendered": (payload.cash_tendered, own.cash_tendered),
        "expected cash": (payload.expected, own.expected),
        "variance": (payload.variance, variance),
    }
    for name, (claimed, computed) in counts.items():
        yield from _differing(name, str(claimed), str(computed))
    for name, (one, other) in amounts.items():
        yield from _differing(name, _amount(one, code), _amount(other, code))
    claims, figures = _rows_of_claim(payload, code), _rows_of_own(own, code)
    for name in sorted(claims.keys() | figures.keys()):
        yield from _differing(name, claims.get(name, "none"), figures.get(name, "none"))


def _differing(name: str, claimed: str, computed: str) -> Iterator[str]:
    if claimed != computed:
        yield f"Z report: {name} differ, claimed {claimed}, computed {computed}"


def _amount(minor: int | None, code: CurrencyCode) -> str:
    return "none" if minor is None else f"{amount_text(minor, code)} {code}"


def _rows_of_claim(payload: SessionClosedPayload, code: CurrencyCode) -> Mapping[str, str]:
    tax = (
        (row.category, TaxRate("", Decimal(row.rate)).millionths, row.net, row.tax)
        for row in payload.tax
    )
    claim = OwnFigures(
        opening_float=payload.opening_float,
        tax=summed_tax(tax),
        tenders=summed((row.kind, row.count, row.amount) for row in payload.tenders),
        movements=summed((row.kind, row.count, row.amount) for row in payload.movements),
    )
    return _rows_of_own(claim, code)


def _rows_of_own(own: OwnFigures, code: CurrencyCode) -> Mapping[str, str]:
    """Return the figures that a report has several of, in words, by what they are about."""
    rows = {
        f"{what} {kind}": f"{count} of {_amount(amount, code)}"
        for what, group in (("tenders", own.tenders), ("movements", own.movements))
        for kind, count, amount in group
    }
    for category, rate, net, tax in own.tax:
        share = Decimal(rate) / _MILLION
        rows[f"tax {category} {share}"] = f"{_amount(net, code)} net, {_amount(tax, code)} tax"
    return rows
