"""Routes of the contract: each reads its message, asks the server's parts, and answers."""

from __future__ import annotations

from base64 import b64encode
from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response, Security
from fastapi.security import HTTPBearer

from pos.domain.signature import Purpose
from pos.server.auth import bearer_of, caller_of, sender_of
from pos.server.bodies import (
    answer,
    coding_for,
    decoded,
    json_response,
    packed,
    received,
)
from pos.server.context import ServerContext
from pos.server.documentation import documented
from pos.server.enrolment import enrol
from pos.server.entries import RefusalKind
from pos.server.feeds import (
    PAGE_LIMIT_MAX,
    CursorInvalid,
    cursor_at,
    page_after,
    page_signature,
    position_of,
)
from pos.server.ingest import Pushed, Pusher, push
from pos.server.refusals import Refusal
from pos.server.registers import (
    register_of_any_store,
)
from pos.server.repeating import repeated, repeated_safely
from pos.server.replaced_devices import told_replaced
from pos.server.stores import store_by_number, the_store
from pos.server.tokens import (
    TOKEN_LIVES,
    Bearer,
    DeviceReplaced,
    new_nonce,
    new_token,
    spend_nonce,
)
from pos.wire.codec import Coding, compress, decompress, encode, enrolment_bytes
from pos.wire.messages import (
    EnrolAnswer,
    EnrolRequest,
    FeedPage,
    MarkAnswer,
    NonceAnswer,
    NonceRequest,
    PushRequest,
    TokenAnswer,
    TokenRequest,
)
from pos.wire.version import PROTOCOL, SIGNATURE_HEADER

