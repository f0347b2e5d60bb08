"""Routes about a register itself: the handshake, its totals, and its presence."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request, Response, Security
from fastapi.security import HTTPBearer
from sqlalchemy import Connection

from pos.domain.canonical import INTEGER_MAX
from pos.domain.handshake import Standing
from pos.domain.signature import Purpose
from pos.server.auth import Caller, caller_of, sender_of
from pos.server.bodies import answer, decoded
from pos.server.context import ServerContext
from pos.server.documentation import documented
from pos.server.histories import copies_since
from pos.server.ingest import mark_of, signed, with_quarantined
from pos.server.journal import SeriesKey, head_of_series
from pos.server.presence import keep_presence
from pos.server.refusals import invalid, series_unknown
from pos.server.registers import counted, day_totals, session_totals
from pos.server.repeating import repeated, repeated_safely
from pos.server.routes import Body, Context, Token
from pos.server.session_states import session_states
from pos.server.stuck_sessions import STUCK_TOLD_MAX, stuck_sessions
from pos.wire.codec import register_state_bytes
from pos.wire.messages import (
    MarkAnswer,
    PresenceAnswer,
    PresenceRequest,
    RegisterStateAnswer,
    TotalsAnswer,
)
from pos.wire.version import PROTOCOL

SESSIONS_ASKED_MAX = 100
_ASKED: dict[str, Any] = {
    "items": {"type": "string", "format": "uuid"},
    "maxItems": SESSIONS_ASKED_MAX,
}

NONCE_LENGTH_MAX = 64
AskedNonce = Annotated[str, Query(max_length=NONCE_LENGTH_MAX, pattern="^[0-9a-f]*$")]
AskedSeries = Annotated[int, Query(ge=0, le=INTEGER_MAX)]  # 0: the newest

router = APIRouter(prefix=f"/{PROTOCOL}", dependencies=[Security(HTTPBearer(auto_error=False))])


@router.get("/register", **documented(answer=RegisterStateAnswer))
@repeated
def get_register(
    request: Request,
    context: Context,
    bearer: Token,
    asked: Annotated[tuple[str, ...], Query(alias="session", json_schema_extra=_ASKED)] = (),
    series: AskedSeries = 0,
    nonce: AskedNonce = "",
) -> Response:
    """Tell a register how far the server holds its journal, and what became of its sessions.

    `session` may be repeated: each one is answered as open, closed or absent. Those that the
    server holds open are named anyhow. A fenced register is told that it is, and nothing of others.
    `series` is the one that the register writes; of several copies each is told of its own.
    `nonce` is said again in the signed answer, which thereby shows that it is no older one.
    """
    cash_sessions, now = _session_ids(asked), context.clock.now()
    with context.database.read() as db:
        caller = sender_of(context, db, bearer)
        is_fenced = caller.register.is_revoked
        stuck = [] if is_fenced else stuck_sessions(db, caller.store, now)
        register, writes = caller.register, _series_of(db, caller, series)
        state = RegisterStateAnswer(
            mark=_mark(context, db, caller, writes),
            sessions=session_states(db, register, cash_sessions, register.history(writes.series)),
            server_time=now,
            stuck=[one.message() for one in stuck[:STUCK_TOLD_MAX]],
            standing=Standing.FENCED if is_fenced else Standing.IN_USE,
            copied_at=_copied_at(db, caller),
            nonce=nonce,
        )
    sig = context.key.sign(Purpose.REGISTER_STATE, register_state_bytes(state))
    return answer(msgspec.structs.replace(state, sig=b64encode(sig).decode()), request)


@router.get("/register/totals", **documented(answer=TotalsAnswer))
@repeated
def get_totals(
    request: Request, context: Context, bearer: Token, series: AskedSeries = 0
) -> Response:
    """Tell a register what its sales add up to here, per cash session and day.

    Days follow corrections: a session counts on the day that it was put on last. Of several
    copies each is told of the history that leads to its own `series`.
    """
    with context.database.read() as db:
        caller = caller_of(context, db, bearer)
        writes = _series_of(db, caller, series)
        mark = _mark(context, db, caller, writes)
        history = caller.register.history(writes.series)
        sessions = session_totals(db, caller.register, history)
        days = day_totals(db, caller.register, sessions, history)
    sales, total = counted(sessions)
    return answer(
        TotalsAnswer(
            mark=mark,
            currency=caller.store.message.currency,
            sales=sales,
            total=total,
            sessions=sessions,
            days=days,
        ),
        request,
    )


@router.post("/presence", **documented(request=PresenceRequest, answer=PresenceAnswer))
@repeated_safely
def post_presence(context: Context, bearer: Token, body: Body) -> Response:
    """Keep that a register is online, with whom, and how much it has yet to send."""
    message, now = decoded(body, PresenceRequest), context.clock.now()
    with context.database.write_beside() as db:
        caller = caller_of(context, db, bearer)
        keep_presence(db, caller.register, message, now)
    return answer(PresenceAnswer(server_time=now))


def _session_ids(texts: Sequence[str]) -> list[UUID]:
    if len(texts) > SESSIONS_ASKED_MAX:
        raise invalid(
            f"At most {SESSIONS_ASKED_MAX} sessions can be asked for at once, not {len(texts)}: "
            "ask for the others in a further request."
        )
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        raise invalid("A session is asked for by its id, which is a UUID.") from error


def _series_of(db: Connection, caller: Caller, asked: int) -> SeriesKey:
    """Return the series that the register asks about, 0 for its newest.

    :raises Refusal: if it has no such series.
    """
    series = caller.register.series_key(caller.store.message, asked or caller.register.series)
    if asked and head_of_series(db, series) is None:
        raise series_unknown(asked)
    return series


def _copied_at(db: Connection, caller: Caller) -> datetime | None:
    if not caller.register.origins:
        return None
    return copies_since(db, caller.store.number).get(caller.register.number)


def _mark(context: ServerContext, db: Connection, caller: Caller, series: SeriesKey) -> MarkAnswer:
    mark = with_quarantined(db, mark_of(db, series, caller.store.epoch), series)
    return signed(mark, context.key)
