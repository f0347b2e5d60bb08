"""Codec: messages to bytes and back, compressed when that pays."""

from __future__ import annotations

import hashlib
import zlib
from enum import StrEnum
from typing import Any, TypeVar

import msgspec
import zstandard

from pos.domain.canonical import NotCanonical, canonical
from pos.wire.messages import (
    BranchAnswer,
    EnrolAnswer,
    EnrolRequest,
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
_GZIP_BITS = 16 + zlib.MAX_WBITS  # with gzip's head and check sum


class Coding(StrEnum):
    """How a body may be packed, as HTTP names it; the first one is the one to choose."""

    ZSTD = "zstd"
    GZIP = "gzip"


class MessageInvalid(ValueError):
    """The bytes are not the message that was expected, or too many."""


class MessageTooLarge(MessageInvalid):
    def __init__(self, largest: int) -> None:
        super().__init__(f"more than {largest} bytes after decompression")


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


def compress(data: bytes, coding: Coding = Coding.ZSTD) -> bytes:
    """Return the bytes as one zstd frame, or one gzip member."""
    if coding is Coding.GZIP:
        return zlib.compress(data, COMPRESSION_LEVEL, wbits=_GZIP_BITS)
    return zstandard.ZstdCompressor(level=COMPRESSION_LEVEL).compress(data)


def decompress(
    data: bytes, coding: Coding = Coding.ZSTD, *, largest: int = DECOMPRESSED_MAX
) -> bytes:
    """Undo `compress`, but never produce more than `largest` bytes.

    :raises MessageTooLarge: if it would become larger.
    :raises MessageInvalid: if it is not whole, or not alone.
    """
    return _gunzipped(data, largest) if coding is Coding.GZIP else _of_frame(data, largest)


def _of_frame(data: bytes, largest: int) -> bytes:
    """Unpack a zstd frame.

    The frame has to say how long its contents are, as those of `compress` do, so that one that
    is cut off, continued or exploding is known before anything is made of it.
    """
    try:
        declared = zstandard.frame_content_size(data)
        if declared > largest:
            raise MessageTooLarge(largest)
        if declared < 0:
            raise MessageInvalid("the zstd frame does not say how long its contents are")
        return zstandard.ZstdDecompressor().decompress(data, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise MessageInvalid(f"not one whole zstd frame: {error}") from error


def _gunzipped(data: bytes, largest: int) -> bytes:
    """Unpack a gzip member, no further than one byte beyond what is allowed."""
    member = zlib.decompressobj(wbits=_GZIP_BITS)
    try:
        content = member.decompress(data, largest + 1)
    except zlib.error as error:
        raise MessageInvalid(f"not one whole gzip member: {error}") from error
    if len(content) > largest:
        raise MessageTooLarge(largest)
    if not member.eof or member.unused_data:
        raise MessageInvalid("not one whole gzip member")
    return content


def mark_bytes(mark: MarkAnswer) -> bytes:
    """Return what the server signs of a mark."""
    return _signed_bytes(mark)


def register_state_bytes(state: RegisterStateAnswer) -> bytes:
    """Return what the server signs of a register's state."""
    return _signed_bytes(state)


def journal_page_bytes(page: JournalPage) -> bytes:
    """Return what the server signs of a page of a journal."""
    return _signed_bytes(page)


def enrol_request_bytes(request: EnrolRequest) -> bytes:
    """Return what a device signs of its request, to show that the key in it is its own."""
    content = msgspec.structs.asdict(request)
    return canonical({name: value for name, value in content.items() if name != "sig"})


def enrolment_bytes(enrolled: EnrolAnswer) -> bytes:
    """Return what the server signs of a device that it lets in."""
    return _signed_bytes(enrolled)


def feed_page_bytes(content: bytes) -> bytes:
    """Return what the server signs of a page of the feed, whose content is as before packing."""
    return hashlib.sha256(content).digest()


def branch_bytes(branch: BranchAnswer) -> bytes:
    """Return what the server signs of where a copy's entries go."""
    return _signed_bytes(branch)


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
