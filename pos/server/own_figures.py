"""Own figures: what a cash session adds up to by the server's own rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, func, select

from pos.domain.canonical import canonical
from pos.domain.cash_movement import CashMovement
from pos.domain.currency import CurrencyCode
from pos.domain.history import History
from pos.domain.report import figures_of
from pos.domain.sale import Sale, SaleState
from pos.server import tables
from pos.server.histories import event_is_part_of
from pos.server.session_rows import HeldSession

_sale = tables.sale.c
_line = tables.sale_line.c
_tender = tables.tender.c
_movement = tables.cash_movement.c
_opening = tables.drawer_opening.c

Row3 = tuple[str, int, int]
Row4 = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigures:
    """Sums of a cash session in minor units; the tuples are in the order of their first value."""

    opening_float: int
    sales: int = 0
    lines: int = 0
    gross: int = 0
    discount: int = 0
    change: int = 0
    tax: tuple[Row4, ...] = ()  # category, millionths, net, tax
    tenders: tuple[Row3, ...] = ()  # kind, count, amount less change
    cash_tendered: int = 0
    movements: tuple[Row3, ...] = ()  # kind, count, amount as the till sees it
    drawer_openings: int = 0

    @property
    def expected(self) -> int:
        """Return the cash that should be in the till."""
        moved = sum(amount for _, _, amount in self.movements)
        return self.opening_float + self.cash_tendered - self.change + moved

    def content(self) -> dict[str, Any]:
        """Return the figures by name, the expected cash among them."""
        named = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**named, "expected": self.expected}

    def text(self) -> str:
        """Return the figures as a Z report keeps them: canonical JSON."""
        return canonical(self.content()).decode()

    def with_sale(self, sale: Sale) -> OwnFigures:
        """Return the figures with one more completed sale."""
        figures = figures_of([sale], CurrencyCode(sale.currency))
        tax = [(r.rate.category, r.rate.millionths, r.net.minor, r.tax.minor) for r in figures.tax]
        tenders = [(row.kind.value, row.count, row.amount.minor) for row in figures.tenders]
        return replace(
            self,
            sales=self.sales + 1,
            lines=self.lines + figures.lines,
            gross=self.gross + figures.gross.minor,
            discount=self.discount + figures.discount.minor,
            change=self.change + sale.change_due.minor,
            cash_tendered=self.cash_tendered + sale.cash_tendered.minor,
            tax=summed_tax([*self.tax, *tax]),
            tenders=summed([*self.tenders, *tenders]),
        )

    def with_movement(self, movement: CashMovement) -> OwnFigures:
        """Return the figures with one more movement of cash."""
        row = (movement.kind.value, 1, movement.signed.minor)
        return replace(self, movements=summed([*self.movements, row]))

    def with_drawer_opening(self) -> OwnFigures:
        """Return the figures with one more opening of the drawer without a document."""
        return replace(self, drawer_openings=self.drawer_openings + 1)


def own_figures(
    db: Connection, store_number: int, session: HeldSession, history: History | None = None
) -> OwnFigures:
    """Add up a session's completed sales and movements, those of its own register.

    With a history, only those that are part of it: what one of several copies did in the session.
    """
    session_id = session.id

    def counts(event_id: Column[Any]) -> ColumnElement[bool]:
        return event_is_part_of(history, store_number, session.register_number, event_id)

    taken = and_(
        _sale.store_id == store_number,
        _sale.cash_session_id == session_id,
        _sale.register_id == session.register_number,
        _sale.state == SaleState.COMPLETED.value,
        counts(_sale.event_id),
    )
    sales, lines, gross, discount, change = db.execute(
        select(
            func.count(),
            *(_sum(column) for column in (_sale.line_count, _sale.total, _sale.discount)),
            _sum(_sale.change),
        ).where(taken)
    ).one()
    tenders = [(kind, count, int(amount)) for kind, count, amount in db.execute(_tenders(taken))]
    movements = db.execute(
        select(_movement.kind, func.count(), func.sum(_movement.amount))
        .where(
            _movement.store_id == store_number,
            _movement.cash_session_id == session_id,
            counts(_movement.event_id),
        )
        .group_by(_movement.kind)
    )
    openings = db.execute(
        select(func.count()).where(
            _opening.store_id == store_number,
            _opening.cash_session_id == session_id,
            counts(_opening.event_id),
        )
    ).scalar_one()
    return OwnFigures(
        opening_float=session.opening_float,
        sales=sales,
        lines=int(lines),
        gross=int(gross),
        discount=int(discount),
        change=int(change),
        tax=summed_tax((a, b, int(net), int(tax)) for a, b, net, tax in db.execute(_tax(taken))),
        tenders=summed(_less_change(tenders, int(change))),
        cash_tendered=sum(amount for kind, _, amount in tenders if kind == "cash"),
        movements=summed((kind, count, int(amount)) for kind, count, amount in movements),
        drawer_openings=openings,
    )


def _less_change(tenders: Iterable[Row3], change: int) -> Iterable[Row3]:
    for kind, count, amount in tenders:
        yield kind, count, amount - change if kind == "cash" else amount


def summed(rows: Iterable[Row3]) -> tuple[Row3, ...]:
    """Add counts and amounts up per kind."""
    sums: dict[str, tuple[int, int]] = {}
    for kind, count, amount in rows:
        known = sums.get(kind, (0, 0))
        sums[kind] = (known[0] + count, known[1] + amount)
    return tuple((kind, count, amount) for kind, (count, amount) in sorted(sums.items()))


def summed_tax(rows: Iterable[Row4]) -> tuple[Row4, ...]:
    """Add net and tax up per category and rate."""
    sums: dict[tuple[str, int], tuple[int, int]] = {}
    for category, rate, net, tax in rows:
        known = sums.get((category, rate), (0, 0))
        sums[category, rate] = (known[0] + net, known[1] + tax)
    return tuple((*place, net, tax) for place, (net, tax) in sorted(sums.items()))


def _sum(column: Any) -> Any:
    return func.coalesce(func.sum(column), 0)


def _tenders(taken: Any) -> Select[Any]:
    same_event = and_(_tender.store_id == _sale.store_id, _tender.event_id == _sale.event_id)
    return (
        select(_tender.kind, func.count(), func.sum(_tender.amount))
        .select_from(tables.sale.join(tables.tender, same_event))
        .where(taken)
        .group_by(_tender.kind)
    )


def _tax(taken: Any) -> Select[Any]:
    same_event = and_(_line.store_id == _sale.store_id, _line.event_id == _sale.event_id)
    return (
        select(_line.tax_category, _line.tax_rate, func.sum(_line.net), func.sum(_line.tax))
        .select_from(tables.sale.join(tables.sale_line, same_event))
        .where(taken)
        .group_by(_line.tax_category, _line.tax_rate)
    )
