"""Text from outside: normalised, of a bearable length, without characters that mislead.

Control characters could open a drawer through a receipt printer, bidirectional overrides
could show one price and charge another; both are refused rather than repaired.
"""

from __future__ import annotations

import unicodedata

from pos.domain.problem import Problem

NAME_LENGTH_MAX = 200
_COMBINING_MAX = 4  # in a row; more is not writing, it is an attack on whoever draws it
_GROWTH_MAX = 4  # a letter can come in that many pieces, which NFC puts together
_BLANKS = frozenset("\t\n\r")
# Control, format, surrogate, private, unassigned, separators of lines and paragraphs.
_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Format characters that Persian, Arabic and emoji cannot be written without.
_JOINERS_AND_MARKS = frozenset("\u200c\u200d\u200e\u200f\u061c")


class TextInvalid(Problem):
    """The text holds characters that a receipt or a screen must not show, or is too long."""


def clean_text(text: str, *, what: str, longest: int = NAME_LENGTH_MAX) -> str:
    """Return the text in NFC without surrounding or repeated blanks; line ends become blanks.

    `what` names the field in the refusal.

    :raises TextInvalid: on control or invisible characters, lone surrogates, long runs of
        combining marks, or more than `longest` characters.
    """
    if text.isascii() and text.isprintable() and len(text) <= longest:  # nearly always
        return " ".join(text.split())
    too_long = f"{what} is too long: at most {longest} characters."
    if len(text) > longest * _GROWTH_MAX:  # before NFC, whose time can grow with the square
        raise TextInvalid(too_long)
    normal = unicodedata.normalize("NFC", text)
    _require_showable(normal, what)
    result = " ".join(normal.split())
    if len(result) > longest:
        raise TextInvalid(too_long)
    return result


def _require_showable(text: str, what: str) -> None:
    combining = 0
    for character in text:
        if (
            unicodedata.category(character) in _FORBIDDEN
            and character not in _BLANKS
            and character not in _JOINERS_AND_MARKS
        ):
            raise TextInvalid(f"{what} holds the character U+{ord(character):04X}: remove it.")
        combining = combining + 1 if unicodedata.combining(character) else 0
        if combining > _COMBINING_MAX:
            raise TextInvalid(f"{what} holds too many marks on one letter: remove them.")
