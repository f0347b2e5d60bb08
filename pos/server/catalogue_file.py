"""Catalogue file: a CSV of products, plain or gzipped, read row by row."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pos.domain.problem import Problem
from pos.runtime.paths import CannotRead

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

REQUIRED = ("sku", "gtin", "description", "unit", "price", "tax_category")
_GZIP_MAGIC = b"\x1f\x8b"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LINE_CHARACTERS_MAX = 100_000
_UNPACKED_MAX = 4 * 1024**3  # bytes; a catalogue of ten million products is smaller


class FileUnusable(Problem):
    """The file as a whole cannot be taken; nothing of it was."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row: its first line in the file, counted from 1, and its cells by column."""

    line: int
    cells: Mapping[str, str]
    cell_count: int
    expected_count: int


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A file that was read through once without finding it broken."""

    path: Path
    delimiter: str
    columns: tuple[str, ...]
    row_count: int

    def rows(self) -> Iterator[FileRow]:
        """Give the rows below the header, one at a time; blank lines are passed over."""
        with _opened(self.path) as text:
            reader = _reader(self.path, text, self.delimiter)
            next(reader)
            before = reader.line_num
            for cells in reader:
                first, before = before + 1, reader.line_num
                if any(cells):
                    named = dict(zip(self.columns, cells, strict=False))
                    yield FileRow(first, named, len(cells), len(self.columns))


def catalogue_file(path: Path) -> CatalogueFile:
    """Read the file through once, so that nothing is taken of one that is broken further down.

    :raises FileUnusable, CannotRead: if it is no whole CSV file in UTF-8 with the columns needed.
    """
    if path.is_dir():
        raise FileUnusable(f"{path} is a folder: name the CSV file in it.")
    _require_utf8(path)
    with _opened(path) as text:
        delimiter = _delimiter(next(_lines(path, text), ""))
    with _opened(path) as text:
        reader = _reader(path, text, delimiter)
        try:
            columns = _columns(path, next(reader, []))
            row_count = sum(1 for cells in reader if any(cells))
        except csv.Error as error:
            raise FileUnusable(
                f"{path}, line {reader.line_num}: this is not CSV ({error}). "
                "Look for a quotation mark that is not closed; nothing was taken."
            ) from error
    return CatalogueFile(path, delimiter, columns, row_count)


@contextmanager
def _opened(path: Path) -> Iterator[io.TextIOWrapper]:
    with _unpacked(path) as file:
        yield io.TextIOWrapper(file, encoding="utf-8-sig", newline="")


@contextmanager
def _unpacked(path: Path) -> Iterator[io.BufferedReader | gzip.GzipFile]:
    try:
        with path.open("rb") as file:
            if file.peek(2)[:2] != _GZIP_MAGIC:
                yield file
                return
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield unpacked
    except FileNotFoundError as error:
        raise FileUnusable(f"{path} does not exist: check its name.") from error
    except EOFError as error:
        raise FileUnusable(
            f"{path} is cut off: its gzip data ends too early. Copy it again; nothing was taken."
        ) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise FileUnusable(
            f"{path} is damaged ({error}): copy it again; nothing was taken."
        ) from error
    except OSError as error:
        raise CannotRead(path, error) from error


def _require_utf8(path: Path) -> None:
    """Find the first byte that is not UTF-8 text, if any."""
    line, size, tail = 1, 0, b""
    with _unpacked(path) as file:
        while chunk := file.read(1024 * 1024):
            if size == 0 and chunk[:2] in _UTF16_MARKS:
                raise FileUnusable(
                    f"{path} is in UTF-16: save it as CSV in UTF-8; nothing was taken."
                )
            whole = tail + chunk
            size += len(chunk)
            if size > _UNPACKED_MAX:
                raise FileUnusable(f"{path} holds more than {_UNPACKED_MAX // 1024**3} GiB.")
            tail = _checked(path, whole, line, size - len(whole))
            line += whole.count(b"\n") - tail.count(b"\n")
    if tail:
        raise _not_utf8(path, tail[0], line, size - len(tail))
    if size == 0:
        raise FileUnusable(f"{path} is empty: nothing was taken.")


def _checked(path: Path, whole: bytes, line: int, offset: int) -> bytes:
    """Return what may be the beginning of a character that the next bytes complete."""
    try:
        whole.decode()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return whole[error.start :]
        at = error.start
        raise _not_utf8(path, whole[at], line + whole.count(b"\n", 0, at), offset + at) from error
    at = whole.find(b"\0")
    if at >= 0:
        raise _not_utf8(path, 0, line + whole.count(b"\n", 0, at), offset + at)
    return b""


def _not_utf8(path: Path, byte: int, line: int, offset: int) -> FileUnusable:
    return FileUnusable(
        f"{path}, line {line}: the byte 0x{byte:02X} (at {offset}) is not UTF-8 text. "
        "Save the file as CSV in UTF-8; nothing was taken."
    )


def _delimiter(header: str) -> str:
    return ";" if header.count(";") > header.count(",") else ","


def _reader(path: Path, text: io.TextIOWrapper, delimiter: str) -> CsvReader:
    return csv.reader(_lines(path, text), delimiter=delimiter, strict=True)


def _lines(path: Path, text: io.TextIOWrapper) -> Iterator[str]:
    """Yield lines, but never read one of a gigabyte, or a million columns, into memory."""
    number = 0
    while line := text.readline(_LINE_CHARACTERS_MAX + 1):
        number += 1
        if len(line) > _LINE_CHARACTERS_MAX:
            raise FileUnusable(
                f"{path}, line {number} is longer than {_LINE_CHARACTERS_MAX:,} characters: "
                "this is no catalogue. Nothing was taken."
            )
        yield line


def _columns(path: Path, header: list[str]) -> tuple[str, ...]:
    columns = tuple(name.strip().lower() for name in header)
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise FileUnusable(
            f"{path} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}: "
            f"its first line must name {', '.join(REQUIRED)}. Nothing was taken."
        )
    doubled = {name for name in columns if name and columns.count(name) > 1}
    if doubled:
        raise FileUnusable(
            f"{path} names the column {', '.join(sorted(doubled))} twice: keep one. "
            "Nothing was taken."
        )
    return columns
