"""Bodies: requests read within bounds, answers encoded and compressed when that pays."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TypeVar

import msgspec
from fastapi import Request, Response

from pos.server.refusals import Refusal, invalid
from pos.wire.codec import (
    Coding,
    MessageInvalid,
    MessageTooLarge,
    compress,
    decode,
    decompress,
    encode,
)
from pos.wire.messages import Message, RefusalAnswer

M = TypeVar("M", bound=Message)

RECEIVED_MAX = 16 * 1024 * 1024
DECOMPRESSED_MAX = 64 * 1024 * 1024
_WORTH_COMPRESSING = 1024
_JSON = "application/json"
_AS_IT_IS = "identity"
_NO = re.compile(r"q=0(\.0{0,3})?")  # RFC 9110, section 12.4.2
_SHOWN_MAX = 60


async def received(request: Request) -> bytes:
    """Return a request's body, decompressed.

    :raises Refusal: if it is too large or neither plain JSON nor JSON packed by zstd or gzip.
    """
    kind = request.headers.get("content-type", _JSON).partition(";")[0].strip().lower()
    coding = request.headers.get("content-encoding", _AS_IT_IS).strip().lower()
    if kind != _JSON or coding not in {_AS_IT_IS, *Coding}:
        raise Refusal(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported",
            f"Send {_JSON}, as it is or with the content coding zstd or gzip; "
            f"not {kind[:_SHOWN_MAX]}, {coding[:_SHOWN_MAX]}.",
        )
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > RECEIVED_MAX:
            raise _too_large(RECEIVED_MAX)
    return bytes(body) if coding == _AS_IT_IS else _decompressed(bytes(body), Coding(coding))


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
    return packed(encode(message), request)


def packed(content: bytes, request: Request | None) -> Response:
    """Return JSON as a response, compressed if the client takes it and it is worth it."""
    coding = coding_for(request) if request is not None else None
    if coding is None or len(content) < _WORTH_COMPRESSING:
        return json_response(content)
    return json_response(compress(content, coding), coding)


def json_response(content: bytes, coding: Coding | None = None) -> Response:
    """Return JSON as a response, packed by `coding` already if that is given."""
    headers = {"Vary": "Accept-Encoding"}
    if coding is not None:
        headers["Content-Encoding"] = coding.value
    return Response(content, media_type=_JSON, headers=headers)


def coding_for(request: Request) -> Coding | None:
    """Return how the client takes an answer packed: by zstd before gzip, or not at all."""
    wanted = request.headers.get("accept-encoding", "").lower().split(",")
    taken = {
        name.strip()
        for name, _, quality in (coding.partition(";") for coding in wanted)
        if not _NO.fullmatch(quality.strip())
    }
    return next((coding for coding in Coding if coding in taken), None)


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


def _decompressed(packed: bytes, coding: Coding) -> bytes:
    try:
        return decompress(packed, coding, largest=DECOMPRESSED_MAX)
    except MessageTooLarge as error:
        raise _too_large(DECOMPRESSED_MAX) from error
    except MessageInvalid as error:
        raise Refusal(HTTPStatus.BAD_REQUEST, f"not_{coding}", f"The body is {error}.") from error


def _too_large(largest: int) -> Refusal:
    return Refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too_large",
        f"The body is too large: at most {largest // 1024 // 1024} MiB. Send fewer entries.",
    )
