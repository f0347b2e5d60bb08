"""Comparison of a verified register with what its server says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from pos.domain.chain import ChainHead
from pos.domain.money import Money
from pos.services.verification import Verified
from pos.services.verification_findings import Finding
from pos.services.verification_sessions import SessionTotal

DayKey = tuple[date, str]
Sums = tuple[int, int]  # sales, total in minor units
Key = TypeVar("Key", UUID, DayKey)


class TotalOfSession(Protocol):
    """Count and total of the completed sales of one cash session, on either side."""

    @property
    def id(self) -> UUID: ...
    @property
    def sales(self) -> int: ...
    @property
    def total(self) -> int: ...


class TotalOfDay(Protocol):
    """What the server counts on a day for one kind of session, corrections followed."""

    @property
    def business_date(self) -> date: ...
    @property
    def kind(self) -> str: ...
    @property
    def sales(self) -> int: ...
    @property
    def total(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFigures:
    """What the server says: `head` is how far it holds the journal, the rest its own sums."""

    head: ChainHead
    currency: str
    sales: int
    total: int  # minor units
    sessions: Sequence[TotalOfSession]
    days: Sequence[TotalOfDay]


def compare_with_server(verified: Verified, server: ServerFigures) -> tuple[Finding, ...]:
    """Return all in which the two differ: heads, sums of all, of each session and each day."""
    return tuple(
        Finding(message)
        for message in (
            *_heads(verified, server),
            *_sums(verified, server),
            *_each("cash session", _by_session(verified.sessions), _by_session(server.sessions)),
            *_each("business date", _by_report_date(verified.sessions), _by_day(server.days)),
        )
    )


def _heads(verified: Verified, server: ServerFigures) -> Iterator[str]:
    if verified.head == server.head:
        return
    if server.head.seq < verified.head.seq:
        yield (
            f"the server holds the journal to entry {server.head.seq}, this register to entry "
            f"{verified.head.seq}: run `evertill sync run`, then verify again"
        )
    elif server.head.seq > verified.head.seq:
        yield (
            f"the server holds the journal to entry {server.head.seq}, this register only to "
            f"entry {verified.head.seq}: this folder is older than what was sent from it"
        )
    else:
        yield f"server and register hold different entries {verified.head.seq}"


def _sums(verified: Verified, server: ServerFigures) -> Iterator[str]:
    ours = (verified.sales, verified.total.minor, verified.total.currency)
    theirs = (server.sales, server.total, server.currency)
    if ours != theirs:
        yield (
            f"the server has {server.sales} sales of {_amount(server.total, verified)}, this "
            f"register {verified.sales} of {verified.total}"
        )


def _each(what: str, ours: dict[Key, Sums], theirs: dict[Key, Sums]) -> Iterator[str]:
    for key in ours.keys() | theirs.keys():
        here, there = ours.get(key, (0, 0)), theirs.get(key, (0, 0))
        if here != there:
            yield (
                f"{what} {_named(key)}: {there[0]} sales of {there[1]} minor units on the "
                f"server, {here[0]} of {here[1]} here"
            )


def _by_session(rows: Iterable[TotalOfSession]) -> dict[UUID, Sums]:
    return {row.id: (row.sales, row.total) for row in rows}


def _by_day(rows: Iterable[TotalOfDay]) -> dict[DayKey, Sums]:
    return {(row.business_date, row.kind): (row.sales, row.total) for row in rows}


def _by_report_date(rows: Iterable[SessionTotal]) -> dict[DayKey, Sums]:
    """Add sessions up per day that reports count them on, as the server does."""
    sums: dict[DayKey, Sums] = {}
    for row in rows:
        sales, total = sums.get((row.report_date, row.kind), (0, 0))
        sums[row.report_date, row.kind] = (sales + row.sales, total + row.total)
    return sums


def _named(key: UUID | DayKey) -> str:
    return str(key) if isinstance(key, UUID) else f"{key[0]} ({key[1]})"


def _amount(minor: int, verified: Verified) -> Money:
    return Money(minor, verified.total.currency)