PAGE_LIMIT = 1_000
ENTRIES_MAX = 2_000
_STATUS = {
    RefusalKind.GAP: HTTPStatus.CONFLICT,
    RefusalKind.FORK: HTTPStatus.CONFLICT,
    RefusalKind.ENTRY_INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    RefusalKind.SERIES_UNKNOWN: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def _context(request: Request) -> ServerContext:
    """Return the server's parts once its database has been there.

    :raises Refusal: before that, so that registers ask again.
    """
    context: ServerContext = request.app.state.context
    if not context.readiness.is_prepared:
        raise Refusal(
            HTTPStatus.SERVICE_UNAVAILABLE, "not_ready", context.readiness.reason, retry_after=5
        )
    return context


Context = Annotated[ServerContext, Depends(_context)]


def _bearer(request: Request, context: Context) -> Bearer:
    return bearer_of(context, request.headers.get("authorization"))


Body = Annotated[bytes, Depends(received)]
Token = Annotated[Bearer, Depends(_bearer)]

router = APIRouter(prefix=f"/{PROTOCOL}")
of_register = APIRouter(
    prefix=f"/{PROTOCOL}", dependencies=[Security(HTTPBearer(auto_error=False))]
)


@router.post("/enrolments", **documented(request=EnrolRequest, answer=EnrolAnswer))
@repeated_safely
def post_enrolment(request: Request, context: Context, body: Body) -> Response:
    """Let a register in by its one-time code."""
    message, now = decoded(body, EnrolRequest), context.clock.now()
    with context.database.write_beside() as db:  # a try is one, whatever comes of it
        context.enrolment_pacing.spend(db, the_store(db).number, _address_of(request), now)
    with context.database.write() as db:
        enrolled = enrol(db, message, server_key=context.key.verifying_key, now=now)
    sig = context.key.sign(Purpose.ENROLMENT, enrolment_bytes(enrolled))
    return answer(msgspec.structs.replace(enrolled, sig=b64encode(sig).decode()))


@router.post("/nonces", **documented(request=NonceRequest, answer=NonceAnswer))
@repeated_safely
def post_nonce(request: Request, context: Context, body: Body) -> Response:
    """Give a register something to sign."""
    message, now = decoded(body, NonceRequest), context.clock.now()
    with context.database.write_beside() as db:
        register = register_of_any_store(db, message.register)
        if register is None or register.key is None:
            raise Refusal(
                HTTPStatus.NOT_FOUND, "register_unknown", "This register is not known here."
            )
        caller = f"{message.register.hex} {_address_of(request)}"  # a stranger's tries are his own
        context.nonce_pacing.spend(db, register.store_number, caller, now)
        nonce = new_nonce(db, register, chance=context.chance, now=now)
    return answer(NonceAnswer(nonce=nonce))


@router.post("/tokens", **documented(request=TokenRequest, answer=TokenAnswer))
@repeated
def post_token(context: Context, body: Body) -> Response:
    """Give a register a token for the nonce that it signed; a fenced one may send with it."""
    message, now = decoded(body, TokenRequest), context.clock.now()
    with context.database.write_beside() as db:
        register = register_of_any_store(db, message.register)
        if register is None:
            raise Refusal(
                HTTPStatus.NOT_FOUND, "register_unknown", "This register is not known here."
            )
        store = store_by_number(db, register.store_number)
        try:
            spend_nonce(db, register, message.nonce, message.sig, now)
        except DeviceReplaced as replaced:
            raise told_replaced(context, db, store, register, replaced) from replaced
        bearer = Bearer(store.message.id, register.id, register.key.key_id if register.key else "")
        sender_of(context, db, bearer)
    token = new_token(bearer, context.secret, now)
    return answer(TokenAnswer(token=token, expires_in=int(TOKEN_LIVES.total_seconds())))


@of_register.post("/journal", **documented(request=PushRequest, answer=MarkAnswer))
@repeated_safely
def post_journal(context: Context, bearer: Token, body: Body) -> Response:
    """Take journal entries behind the high-water mark, each once."""
    message = decoded(body, PushRequest)
    if len(message.entries) > ENTRIES_MAX:
        raise Refusal(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "too_large",
            f"A push holds at most {ENTRIES_MAX} entries.",
        )
    with context.database.read() as db:
        caller = sender_of(context, db, bearer)
    pusher = Pusher(
        caller.register.series_key(caller.store.message, message.series),
        caller.key,
        caller.store.epoch,
    )
    pushed = push(context.database, message, pusher, signer=context.key, now=context.clock.now())
    _count(context, len(message.entries), pushed)
    if pushed.refused is not None:
        kind = pushed.refused.kind
        raise Refusal(_STATUS[kind], kind.value, pushed.refused.sentence, mark=pushed.mark)
    return answer(pushed.mark)


@of_register.get("/feed", **documented(answer=FeedPage))
@repeated
def get_feed(
    request: Request,
    context: Context,
    bearer: Token,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1)] = PAGE_LIMIT,
) -> Response:
    """Give the changes after a cursor, at most `limit` and never more than 5,000."""
    with context.database.read() as db:
        store = caller_of(context, db, bearer).store
        store_id = store.message.id
        try:
            position = position_of(cursor, store_id, store.epoch)
        except CursorInvalid as error:
            raise Refusal(
                HTTPStatus.CONFLICT,
                "cursor_unknown",
                "The cursor is not of this server's feed: begin with the snapshot.",
            ) from error
        changes, after, more = page_after(db, store.number, position, min(limit, PAGE_LIMIT_MAX))
    page = FeedPage(
        changes=changes,
        cursor=cursor_at(after, store_id, store.epoch),
        more=more,
        store=store_id,
        after=cursor or "",
    )
    content = encode(page)
    return _signed(packed(content, request), page_signature(content, context.key))


@of_register.get("/feed/snapshot", **documented(answer=FeedPage))
@repeated
def get_snapshot(request: Request, context: Context, bearer: Token) -> Response:
    """Give everything there is, for a register's first load."""
    with context.database.read() as db:
        store = caller_of(context, db, bearer).store
        frame, sig = context.snapshots.compressed(db, store, context.key)
    coding, content = coding_for(request), frame
    if coding is not Coding.ZSTD:
        page = decompress(frame)
        content = page if coding is None else compress(page, coding)
    return _signed(json_response(content, coding), sig)


def _signed(response: Response, sig: str) -> Response:
    response.headers[SIGNATURE_HEADER] = sig
    return response


def _address_of(request: Request) -> str:
    """Return where a request comes from, for pacing; empty if that cannot be told."""
    return request.client.host if request.client else ""


def _count(context: ServerContext, received_entries: int, pushed: Pushed) -> None:
    metrics, new = context.metrics, len(pushed.appended.entries)
    metrics.add("evertill_entries_total", new)
    metrics.add("evertill_sales_total", pushed.applied.sales)
    metrics.add("evertill_quarantined_total", len(pushed.applied.quarantined))
    metrics.add("evertill_flagged_total", len(pushed.applied.flagged))
    if pushed.refused is not None:
        metrics.add("evertill_pushes_refused_total", reason=pushed.refused.kind.value)
    else:
        metrics.add("evertill_entries_repeated_total", received_entries - new)
