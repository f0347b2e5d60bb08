"""Sales file: past tickets as they stand in a CSV or CSV.gz, read line by line."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, NamedTuple

from pos.domain.problem import Problem
from pos.domain.sale import LINES_MAX

_LINE_CHARACTERS_MAX = 100_000
_GZIP_MAGIC = b"\x1f\x8b"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class SalesFileInvalid(Problem):
    """The file as a whole cannot be read, so nothing of it was taken."""


class FileLine(NamedTuple):
    """One line as it stands in the file; `number` counts the header as line 1."""

    number: int
    ticket: str
    occurred_at: str
    sku: str
    description: str
    quantity: str
    unit: str
    unit_price: str
    discount: str
    line_total: str
    coupon: str
    tender: str
    cells_wrong: str = ""  # not empty: why the cells do not fit the header


COLUMNS = FileLine._fields[1:-1]


@dataclass(frozen=True, slots=True)
class FileTicket:
    """Lines of one ticket number that follow one another.

    `count` lines stand in the file; a ticket too long to ring up keeps only the first of them.
    """

    number: str
    lines: tuple[FileLine, ...]
    count: int


def file_tickets(path: Path) -> Iterator[FileTicket]:
    """Yield the tickets in the order of the file, holding one at a time.

    :raises SalesFileInvalid: if the file is no sales file, or breaks off, wherever that shows.
    """
    with _opened(path) as text:
        for number, lines in groupby(_lines(path, text), key=lambda line: line.ticket):
            kept: list[FileLine] = []
            count = 0
            for line in lines:
                count += 1
                if len(kept) <= LINES_MAX:
                    kept.append(line)
            yield FileTicket(number, tuple(kept), count)


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    """Open the file as text; every way in which that fails later becomes a sentence."""
    try:
        with _open_text(path) as text:
            yield text
    except FileNotFoundError:
        raise SalesFileInvalid(f"There is no file {path}: check its name.") from None
    except IsADirectoryError:
        raise SalesFileInvalid(f"{path} is a folder: name the sales file in it.") from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise SalesFileInvalid(
            f"{path} is cut off or damaged: copy the file again. Nothing of it was taken."
        ) from None
    except UnicodeDecodeError:
        raise SalesFileInvalid(
            f"{path} is not written in UTF-8: save it as “CSV UTF-8”. Nothing of it was taken."
        ) from None
    except OSError as error:
        raise SalesFileInvalid(f"{path} cannot be read: {error.strerror or error}.") from error


def _open_text(path: Path) -> IO[str]:
    with path.open("rb") as raw:
        begin = raw.read(2)
    if not begin:
        raise SalesFileInvalid(f"{path} is empty: a sales file begins with its column names.")
    if begin in _UTF_16_MARKS or b"\0" in begin:
        raise SalesFileInvalid(
            f"{path} is written in UTF-16 or is no text: save it as “CSV UTF-8”. Nothing of it was "
            "taken."
        )
    if begin == _GZIP_MAGIC:
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open("r", encoding="utf-8-sig", newline="")


def _lines(path: Path, text: IO[str]) -> Iterator[FileLine]:
    rows = csv.reader(_bounded(path, text), strict=True)
    try:
        places, width = _columns(path, next(rows, []))
        for row in rows:
            if row:
                yield _line(rows.line_num, row, places, width)
    except csv.Error as error:
        raise SalesFileInvalid(
            f"{path}, line {rows.line_num}: this is no CSV ({error}); look for a quotation mark "
            "without its end. Nothing of the file was taken."
        ) from None


def _bounded(path: Path, text: IO[str]) -> Iterator[str]:
    """Yield lines, but never read one of a gigabyte into memory."""
    number = 0
    while line := text.readline(_LINE_CHARACTERS_MAX + 1):
        number += 1
        if len(line) > _LINE_CHARACTERS_MAX:
            raise SalesFileInvalid(
                f"{path}, line {number} is longer than {_LINE_CHARACTERS_MAX:,} characters: "
                "this is no sales file."
            )
        yield line


def _columns(path: Path, header: list[str]) -> tuple[list[int], int]:
    """Return where each of our columns stands, and how many cells a line has."""
    names = [name.strip().casefold() for name in header]
    missing = [name for name in COLUMNS if name not in names]
    if len(names) == 1 and ";" in names[0]:
        raise SalesFileInvalid(
            f"{path} separates its columns by semicolons: save it with commas, and with points in "
            "its numbers."
        )
    if missing:
        raise SalesFileInvalid(
            f"{path} has no column {', '.join(missing)}: its first line must name the columns "
            f"{', '.join(COLUMNS)}."
        )
    doubled = [name for name in COLUMNS if names.count(name) > 1]
    if doubled:
        raise SalesFileInvalid(f"{path} has the column {', '.join(doubled)} twice: remove one.")
    return [names.index(name) for name in COLUMNS], len(names)


def _line(number: int, row: list[str], places: list[int], width: int) -> FileLine:
    cells = [row[place].strip() if place < len(row) else "" for place in places]
    wrong = "" if len(row) == width else f"it has {len(row)} cells instead of {width}"
    return FileLine._make((number, *cells, wrong))
