"""Health: whether the process lives, whether it can serve, and its numbers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from pos.server.context import ServerContext
from pos.server.database import DatabaseUnreachable
from pos.server.metrics import CONTENT_TYPE
from pos.server.stuck_sessions import count_stuck

router = APIRouter()


@router.get("/live")
def live() -> dict[str, bool]:
    """Answer, as long as the process does."""
    return {"live": True}


@router.get("/ready", responses={503: {"description": "Not ready, with the reasons."}})
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
        gauges |= _stuck(context)
    return Response(context.metrics.text(gauges), media_type=CONTENT_TYPE)


def _stuck(context: ServerContext) -> dict[str, int]:
    """Count the stuck sessions; left out where the database went away just now."""
    try:
        with context.database.read() as db:
            return {"evertill_stuck_sessions": count_stuck(db, context.clock.now())}
    except DatabaseUnreachable:
        return {}
