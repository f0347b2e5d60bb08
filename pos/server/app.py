"""The server application: routes, and one shape for everything that goes wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pos import __version__
from pos.domain.problem import Problem
from pos.server import branch_routes, health, journal_routes, routes, session_routes
from pos.server.bodies import refusal_response
from pos.server.context import ServerContext
from pos.server.database import DatabaseUnreachable
from pos.server.documentation import install_openapi
from pos.server.refusals import Refusal
from pos.wire.messages import RefusalAnswer

logger = logging.getLogger(__name__)

_RETRY_AFTER = 5  # seconds, while the database is away
_WORDS = {404: "not_found", 405: "method_not_allowed"}


def create_app(context: ServerContext) -> FastAPI:
    """Return the application; it probes its database from start to stop."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        context.readiness.start()
        await asyncio.to_thread(context.readiness.wait_for_probe)
        yield
        context.readiness.stop()
        context.database.close()

    app = FastAPI(
        title="Evertill server",
        version=__version__,
        description="What a register says to its server: docs/sync-protocol.md.",
        lifespan=lifespan,
        docs_url=None,  # the pages would load scripts from the internet
        redoc_url=None,
    )
    app.state.context = context
    app.include_router(health.router)
    app.include_router(routes.router)
    app.include_router(routes.of_register)
    app.include_router(session_routes.router)
    app.include_router(journal_routes.router)
    app.include_router(branch_routes.router)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(DatabaseUnreachable, _unreachable)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(Observed, context=context)
    install_openapi(app)
    return app


class Observed:
    """Counts answers, and turns a bug into a plain refusal and one entry of the log."""

    def __init__(self, app: ASGIApp, context: ServerContext) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0

        async def observe(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with self._context.in_progress:
            try:
                await self._app(scope, receive, observe)
            except Exception:
                logger.exception("unanticipated error in a request: %s", scope["path"])
                if status:
                    raise  # half an answer is out: only closing the connection tells the truth
                await _internal_error()(scope, receive, observe)
        route = scope.get("route")
        self._context.metrics.add(
            "evertill_requests_total",
            route=getattr(route, "path", "none"),
            status=str(status),
        )


def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    return refusal_response(error.status, error.answer, retry_after=error.retry_after)


def _unreachable(_: Request, error: Exception) -> Response:
    logger.warning("database not usable: %s", error)
    answer = RefusalAnswer(error="not_ready", message=str(error))
    return refusal_response(HTTPStatus.SERVICE_UNAVAILABLE, answer, retry_after=_RETRY_AFTER)


def _problem(_: Request, error: Exception) -> Response:
    answer = RefusalAnswer(error="not_ready", message=str(error))
    return refusal_response(HTTPStatus.SERVICE_UNAVAILABLE, answer, retry_after=_RETRY_AFTER)


def _not_valid(_: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    told = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in found)
    answer = RefusalAnswer(error="invalid", message=f"The request is not valid: {told}.")
    return refusal_response(HTTPStatus.UNPROCESSABLE_ENTITY, answer)


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    message = (
        f"{request.method} {request.url.path} is not something this server knows: "
        "check its address, and that both sides have the same version of Evertill."
    )
    word = _WORDS.get(status, "bad_request")
    response = refusal_response(status, RefusalAnswer(error=word, message=message))
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = _methods_at(request)
    return response


def _methods_at(request: Request) -> str:
    """Return what the path may be asked for, of all the routes that share it."""
    described = request.app.openapi()["paths"].get(request.url.path, {"get": {}})
    return ", ".join(sorted(method.upper() for method in described))


def _internal_error() -> Response:
    answer = RefusalAnswer(
        error="internal",
        message="The server met an error of its own; nothing of this request was kept.",
    )
    return refusal_response(HTTPStatus.INTERNAL_SERVER_ERROR, answer)
