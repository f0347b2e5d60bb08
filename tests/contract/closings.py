"""What tests of closings and of sessions ask of a server, in a few words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import Row, func, select

from pos.domain.ledger import Account
from pos.domain.report import Clearing
from pos.server import tables
from pos.wire.messages import (
    RegisterStateAnswer,
    SessionStateMessage,
)
from tests.servers import RegisterOverHttp, RunningServer, enrol_over_http


def z_versions(server: RunningServer, session_id: UUID) -> list[Row[Any]]:
    z = tables.z_report.c
    with server.database.read() as db:
        return list(
            db.execute(
                select(tables.z_report)
                .where(z.cash_session_id == session_id.bytes)
                .order_by(z.version)
            )
        )


def balance(server: RunningServer, account: Account) -> int:
    posting = tables.posting.c
    with server.database.read() as db:
        query = select(func.coalesce(func.sum(posting.amount), 0))
        return int(db.execute(query.where(posting.account == account.value)).scalar_one())


def state_of(till: RegisterOverHttp, session_id: UUID) -> SessionStateMessage:
    answer = till.get("/v1/register", RegisterStateAnswer, session=[str(session_id)])
    (found,) = [one for one in answer.sessions if one.id == session_id]
    return found


def clearing_of(state: SessionStateMessage) -> Clearing:
    assert state.closed_by is not None
    assert state.closed_at is not None
    assert state.reason is not None
    assert state.held_seq is not None
    return Clearing(
        closed_by=state.closed_by,
        closed_at=state.closed_at,
        reason=state.reason,
        held_seq=state.held_seq,
    )


def an_open_session(till: RegisterOverHttp, *, sales: int = 1) -> UUID:
    """Open a session, sell in it, and push all of that."""
    till.journal.open()
    for _ in range(sales):
        till.journal.sell()
    till.push(till.journal.push())
    assert till.journal.session_id is not None
    return till.journal.session_id


def another_till(
    server: RunningServer, http: httpx.Client, operator: UUID, name: str = "Till 2"
) -> RegisterOverHttp:
    other = enrol_over_http(server, http, name)
    other.journal.operator = operator
    return other


def states(till: RegisterOverHttp, *asked: UUID) -> RegisterStateAnswer:
    return till.get("/v1/register", RegisterStateAnswer, session=[str(one) for one in asked])
