"""Reading times of day as people type them."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

_TYPED = re.compile(r"(\d{1,2})(?:\s*[:.٫]\s*(\d{2})|(\d{2}))?\s*(am|pm|a|p|ص|م)?", re.IGNORECASE)
_AFTER_NOON = frozenset({"pm", "p", "م"})
_NOON = 12


def parse_time(text: str) -> time | None:
    """Read `1432`, `14:32`, `14.32`, `2:32 pm` or `14`, in Latin or Arabic digits.

    Return None if the text is no time of day: nothing is guessed.
    """
    found = _TYPED.fullmatch(latin_digits(text).strip().replace("a.m.", "am").replace("p.m.", "pm"))
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    if found[4]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if found[4].lower() in _AFTER_NOON else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def latin_digits(text: str) -> str:
    """Write the digits of any script as 0 to 9, so that a number typed twice reads the same."""
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)
