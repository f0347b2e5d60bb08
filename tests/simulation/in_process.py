"""The server application called in this process: no network, one request at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import fastapi.dependencies.utils
import fastapi.routing
from fastapi import FastAPI

from pos.server.app import create_app
from pos.server.context import ServerContext
from pos.sync.transport import NoReply, Reply, Request
from pos.wire.codec import decompress

T = TypeVar("T")


async def _directly(work: Callable[..., T], *values: Any, **named: Any) -> T:
    return work(*values, **named)


# One thread, so that the same choices give the same run: no endpoint goes to a pool of threads.
fastapi.routing.run_in_threadpool = _directly  # type: ignore[attr-defined]
fastapi.dependencies.utils.run_in_threadpool = _directly  # type: ignore[attr-defined]


class ServerInProcess:
    """Answers requests of registers; which server stands behind it can be changed."""

    def __init__(self, context: ServerContext) -> None:
        self._loop = asyncio.new_event_loop()
        self._app: FastAPI = create_app(context)
        self.serve(context)

    def serve(self, context: ServerContext) -> None:
        """Answer from another database from now on."""
        context.readiness._prepared.set()
        self._app.state.context = context

    def answer(self, request: Request) -> Reply:
        """Return the application's whole reply."""
        return self._loop.run_until_complete(self._answer(request))

    def close(self) -> None:
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def _answer(self, request: Request) -> Reply:
        heard: list[dict[str, Any]] = []
        body = [{"type": "http.request", "body": request.body or b"", "more_body": False}]
        never = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if body:
                return body.pop()
            await never.wait()
            raise AssertionError

        async def send(message: dict[str, Any]) -> None:
            heard.append(message)

        await self._app(_scope(request), receive, send)
        return _reply(heard)


@dataclass
class Line:
    """A register's line to the server; `fate` says what becomes of the next requests."""

    server: ServerInProcess
    is_up: bool = True
    lost_answers: int = 0  # of the next requests that arrive, so many answers are lost
    instead: Reply | None = None  # what somebody in between answers to everything
    requests: int = 0

    def send(self, request: Request) -> Reply:
        if not self.is_up:
            raise NoReply("the line is down")
        self.requests += 1
        if self.instead is not None:
            return self.instead
        reply = self.server.answer(request)
        if self.lost_answers:
            self.lost_answers -= 1
            raise NoReply("the answer was lost")
        return reply

    def close(self) -> None:
        pass


def _scope(request: Request) -> dict[str, Any]:
    pairs = [
        (name, one)
        for name, value in request.query.items()
        for one in ((value,) if isinstance(value, str) else value)
    ]
    headers = [(b"host", b"server"), (b"content-type", b"application/json")]
    if request.token is not None:
        headers.append((b"authorization", f"Bearer {request.token}".encode()))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": urlencode(pairs).encode(),
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 1),
        "state": {},
    }


def _reply(heard: list[dict[str, Any]]) -> Reply:
    start, body = heard[0], b"".join(message.get("body", b"") for message in heard[1:])
    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    if headers.get("content-encoding") == "zstd":
        body = decompress(body)
    return Reply(
        status=start["status"],
        content_type=headers.get("content-type", "").partition(";")[0].strip().lower(),
        body=body,
        retry_after=headers.get("retry-after"),
    )
