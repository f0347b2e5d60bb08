"""Logs: one line of plain text per record in the data folder, which nothing can forge or flood."""

from __future__ import annotations

import logging
import re
import sys
import unicodedata
from contextlib import suppress
from datetime import datetime, timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final, TextIO

from pos.runtime.atomic_file import CannotWrite
from pos.runtime.clock import Clock

ONCE_A_MINUTE: Final = {"once_a_minute": True}
"""Pass as `extra=` with messages that an outage would repeat: one line a minute gets through."""

_FILE_BYTES_MAX = 5 * 1024 * 1024
_FILES_KEPT = 4
_MINUTE_NS: Final = timedelta(minutes=1) // timedelta(microseconds=1) * 1000
_REMEMBERED_MAX = 1000
# Control, format (bidi overrides, zero width), surrogate, line and paragraph separator.
_UNSEEN_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
# Secrets are not to be logged at all; this catches those that slip in with an error's text.
_SECRET = re.compile(
    r"(?i)(\bbearer\s+|\b(?:pin|passphrase|password|secret|token|authorization|pragma key)"
    r"[\"']?\s*[=:]\s*(?:bearer\s+)?)(?:\"[^\"]*\"|'[^']*'|[^\s,;)}]+)"
)


class Logs:
    """The process's logging, from `configure_logs` until `close`."""

    def __init__(self, handlers: tuple[logging.Handler, ...]) -> None:
        self._handlers = handlers

    def close(self) -> None:
        """Stop logging and close the file; doing it twice is harmless."""
        for handler in self._handlers:
            logging.getLogger().removeHandler(handler)
            # What a full disk did not take is lost; ending the program must still work.
            with suppress(OSError):
                handler.close()


def configure_logs(
    folder: Path,
    clock: Clock,
    *,
    level: str = "INFO",
    file_name: str = "evertill.log",
    console: TextIO | None = None,
) -> Logs:
    """Write what our code logs at `level` and above, and others' warnings, to a rotating file.

    Two processes must not share a file name: they would rotate it under each other.

    :param folder: the data folder's `logs`.
    :param console: also write there, for instance to standard error.
    :raises CannotWrite: if the file cannot be opened.
    """
    try:
        handlers: list[logging.Handler] = [_LogFile(folder / file_name)]
    except OSError as error:
        raise CannotWrite(folder / file_name, error) from error
    if console is not None:
        handlers.append(logging.StreamHandler(console))
    for handler in handlers:
        handler.setFormatter(LineFormatter(clock))
        # A filter for each: it changes with every record that passes.
        handler.addFilter(OnceAMinute(clock))
        logging.getLogger().addHandler(handler)
    logging.getLogger("pos").setLevel(level)
    return Logs(tuple(handlers))


class OnceAMinute(logging.Filter):
    """Lets a marked message pass once a minute, however often and with whatever values it comes."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._passed: dict[tuple[str, int, str], int] = {}
        self._held_back: dict[tuple[str, int, str], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not getattr(record, "once_a_minute", False):
            return True
        message = (record.name, record.levelno, str(record.msg))
        now = self._clock.monotonic_ns()
        last = self._passed.get(message)
        if last is not None and now - last < _MINUTE_NS:
            self._held_back[message] = self._held_back.get(message, 0) + 1
            return False
        if len(self._passed) >= _REMEMBERED_MAX:  # someone marked messages that are not constant
            self._passed.clear()
            self._held_back.clear()
        self._passed[message] = now
        record.held_back = self._held_back.pop(message, 0)
        return True


class LineFormatter(logging.Formatter):
    """`at=… level=… logger=… message="…"`: one line, whatever the values contain."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def format(self, record: logging.LogRecord) -> str:
        parts = [
            f"at={_timestamp(self._clock.now())}",
            f"level={record.levelname}",
            f"logger={escaped(record.name)}",
            f'message="{escaped(without_secrets(record.getMessage()))}"',
        ]
        held_back = getattr(record, "held_back", 0)
        if held_back:
            parts.append(f"held_back={held_back}")
        if record.exc_info and record.exc_info[0] is not None:
            traceback = self.formatException(record.exc_info)
            parts.append(f'traceback="{escaped(without_secrets(traceback))}"')
        return " ".join(parts)


def escaped(text: str) -> str:
    """Write every character that moves, hides or breaks text as an escape, quotes included.

    A product name with a line break must not look like a second log line, nor one with a terminal's
    escape sequence paint the screen of whoever reads the log.
    """
    if text.isascii() and text.isprintable() and not ('"' in text or "\\" in text):
        return text
    return "".join(_escaped_character(character) for character in text)


def without_secrets(text: str) -> str:
    """Blot out what follows words such as `pin=` or `Bearer`."""
    return _SECRET.sub(r"\1***", text)


def _escaped_character(character: str) -> str:
    short = _SHORT_ESCAPES.get(character)
    if short is not None:
        return short
    if unicodedata.category(character) in _UNSEEN_CATEGORIES:
        return f"\\u{ord(character):04x}"
    return character


def _timestamp(now: datetime) -> str:
    return now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"


class _LogFile(RotatingFileHandler):
    """A rotating file whose own trouble, a full disk for instance, never reaches the cashier."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_FILE_BYTES_MAX, backupCount=_FILES_KEPT, encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)
