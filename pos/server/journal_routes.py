"""Route by which a register that is behind reads its own journal back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, Security
from fastapi.security import HTTPBearer

from pos.domain.canonical import INTEGER_MAX
from pos.server.auth import sender_of
from pos.server.bodies import answer
from pos.server.documentation import documented
from pos.server.journal_pages import journal_page
from pos.server.repeating import repeated
from pos.server.routes import Context, Token
from pos.wire.messages import JournalPage
from pos.wire.version import PROTOCOL

PAGE_LIMIT = 500

router = APIRouter(prefix=f"/{PROTOCOL}", dependencies=[Security(HTTPBearer(auto_error=False))])


@router.get("/journal", **documented(answer=JournalPage))
@repeated
def get_journal(
    request: Request,
    context: Context,
    bearer: Token,
    series: Annotated[int, Query(ge=1, le=INTEGER_MAX)],
    after: Annotated[int, Query(ge=0, le=INTEGER_MAX)] = 0,
    limit: Annotated[int, Query(ge=1)] = PAGE_LIMIT,
) -> Response:
    """Give the register's own entries after a sequence number, at most 2,000 and 4 MiB of them.

    A fenced one too: to send what it has it may have to find where a copy of it parted.
    """
    with context.database.read() as db:
        caller = sender_of(context, db, bearer)
        page = journal_page(
            db,
            caller.register.series_key(caller.store.message, series),
            after,
            limit,
            epoch=caller.store.epoch,
            signer=context.key,
        )
    return answer(page, request)
