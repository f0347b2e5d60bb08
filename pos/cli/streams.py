"""Standard streams: there, and able to show any name, whoever started the program."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Literal, TextIO

_STANDARD = 3  # descriptors: input, output, errors


def have_streams() -> None:
    """Open what the starter closed onto nothing, and let output replace what it cannot write.

    A descriptor that stays closed would go to the next file that is opened, perhaps the
    database, and an error message of some library would be written into it.
    """
    while True:
        handle = os.open(os.devnull, os.O_RDWR)
        if handle >= _STANDARD:
            os.close(handle)
            break
    sys.stdin = sys.stdin or _nothing("r")
    sys.stdout = sys.stdout or _nothing("w")
    sys.stderr = sys.stderr or _nothing("w")
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal in Latin-1, a shop in Arabic
        sys.stdout.reconfigure(errors="backslashreplace")


def _nothing(mode: Literal["r", "w"]) -> TextIO:
    return Path(os.devnull).open(mode, encoding="utf-8")
