"""Text from outside: normalised, of a bearable length, without characters that mislead.

Control characters could open a drawer through a receipt printer, bidirectional overrides
could show one price and charge another; both are refused rather than repaired.
"""

from __future__ import annotations

import unicodedata

from pos.domain.problem import Problem

NAME_LENGTH_MAX = 200
_COMBINING_MAX = 4  # in a row; more is not writing, it is an attack on whoever draws it
_FORBIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2028\u2029")


class TextInvalid(Problem):
    """The text holds characters that a receipt or a screen must not show, or is too long."""


def clean_text(text: str, *, what: str, longest: int = NAME_LENGTH_MAX) -> str:
    """Return the text in NFC without surrounding or repeated blanks.

    `what` names the field in the refusal.

    :raises TextInvalid: on control or direction characters, lone surrogates, long runs of
        combining marks, or more than `longest` characters.
    """
    if text.isascii() and text.isprintable() and len(text) <= longest:  # nearly always
        return " ".join(text.split())
    result = " ".join(unicodedata.normalize("NFC", text).split())
    if len(result) > longest:
        raise TextInvalid(f"{what} is too long: at most {longest} characters.")
    _require_showable(result, what)
    return result


def _require_showable(text: str, what: str) -> None:
    combining = 0
    for character in text:
        if character in _FORBIDDEN or unicodedata.category(character) in {"Cc", "Cs", "Cn", "Co"}:
            raise TextInvalid(f"{what} holds the character U+{ord(character):04X}: remove it.")
        combining = combining + 1 if unicodedata.combining(character) else 0
        if combining > _COMBINING_MAX:
            raise TextInvalid(f"{what} holds too many marks on one letter: remove them.")
