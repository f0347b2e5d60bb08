"""Bodies: requests read within bounds, answers encoded and compressed when that pays."""

from __future__ import annotations

from http import HTTPStatus
from typing import TypeVar

import msgspec
from fastapi import Request, Response

from pos.server.refusals import Refusal, invalid
from pos.wire.codec import MessageInvalid, compress, decode, decompress, encode
from pos.wire.messages import Message, RefusalAnswer

M = TypeVar("M", bound=Message)

RECEIVED_MAX = 16 * 1024 * 1024
DECOMPRESSED_MAX = 64 * 1024 * 1024
_WORTH_COMPRESSING = 1024
_JSON = "application/json"


async def received(request: Request) -> bytes:
    """Return a request's body, decompressed.

    :raises Refusal: if it is too large or neither plain JSON nor JSON in a zstd frame.
    """
    kind = request.headers.get("content-type", _JSON).partition(";")[0].strip().lower()
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if kind != _JSON or coding not in {"identity", "zstd"}:
        raise Refusal(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported",
            f"Send {_JSON}, as it is or with the content coding zstd; not {kind}, {coding}.",
        )
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > RECEIVED_MAX:
            raise _too_large(RECEIVED_MAX)
    return _decompressed(bytes(body)) if coding == "zstd" else bytes(body)


def decoded(body: bytes, kind: type[M]) -> M:
    """Return the message in a body.

    :raises Refusal: if it is not JSON (400) or not that message (422).
    """
    try:
        return decode(body, kind)
    except MessageInvalid as error:
        if isinstance(error.__cause__, msgspec.ValidationError):
            raise invalid(f"The message is not a {kind.__name__}: {error}.") from error
        raise Refusal(
            HTTPStatus.BAD_REQUEST, "not_json", f"The body is not JSON: {error}."
        ) from error


def answer(message: Message, request: Request | None = None) -> Response:
    """Return a message as a response, compressed if the client takes it and it is worth it."""
    content = encode(message)
    if request is not None and len(content) >= _WORTH_COMPRESSING and takes_zstd(request):
        return compressed_response(compress(content))
    return Response(content, media_type=_JSON, headers={"Vary": "Accept-Encoding"})


def compressed_response(frame: bytes) -> Response:
    """Return a response that is one zstd frame of JSON."""
    headers = {"Content-Encoding": "zstd", "Vary": "Accept-Encoding"}
    return Response(frame, media_type=_JSON, headers=headers)


def takes_zstd(request: Request) -> bool:
    """Tell whether the client accepts the content coding zstd."""
    codings = request.headers.get("accept-encoding", "").lower().split(",")
    return any(
        name.strip() == "zstd" and quality.strip().removeprefix("q=") not in {"0", "0.0"}
        for name, _, quality in (coding.partition(";") for coding in codings)
    )


def refusal_response(
    status: int, refusal: RefusalAnswer, *, retry_after: int | None = None
) -> Response:
    """Return a refusal as a response."""
    headers = {"Cache-Control": "no-store"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(encode(refusal), status, headers, _JSON)


def _decompressed(frame: bytes) -> bytes:
    try:
        return decompress(frame, largest=DECOMPRESSED_MAX)
    except MessageInvalid as error:
        if "more than" in str(error):
            raise _too_large(DECOMPRESSED_MAX) from error
        raise Refusal(HTTPStatus.BAD_REQUEST, "not_zstd", f"The body is {error}.") from error


def _too_large(largest: int) -> Refusal:
    return Refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too_large",
        f"The body is too large: at most {largest // 1024 // 1024} MiB. Send fewer entries.",
    )
