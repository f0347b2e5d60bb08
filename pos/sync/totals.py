"""Totals: what the register's sales add up to on the server, for `evertill verify`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pos.domain.chain import ChainHead
from pos.sync.marks import Marks
from pos.sync.server_link import ServerLink
from pos.sync.sync_rows import read_sync_state
from pos.wire.messages import TotalsAnswer

_MIB = 1024 * 1024
_ANSWER_BYTES_MAX = 64 * _MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSessionTotal:
    """The completed sales of a cash session; `total` in minor units."""

    id: UUID
    business_date: date
    kind: str
    sales: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerDayTotal:
    """The completed sales of a business date and kind of cash session."""

    business_date: date
    kind: str
    sales: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerTotals:
    """All of it; `head` is how far the server holds the journal, signed by it."""

    series: int
    head: ChainHead
    currency: str
    sales: int
    total: int
    cash_sessions: tuple[ServerSessionTotal, ...]
    days: tuple[ServerDayTotal, ...]


def fetch_totals(link: ServerLink, marks: Marks) -> ServerTotals:
    """Ask the server for the register's totals.

    :raises NoUsableAnswer: if it does not answer, or not genuinely about this register.
    """
    query = {"series": str(marks.local.run(read_sync_state).series)}
    answer = link.get(
        "/v1/register/totals", TotalsAnswer, query=query, answer_bytes_max=_ANSWER_BYTES_MAX
    )
    mark = marks.verified(answer.mark)
    return ServerTotals(
        series=mark.series,
        head=ChainHead(mark.high_water, mark.head_hash),
        currency=answer.currency,
        sales=answer.sales,
        total=answer.total,
        cash_sessions=tuple(
            ServerSessionTotal(
                id=row.id,
                business_date=row.business_date,
                kind=row.kind,
                sales=row.sales,
                total=row.total,
            )
            for row in answer.sessions
        ),
        days=tuple(
            ServerDayTotal(
                business_date=row.business_date, kind=row.kind, sales=row.sales, total=row.total
            )
            for row in answer.days
        ),
    )
