"""Session story: what happened in a cash session, step by step, as its journal tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from pos.domain.cash_session import CashSessionId
from pos.domain.currency import CurrencyCode
from pos.domain.event import Event, EventKind, parse_event
from pos.domain.money import Money
from pos.domain.report import Clearing
from pos.models.database import Database
from pos.models.rows import all_rows, first_row
from pos.services.cash_session_rows import load_session
from pos.wire.payloads import (
    CashMovedPayload,
    SessionClosedPayload,
    SessionHandedOverPayload,
    SessionJoinedPayload,
    SessionOpenedPayload,
    SessionRedatedPayload,
)
from pos.wire.session_payload import clearing_from


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryStep:
    """One step. What does not belong to its kind is None or empty.

    `sales` on a step of kind `sale_completed` counts the sales between the steps around it, and
    `amount` is their sum.
    """

    kind: str
    at: datetime
    seq: int
    operator: str
    amount: Money | None = None  # float, movement, sum of sales, expected cash at the close
    counted: Money | None = None
    variance: Money | None = None
    reason: str = ""
    to: str = ""  # the operator who took over
    movement: str = ""  # paid_in, paid_out, drop, loan
    sales: int = 0
    z_number: int | None = None
    clearing: Clearing | None = None
    business_date: date | None = None  # of a correction
    into: CashSessionId | None = None  # of a correction
    is_sent: bool = False


@dataclass(frozen=True, slots=True)
class SessionStories:
    """Reads; nothing changes."""

    database: Database

    def story(self, session_id: CashSessionId) -> tuple[StoryStep, ...]:
        """Return the steps in the order of the journal; sales in between are added up.

        :raises NoSuchSession: if this register has no such session.
        """
        with self.database.begin() as db:
            currency = load_session(db, session_id).opening_float.currency
            return tuple(_Teller(db, currency).steps(session_id))


class _Reason(msgspec.Struct, frozen=True):
    """What two kinds of payload have in common."""

    reason: str = ""


class _Teller:
    def __init__(self, db: Connection, currency: CurrencyCode) -> None:
        self._db = db
        self._currency = currency
        self._names: dict[str, str] = dict(all_rows(db, "SELECT id, name FROM operator"))
        self._sent = first_row(db, "SELECT acknowledged_series, acknowledged_seq FROM sync_state")

    def steps(self, session_id: CashSessionId) -> Iterator[StoryStep]:
        sales = iter(all_rows(self._db, _SALES, str(session_id)))
        sale = next(sales, None)
        for position, body in all_rows(self._db, _STEPS, str(session_id)):
            between = []
            while sale is not None and sale[0] < position:
                between.append(sale)
                sale = next(sales, None)
            if between:
                yield self._sales(between)
            yield self._step(parse_event(body.encode()))
        rest = [*([sale] if sale is not None else []), *sales]
        if rest:
            yield self._sales(rest)

    def _sales(self, rows: list[tuple[Any, ...]]) -> StoryStep:
        _, series, seq, recorded_at, operator, _ = rows[-1]
        return StoryStep(
            kind=EventKind.SALE_COMPLETED.value,
            at=datetime.fromisoformat(recorded_at),
            seq=seq,
            operator=self._names.get(operator, ""),
            amount=self._money(sum(row[5] for row in rows)),
            sales=len(rows),
            is_sent=self._is_sent(series, seq),
        )

    def _step(self, event: Event) -> StoryStep:
        return StoryStep(
            kind=event.kind,
            at=event.recorded_at,
            seq=event.seq,
            operator=self._names.get(str(event.actor), ""),
            is_sent=self._is_sent(event.series, event.seq),
            **self._details(event),
        )

    def _details(self, event: Event) -> dict[str, Any]:
        match event.kind:
            case EventKind.CASH_SESSION_OPENED:
                opened = msgspec.json.decode(event.payload, type=SessionOpenedPayload)
                return {"amount": self._money(opened.opening_float)}
            case EventKind.CASH_SESSION_HANDED_OVER:
                handed = msgspec.json.decode(event.payload, type=SessionHandedOverPayload)
                return {"to": self._names.get(handed.to, "")}
            case EventKind.CASH_MOVED:
                moved = msgspec.json.decode(event.payload, type=CashMovedPayload)
                amount = self._money(moved.amount)
                return {"amount": amount, "movement": moved.kind, "reason": moved.reason}
            case EventKind.DRAWER_OPENED | EventKind.CASH_SESSION_COUNT_LEFT:
                return {"reason": msgspec.json.decode(event.payload, type=_Reason).reason}
            case EventKind.CASH_SESSION_REDATED:
                redated = msgspec.json.decode(event.payload, type=SessionRedatedPayload)
                day = date.fromisoformat(redated.business_date)
                return {"business_date": day, "reason": redated.reason}
            case EventKind.CASH_SESSION_JOINED:
                joined = msgspec.json.decode(event.payload, type=SessionJoinedPayload)
                return {"into": CashSessionId(UUID(joined.into)), "reason": joined.reason}
            case EventKind.CASH_SESSION_CLOSED:
                return self._closing(msgspec.json.decode(event.payload, type=SessionClosedPayload))
        return {}

    def _closing(self, closed: SessionClosedPayload) -> dict[str, Any]:
        return {
            "amount": self._money(closed.expected),
            "counted": None if closed.counted is None else self._money(closed.counted),
            "variance": None if closed.variance is None else self._money(closed.variance),
            "reason": closed.comment,
            "z_number": closed.z_number,
            "clearing": clearing_from(closed.cleared),
        }

    def _is_sent(self, series: int, seq: int) -> bool:
        return self._sent is not None and series == self._sent[0] and seq <= self._sent[1]

    def _money(self, minor: int) -> Money:
        return Money(minor, self._currency)


# The literal list is the index's, so that SQLite can use it.
_STEPS = (
    "SELECT position, body FROM journal WHERE cash_session_id = ? "
    "AND kind NOT IN ('sale_completed', 'sale_voided') ORDER BY position"
)
_SALES = (
    "SELECT sale.position, series, seq, sale.recorded_at, operator_id, total FROM sale "
    "JOIN journal USING (position) WHERE sale.cash_session_id = ? ORDER BY sale.position"
)
