"""Cash sessions as the server holds them, and the Z report it computes from its own rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, select, update

from pos.domain.cash_session import CashSessionKind, CashSessionState
from pos.domain.event import Event
from pos.domain.sale import SaleState
from pos.domain.tax import TaxRate
from pos.server import tables
from pos.server.moments import microseconds
from pos.wire.payloads import SessionClosedPayload

_sale = tables.sale.c
_line = tables.sale_line.c
_tender = tables.tender.c
_session = tables.cash_session.c


@dataclass(frozen=True, slots=True)
class HeldSession:
    """What the server knows of a cash session."""

    register_number: int
    kind: CashSessionKind
    business_date: str
    state: CashSessionState
    opening_float: int


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """What the server's rows say of a cash session, in minor units."""

    sales: int
    lines: int
    gross: int
    discount: int
    change: int
    tax: tuple[tuple[str, int, int, int], ...]  # category, millionths, net, tax
    tenders: tuple[tuple[str, int, int], ...]  # kind, count, amount less change
    cash_tendered: int
    expected: int


def held_sessions(
    db: Connection, store_number: int, ids: Iterable[bytes]
) -> dict[bytes, HeldSession]:
    """Return those of the sessions that the server knows."""
    query = select(
        _session.cash_session_id,
        _session.register_id,
        _session.kind,
        _session.business_date,
        _session.state,
        _session.opening_float,
    ).where(_session.store_id == store_number, _session.cash_session_id.in_(list(ids)))
    return {
        row.cash_session_id: HeldSession(
            row.register_id,
            CashSessionKind(row.kind),
            row.business_date,
            CashSessionState(row.state),
            row.opening_float,
        )
        for row in db.execute(query)
    }


def insert_session(
    db: Connection, store_number: int, session_id: bytes, event: Event, session: HeldSession
) -> None:
    """Write a session that has just opened."""
    db.execute(
        insert(tables.cash_session).values(
            store_id=store_number,
            cash_session_id=session_id,
            register_id=session.register_number,
            series=event.series,
            kind=session.kind.value,
            business_date=session.business_date,
            state=session.state.value,
            opened_at=microseconds(event.occurred_at),
            opened_by=event.actor.bytes if event.actor else b"",
            responsible=event.actor.bytes if event.actor else b"",
            last_activity=microseconds(event.recorded_at),
            opening_float=session.opening_float,
        )
    )


def move_session(
    db: Connection, store_number: int, session_id: bytes, state: CashSessionState, event: Event
) -> None:
    """Write a session's next state."""
    values: dict[str, Any] = {"state": state.value}
    if state is CashSessionState.CLOSED:
        values |= {
            "closed_at": microseconds(event.occurred_at),
            "closed_how": "register",
            "closed_by": event.actor.bytes if event.actor else b"",
        }
    db.execute(
        update(tables.cash_session)
        .where(_session.store_id == store_number, _session.cash_session_id == session_id)
        .values(values)
    )


def own_figures(
    db: Connection, store_number: int, session_id: bytes, opening_float: int
) -> OwnFigures:
    """Add up a session's completed sales."""
    taken = and_(
        _sale.store_id == store_number,
        _sale.cash_session_id == session_id,
        _sale.state == SaleState.COMPLETED.value,
    )
    sums = db.execute(
        select(
            func.count().label("sales"),
            *(_sum(column) for column in (_sale.line_count, _sale.total, _sale.discount)),
            _sum(_sale.change),
        ).where(taken)
    ).one()
    sales, lines, gross, discount, change = sums
    tenders = [(kind, count, amount) for kind, count, amount in db.execute(_tenders(taken))]
    cash = sum(amount for kind, _, amount in tenders if kind == "cash")
    return OwnFigures(
        sales=sales,
        lines=lines,
        gross=gross,
        discount=discount,
        change=change,
        tax=tuple((row[0], row[1], row[2], row[3]) for row in db.execute(_tax(taken))),
        tenders=tuple(
            (kind, count, amount - change if kind == "cash" else amount)
            for kind, count, amount in tenders
        ),
        cash_tendered=cash,
        expected=opening_float + cash - change,
    )


def z_disagreements(payload: SessionClosedPayload, own: OwnFigures) -> list[str]:
    """Return what the register's Z report claims and the server's rows say differently."""
    variance = None if payload.counted is None else payload.counted - own.expected
    pairs: dict[str, tuple[object, object]] = {
        "sales": (payload.sales, own.sales),
        "lines": (payload.lines, own.lines),
        "gross": (payload.gross, own.gross),
        "discount": (payload.discount, own.discount),
        "change": (payload.change, own.change),
        "cash tendered": (payload.cash_tendered, own.cash_tendered),
        "expected cash": (payload.expected, own.expected),
        "variance": (payload.variance, variance),
        "tax": (_claimed_tax(payload), sorted(own.tax)),
        "tenders": (
            sorted((row.kind, row.count, row.amount) for row in payload.tenders),
            sorted(own.tenders),
        ),
    }
    return [
        f"Z report: {name} differ, claimed {claimed}, computed {computed}"
        for name, (claimed, computed) in pairs.items()
        if claimed != computed
    ]


def _claimed_tax(payload: SessionClosedPayload) -> list[tuple[str, int, int, int]]:
    return sorted(
        (row.category, rate_millionths(row.rate), row.net, row.tax) for row in payload.tax
    )


def rate_millionths(rate: str) -> int:
    """Return a tax rate as the tables keep it.

    :raises TaxRateInvalid, InvalidOperation: if it is none.
    """
    from decimal import Decimal

    return TaxRate("", Decimal(rate)).millionths


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
