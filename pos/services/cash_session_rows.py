"""Rows of cash sessions: loading, saving and adding up, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import (
    CashSession,
    CashSessionId,
    CashSessionKind,
    CashSessionState,
    OperatorId,
)
from pos.domain.currency import CurrencyCode
from pos.domain.event import EventKind
from pos.domain.ledger import CashMoveKind, Effects
from pos.domain.money import Money
from pos.domain.problem import Problem
from pos.domain.report import CashFigures, MovementTotal, SalesFigures, TenderTotal
from pos.domain.tax import TaxRate, TaxSummaryRow
from pos.domain.tender import TenderKind
from pos.models.ledger import CashMoveRecord, PostingRecord, StockMoveRecord
from pos.models.rows import first_row, insert_rows


class NoSuchSession(Problem):
    """The register has no cash session with that id."""


def load_session(db: Connection, session_id: CashSessionId) -> CashSession:
    """Return the session.

    :raises NoSuchSession: if this register has none with that id.
    """
    row = first_row(db, _SESSION + " WHERE id = ?", str(session_id))
    if row is None:
        raise NoSuchSession(f"This register has no cash session {session_id}.")
    return session_of(row)


def unclosed_sessions(db: Connection) -> tuple[CashSession, ...]:
    """Return the sessions that are open or being counted, the oldest first."""
    rows = db.exec_driver_sql(_SESSION + " WHERE state <> 'closed' ORDER BY opened_at").all()
    return tuple(session_of(row) for row in rows)


def closing_body(db: Connection, session_id: CashSessionId) -> str | None:
    """Return the body of the event that closed the session, None if none did."""
    row = first_row(db, _CLOSING, str(session_id))
    return None if row is None else str(row[0])


def session_of(row: Sequence[Any]) -> CashSession:
    """Return the value that a row of `_SESSION` describes."""
    session_id, kind, business_date, opened_at, opened_by, opening_float, code, state, taker = row
    return CashSession(
        id=CashSessionId(UUID(session_id)),
        kind=CashSessionKind(kind),
        business_date=date.fromisoformat(business_date),
        opened_at=datetime.fromisoformat(opened_at),
        opened_by=OperatorId(UUID(opened_by)),
        opening_float=Money(opening_float, CurrencyCode(code)),
        state=CashSessionState(state),
        taken_over_by=None if taker is None else OperatorId(UUID(taker)),
    )


def insert_effects(
    db: Connection, position: int, session_id: CashSessionId, effects: Effects
) -> None:
    """Write the effects of the event at `position`; the database takes each key once."""
    rows = effect_rows(position, session_id, effects)
    insert_rows(db, StockMoveRecord, rows.stock_moves)
    insert_rows(db, CashMoveRecord, rows.cash_moves)
    insert_rows(db, PostingRecord, rows.postings)


class EffectRows(NamedTuple):
    """Effects in stored values, in the order of each table's columns."""

    stock_moves: list[tuple[Any, ...]]
    cash_moves: list[tuple[Any, ...]]
    postings: list[tuple[Any, ...]]


def effect_rows(position: int, session_id: CashSessionId, effects: Effects) -> EffectRows:
    """Return the rows of the effects of the event at `position`."""
    return EffectRows(
        stock_moves=[
            (position, move.line, move.sku, move.thousandths, move.unit.code, _minor(move.cost))
            for move in effects.stock_moves
        ],
        cash_moves=[
            (position, move.line, str(session_id), move.kind.value, move.amount.minor)
            for move in effects.cash_moves
        ],
        postings=[
            (position, posting.line, posting.account.value, posting.detail, posting.amount.minor)
            for posting in effects.postings
        ],
    )


def sales_figures(
    db: Connection, session_id: CashSessionId, currency: CurrencyCode
) -> SalesFigures:
    """Add up the session's completed sales."""
    totals = db.exec_driver_sql(_SALES, (str(session_id),)).one()
    return SalesFigures(
        currency=currency,
        sales=totals[0],
        lines=totals[1],
        gross=Money(totals[2], currency),
        discount=Money(totals[3], currency),
        tax=tuple(
            TaxSummaryRow(
                TaxRate(category, Decimal(rate)), Money(net, currency), Money(tax, currency)
            )
            for category, rate, net, tax in _sorted_rates(
                db.exec_driver_sql(_TAX, (str(session_id),)).all()
            )
        ),
        tenders=_tenders(
            {row[0]: row for row in db.exec_driver_sql(_TENDERS, (str(session_id),)).all()},
            change=totals[4],
            currency=currency,
        ),
    )


def cash_figures(db: Connection, session: CashSession) -> CashFigures:
    """Add up the session's cash moves: expected = float + tenders − change ± movements."""
    rows = db.exec_driver_sql(_CASH, (str(session.id),)).all()
    sums, counts = {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}
    currency = session.opening_float.currency
    return CashFigures(
        opening_float=Money(sums.get(CashMoveKind.OPENING_FLOAT, 0), currency),
        tendered=Money(sums.get(CashMoveKind.TENDER, 0), currency),
        change=Money(-sums.get(CashMoveKind.CHANGE, 0), currency),
        expected=Money(sum(sums.values()), currency),
        movements=tuple(
            MovementTotal(kind, counts[kind.cash_move], Money(sums[kind.cash_move], currency))
            for kind in MovementKind
            if kind.cash_move in counts
        ),
    )


def drawer_openings(db: Connection, session_id: CashSessionId) -> int:
    """Return how often the drawer was opened without a document."""
    row = first_row(db, _DRAWER_OPENINGS, str(session_id), EventKind.DRAWER_OPENED.value)
    return 0 if row is None else int(row[0])


def _sorted_rates(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row[0], Decimal(row[1])))


def _tenders(
    found: dict[str, Any], *, change: int, currency: CurrencyCode
) -> tuple[TenderTotal, ...]:
    totals = []
    for kind in TenderKind:
        if (row := found.get(kind.value)) is not None:
            given_back = change if kind is TenderKind.CASH else 0
            totals.append(TenderTotal(kind, row[1], Money(row[2] - given_back, currency)))
    return tuple(totals)


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


_SESSION = (
    "SELECT id, kind, business_date, opened_at, opened_by, opening_float, currency, state, "
    "responsible FROM cash_session"
)
# The literal list is the index's: without it SQLite walks through the whole journal.
_CLOSING = (
    "SELECT body FROM journal WHERE cash_session_id = ? AND kind = 'cash_session_closed' "
    "AND kind NOT IN ('sale_completed', 'sale_voided')"
)
_SALES = (
    "SELECT count(*), coalesce(sum(lines), 0), coalesce(sum(total), 0), "
    "coalesce(sum(discount), 0), coalesce(sum(change), 0) FROM sale WHERE cash_session_id = ?"
)
_TAX = (
    "SELECT tax_category, tax_rate, sum(sale_line.net), sum(sale_line.tax) FROM sale_line "
    "JOIN sale USING (position) WHERE cash_session_id = ? GROUP BY tax_category, tax_rate"
)
_TENDERS = (
    "SELECT kind, count(*), sum(amount) FROM tender JOIN sale USING (position) "
    "WHERE cash_session_id = ? GROUP BY kind"
)
_CASH = "SELECT kind, sum(amount), count(*) FROM cash_move WHERE cash_session_id = ? GROUP BY kind"
# The literal list is the index's, so that SQLite can use it.
_DRAWER_OPENINGS = (
    "SELECT count(*) FROM journal WHERE cash_session_id = ? AND kind = ? "
    "AND kind NOT IN ('sale_completed', 'sale_voided')"
)
