"""The server application called in this process: no network, one request at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlencode

import fastapi.dependencies.utils
import fastapi.routing
from fastapi import FastAPI

from pos.server.app import create_app
from pos.server.context import ServerContext
from pos.sync.transport import Reply, Request
from pos.wire.codec import decompress
from pos.wire.version import SIGNATURE_HEADER

T = TypeVar("T")


async def _directly(work: Callable[..., T], *values: Any, **named: Any) -> T:
    return work(*values, **named)


@contextmanager
def _in_one_thread() -> Iterator[None]:
    """Have endpoints run here instead of in a pool of threads: the same choices, the same run."""
    modules: tuple[Any, ...] = (fastapi.routing, fastapi.dependencies.utils)
    kept = [module.run_in_threadpool for module in modules]
    for module in modules:
        module.run_in_threadpool = _directly
    try:
        yield
    finally:
        for module, original in zip(modules, kept, strict=True):
            module.run_in_threadpool = original


class ServerInProcess:
    """Answers requests of registers; which server stands behind it can be changed."""

    def __init__(self, context: ServerContext) -> None:
        self._loop = asyncio.new_event_loop()
        self._app: FastAPI = create_app(context)
        self.serve(context)

    def serve(self, context: ServerContext) -> None:
        """Answer from another database from now on."""
        context.readiness.take_as_prepared()
        self._app.state.context = context

    def answer(self, request: Request) -> Reply:
        """Return the application's whole reply."""
        with _in_one_thread():
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

        async def send(message: MutableMapping[str, Any]) -> None:
            heard.append(dict(message))

        await self._app(_scope(request), receive, send)
        return _reply(heard)


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
        signature=headers.get(SIGNATURE_HEADER.lower()),
    )
