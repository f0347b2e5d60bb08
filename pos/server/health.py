"""Health: whether the process lives, whether it can serve, and its numbers."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from pos.server.context import ServerContext
from pos.server.database import DatabaseUnreachable
from pos.server.kept_entries import count_waiting
from pos.server.metrics import CONTENT_TYPE
from pos.server.stuck_sessions import count_stuck

router = APIRouter()

_IS_LIVE = {"type": "object", "properties": {"live": {"const": True}}, "required": ["live"]}
_IS_READY = {
    "type": "object",
    "properties": {
        "ready": {"type": "boolean"},
        "reasons": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["ready", "reasons"],
}


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


@router.get("/live", responses={200: _json("The process lives.", _IS_LIVE)})
def live() -> dict[str, bool]:
    """Answer, as long as the process does."""
    return {"live": True}


@router.get(
    "/ready",
    responses={
        200: _json("Ready.", _IS_READY),
        503: _json("Not ready, with the reasons.", _IS_READY),
    },
)
def ready(request: Request) -> JSONResponse:
    """Tell whether registers can be served now, and if not, why."""
    context: ServerContext = request.app.state.context
    reasons = context.readiness.check()
    return JSONResponse(
        {"ready": not reasons, "reasons": reasons}, status_code=503 if reasons else 200
    )


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """Give the numbers of this process to Prometheus."""
    context: ServerContext = request.app.state.context
    is_ready = not context.readiness.check()
    gauges = {
        "evertill_ready": int(is_ready),
        "evertill_requests_in_progress": context.in_progress.count,
    }
    if is_ready:
        gauges |= _waiting(context)
    return Response(context.metrics.text(gauges), media_type=CONTENT_TYPE)


def _waiting(context: ServerContext) -> dict[str, int]:
    """Count what waits for a person; left out where the database went away just now."""
    try:
        with context.database.read() as db:
            return {
                "evertill_stuck_sessions": count_stuck(db, context.clock.now()),
                "evertill_quarantined_entries": count_waiting(db),
            }
    except DatabaseUnreachable:
        return {}
