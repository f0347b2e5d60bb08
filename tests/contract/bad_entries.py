"""Bad entries between good ones, and what has to become of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Column, select

from pos.domain.chain import ChainHead
from pos.domain.event import EventKind, SealedEvent, event_hash
from pos.domain.signature import Purpose
from pos.server import tables
from pos.wire.messages import MarkAnswer, PushRequest, RegisterStateAnswer
from tests.servers import (
    RegisterOverHttp,
    RunningServer,
    effects,
)

BAD = 3  # the sequence number of the entry in question: behind the enrolment and an opening


def a_bad_entry(till: RegisterOverHttp, body: bytes) -> SealedEvent:
    """Write any bytes behind the last entry, under a genuine signature."""
    digest = event_hash(body)
    sig = till.key.sign(Purpose.EVENT, bytes.fromhex(digest))
    sealed = SealedEvent(body, digest, sig)
    till.journal.head = ChainHead(till.journal.head.seq + 1, digest)
    till.journal.sealed.append(sealed)
    return sealed


def a_body(till: RegisterOverHttp, **changes: Any) -> dict[str, Any]:
    """Return an event behind the last one, as names and values."""
    event = till.journal.event(EventKind.DRAWER_OPENED, {"reason": "change"})
    content: dict[str, Any] = msgspec.json.decode(event.body())
    return content | changes


def with_sales_behind(till: RegisterOverHttp, write_bad: Callable[[], object]) -> PushRequest:
    """Return a whole journal with something bad in the middle and two sales behind it."""
    till.journal.open()
    write_bad()
    till.journal.sell()
    till.journal.sell()
    return till.journal.push()


def failing(error: Exception) -> Callable[..., None]:
    """Return an applier with a fault."""

    def fail(*_: object) -> None:
        raise error

    return fail


def require_kept(
    server: RunningServer, till: RegisterOverHttp, push: PushRequest, reason: str
) -> MarkAnswer:
    """Push twice: the bad entry is in quarantine, what is behind it applied, and that once."""
    mark = till.push(push)
    assert (mark.high_water, mark.head_hash) == (5, till.journal.head.hash)
    assert mark.quarantined == [BAD]
    (found,) = column_of(till, tables.quarantine.c.reason)
    assert reason in found
    assert column_of(till, tables.journal_entry.c.body) == [one.body for one in push.entries]
    assert len(column_of(till, tables.sale.c.total)) == 2
    before = effects(server)

    assert till.push(push) == mark
    assert effects(server) == before
    assert column_of(till, tables.quarantine.c.reason) == [found]
    state = till.get("/v1/register", RegisterStateAnswer)
    assert (state.mark.high_water, state.mark.quarantined) == (5, [BAD])
    return mark


def column_of(till: RegisterOverHttp, column: Column[Any]) -> list[Any]:
    """Return a column of the register's rows, in the order of the table's key."""
    register, table = tables.register.c, column.table
    query = (
        select(column)
        .where(register.register_id == table.c.register_id, register.uuid == till.id.bytes)
        .order_by(*table.primary_key)
    )
    with till.server.database.read() as db:
        return list(db.execute(query).scalars())
