"""Codec: messages to bytes and back, compressed when that pays."""

from __future__ import annotations

from typing import TypeVar

import msgspec
import zstandard

from pos.domain.canonical import canonical
from pos.wire.messages import MarkAnswer, Message

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

    :raises MessageInvalid: if the frame is broken or would become larger.
    """
    reader = zstandard.ZstdDecompressor().stream_reader(data)
    try:
        result = reader.read(largest + 1)
    except zstandard.ZstdError as error:
        raise MessageInvalid(f"not a zstd frame: {error}") from error
    if len(result) > largest:
        raise MessageInvalid(f"more than {largest} bytes after decompression")
    return result


def mark_bytes(mark: MarkAnswer) -> bytes:
    """Return what the server signs of a mark: all of it but the signature."""
    return canonical(msgspec.structs.replace(mark, sig=""))
