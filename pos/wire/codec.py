"""Codec: messages to bytes and back, compressed when that pays."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
import zstandard

from pos.domain.canonical import NotCanonical, canonical
from pos.wire.messages import (
    JournalPage,
    MarkAnswer,
    Message,
    RefusalAnswer,
    RegisterStateAnswer,
    SignedMessage,
    TotalsAnswer,
)

M = TypeVar("M", bound=Message)

COMPRESSION_LEVEL = 1
DECOMPRESSED_MAX = 256 * 1024 * 1024  # a first catalogue of a million products
_WITH_A_SIGNATURE = (SignedMessage, RefusalAnswer, TotalsAnswer)
_RECEIVED = "received"


class MessageInvalid(ValueError):
    """The bytes are not the message that was expected, or too many."""


def encode(message: Message) -> bytes:
    """Return the message as JSON."""
    return msgspec.json.encode(message)


def decode(data: bytes, kind: type[M]) -> M:
    """Read a message; what is signed of it remembers all that was received.

    :raises MessageInvalid: if the bytes are not JSON of that message.
    """
    try:
        message = msgspec.json.decode(data, type=kind)
        if issubclass(kind, _WITH_A_SIGNATURE):
            _remember(message, msgspec.json.decode(data))
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise MessageInvalid(str(error)) from error
    return message


def compress(data: bytes) -> bytes:
    """Return the bytes as one zstd frame."""
    return zstandard.ZstdCompressor(level=COMPRESSION_LEVEL).compress(data)


def decompress(data: bytes, *, largest: int = DECOMPRESSED_MAX) -> bytes:
    """Undo `compress`, but never produce more than `largest` bytes.

    The frame has to say how long its contents are, as those of `compress` do, so that one that
    is cut off, continued or exploding is known before anything is made of it.

    :raises MessageInvalid: if the frame is not whole, not alone, or would become larger.
    """
    try:
        declared = zstandard.frame_content_size(data)
        if declared > largest:
            raise MessageInvalid(f"more than {largest} bytes after decompression")
        if declared < 0:
            raise MessageInvalid("the zstd frame does not say how long its contents are")
        return zstandard.ZstdDecompressor().decompress(data, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise MessageInvalid(f"not one whole zstd frame: {error}") from error


def mark_bytes(mark: MarkAnswer) -> bytes:
    """Return what the server signs of a mark."""
    return _signed_bytes(mark)


def register_state_bytes(state: RegisterStateAnswer) -> bytes:
    """Return what the server signs of a register's state."""
    return _signed_bytes(state)


def journal_page_bytes(page: JournalPage) -> bytes:
    """Return what the server signs of a page of a journal."""
    return _signed_bytes(page)


def _signed_bytes(message: SignedMessage) -> bytes:
    """Return the canonical form of all of it but the signature.

    Of a message that was read, this is what was received, whatever of it is known here, so that
    the signature of a newer or older server is that of the same bytes.

    :raises NotCanonical: if that has no canonical form.
    """
    content = message.__dict__.get(_RECEIVED) or msgspec.structs.asdict(message)
    try:
        return canonical({name: value for name, value in content.items() if name != "sig"})
    except RecursionError as error:
        raise NotCanonical("the message is too deep") from error


def _remember(message: Message, received: dict[str, Any]) -> None:
    """Keep what was received beside each signed message, the ones inside it too."""
    if isinstance(message, SignedMessage):
        msgspec.structs.force_setattr(message, _RECEIVED, received)
    mark = getattr(message, "mark", None)
    if mark is not None:
        _remember(mark, received["mark"])
