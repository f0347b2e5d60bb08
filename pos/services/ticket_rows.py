"""Rows of open and parked tickets, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from pos.domain.canonical import canonical
from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind, OperatorId
from pos.domain.sale import Sale, SaleId, SaleState
from pos.models.base import utc_text
from pos.models.rows import all_rows, execute, first_row
from pos.wire.payloads import SalePayload
from pos.wire.sale_payload import sale_from_payload, sale_payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """An open or parked sale, and what was noted of the paper it is typed from."""

    sale: Sale
    operator_id: OperatorId
    changed_at: datetime
    is_parked: bool = False
    paper_ticket: str | None = None
    occurred_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would be lost with it."""
        return not (self.sale.lines or self.sale.voided_lines or self.sale.tenders)


def open_ticket(db: Connection, session_id: CashSessionId) -> Ticket | None:
    """Return the session's open ticket, if one was begun."""
    row = first_row(db, f"{_TICKET} WHERE cash_session_id = ? AND state = 'open'", str(session_id))
    return None if row is None else _ticket(row)


def parked_ticket(db: Connection, session_id: CashSessionId, sale_id: SaleId) -> Ticket | None:
    """Return one parked ticket of the session."""
    row = first_row(
        db,
        f"{_TICKET} WHERE cash_session_id = ? AND id = ? AND state = 'parked'",
        str(session_id),
        str(sale_id),
    )
    return None if row is None else _ticket(row)


def tickets_of(db: Connection, session_id: CashSessionId) -> tuple[Ticket, ...]:
    """Return all unsettled tickets of the session, the oldest first."""
    rows = all_rows(
        db, f"{_TICKET} WHERE cash_session_id = ? ORDER BY changed_at, id", str(session_id)
    )
    return tuple(_ticket(row) for row in rows)


def save_ticket(
    db: Connection,
    session_id: CashSessionId,
    operator_id: OperatorId,
    sale: Sale,
    changed_at: datetime,
) -> None:
    """Write the session's open ticket, whole."""
    contents = canonical(sale_payload(sale)).decode()
    execute(
        db,
        _SAVE,
        str(sale.id),
        str(session_id),
        str(operator_id),
        utc_text(changed_at),
        contents,
    )


def note_paper(
    db: Connection, sale_id: SaleId, paper_ticket: str | None, occurred_at: datetime | None
) -> None:
    """Note which paper ticket is being typed in, and when it was sold."""
    moment = None if occurred_at is None else utc_text(occurred_at)
    execute(db, _NOTE, paper_ticket, moment, str(sale_id))


def set_parked(db: Connection, sale_id: SaleId, *, is_parked: bool) -> None:
    """Set a ticket aside, or take it up again."""
    state = "parked" if is_parked else "open"
    execute(db, "UPDATE ticket SET state = ? WHERE id = ?", state, str(sale_id))


def forget_ticket(db: Connection, sale_id: SaleId) -> None:
    """Remove a ticket that was settled or voided, or was empty."""
    execute(db, "DELETE FROM ticket WHERE id = ?", str(sale_id))


def forget_empty_tickets(db: Connection, tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    """Remove tickets that hold nothing; return the others."""
    kept = []
    for ticket in tickets:
        if ticket.is_empty:
            forget_ticket(db, ticket.sale.id)
        else:
            kept.append(ticket)
    return tuple(kept)


def adopt_tickets(db: Connection, session: CashSession) -> int:
    """Park in a new session what a closed one of its kind left unsettled; return how many.

    That happens only when a session ended under its cashier: a manager closed it on the server.
    """
    same_date = session.kind is CashSessionKind.DEFERRED
    sql, values = (_ADOPT + _SAME_DATE, [session.business_date.isoformat()])
    if not same_date:
        sql, values = _ADOPT, []
    found = all_rows(db, sql, session.kind.value, *values)
    for (ticket_id,) in found:
        execute(db, _MOVE, str(session.id), ticket_id)
    return len(found)


def _ticket(row: tuple[object, ...]) -> Ticket:
    contents, operator_id, changed_at, state, paper_ticket, occurred_at = row
    return Ticket(
        sale=_sale_of(str(contents)),
        operator_id=OperatorId(UUID(str(operator_id))),
        changed_at=datetime.fromisoformat(str(changed_at)),
        is_parked=state == "parked",
        paper_ticket=None if paper_ticket is None else str(paper_ticket),
        occurred_at=None if occurred_at is None else datetime.fromisoformat(str(occurred_at)),
    )


@lru_cache(maxsize=8)
def _sale_of(contents: str) -> Sale:
    """Return the open sale that a ticket's text describes; the last few are remembered."""
    payload = msgspec.json.decode(contents, type=SalePayload)
    return sale_from_payload(payload, SaleState.OPEN)


_TICKET = "SELECT contents, operator_id, changed_at, state, paper_ticket, occurred_at FROM ticket"
_SAVE = (
    "INSERT INTO ticket (id, cash_session_id, operator_id, state, changed_at, contents) "
    "VALUES (?, ?, ?, 'open', ?, ?) ON CONFLICT (id) DO UPDATE SET "
    "operator_id = excluded.operator_id, changed_at = excluded.changed_at, "
    "contents = excluded.contents"
)
_NOTE = "UPDATE ticket SET paper_ticket = ?, occurred_at = ? WHERE id = ?"
_ADOPT = (
    "SELECT ticket.id FROM ticket JOIN cash_session ON cash_session.id = ticket.cash_session_id "
    "WHERE cash_session.state = 'closed' AND cash_session.kind = ?"
)
_SAME_DATE = " AND cash_session.business_date = ?"
_MOVE = "UPDATE ticket SET cash_session_id = ?, state = 'parked' WHERE id = ?"
