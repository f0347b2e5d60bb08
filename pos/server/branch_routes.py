"""Route by which a copy of a register has its own entries taken beside those of the other one."""

from __future__ import annotations

from base64 import b64encode

import msgspec
from fastapi import APIRouter, Response, Security
from fastapi.security import HTTPBearer

from pos.domain.signature import Purpose
from pos.server.auth import sender_of
from pos.server.bodies import answer, decoded
from pos.server.branches import open_branch
from pos.server.documentation import documented
from pos.server.moments import microseconds
from pos.server.repeating import repeated_safely
from pos.server.routes import Body, Context, Token
from pos.wire.codec import branch_bytes
from pos.wire.messages import BranchAnswer, BranchRequest
from pos.wire.version import PROTOCOL

router = APIRouter(prefix=f"/{PROTOCOL}", dependencies=[Security(HTTPBearer(auto_error=False))])


@router.post("/branches", **documented(request=BranchRequest, answer=BranchAnswer))
@repeated_safely
def post_branch(context: Context, bearer: Token, body: Body) -> Response:
    """Give the numbers of the series that take what this copy wrote; the same ones each time."""
    message, now = decoded(body, BranchRequest), context.clock.now()
    with context.database.write() as db:
        caller = sender_of(context, db, bearer)
        opened = open_branch(db, caller, message, microseconds(now), context.chance)
    told = BranchAnswer(
        epoch=caller.store.epoch,
        register=caller.register.id,
        series=message.series,
        after=message.after,
        hash=message.hash,
        first=message.first,
        branch=opened.series,
        high_water=opened.head.seq,
        head_hash=opened.head.hash,
        next=opened.next,
        next_high_water=opened.next_head.seq,
    )
    sig = context.key.sign(Purpose.BRANCH, branch_bytes(told))
    return answer(msgspec.structs.replace(told, sig=b64encode(sig).decode()))
