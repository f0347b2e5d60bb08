"""Codec: messages to bytes and back, compressed when that pays."""

from __future__ import annotations

from typing import TypeVar

import msgspec
import zstandard

from pos.domain.canonical import canonical
from pos.wire.messages import JournalPage, MarkAnswer, Message, RegisterStateAnswer

M = TypeVar("M", bound=Message)

COMPRESSION_LEVEL = 1
DECOMPRESSED_MAX = 256 * 1024 * 1024  # a first catalogue of a million products


class MessageInvalid(ValueError):
    """The bytes are not the message that was expected, or too many."""


def encode(message: Message) -> bytes:
    """Return the message as JSON."""
    return msgspec.json.encode(message)


def decode(data: bytes, kind: type[M]) -> M:
    """Read a message.

    :raises MessageInvalid: if the bytes are not JSON of that message.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise MessageInvalid(str(error)) from error


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
    """Return what the server signs of a mark: all of it but the signature."""
    return canonical(msgspec.structs.replace(mark, sig=""))


def register_state_bytes(state: RegisterStateAnswer) -> bytes:
    """Return what the server signs of a register's state: all of it but the signature."""
    return canonical(msgspec.structs.replace(state, sig=""))


def journal_page_bytes(page: JournalPage) -> bytes:
    """Return what the server signs of a page of a journal: all of it but the signature."""
    return canonical(msgspec.structs.replace(page, sig=""))
