"""Search text: names folded so that people find them however they write them."""

from __future__ import annotations

import re
import unicodedata

# Letters that Arabic and Persian keyboards write differently for the same word.
_ARABIC_FORMS = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "\N{ARABIC LETTER AE}": "ه",  # what is left of ۀ
        "ک": "ك",
        "ـ": None,
    }
    | {digit: str(value) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩")}
    | {digit: str(value) for value, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")}
)
_WORD = re.compile(r"[^\W_]+")  # as the full-text table splits, for which "_" is no letter
# Latin letters that Unicode does not take apart into a letter and a mark.
_SPECIAL_LATIN = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "æ": "ae",
        "œ": "oe",
    }
)


def fold(text: str) -> str:
    """Return the words of the text without case, accents, Arabic letter forms or marks.

    Words are separated by one blank: "Crème-Brûlée" and "creme brulee" fold alike.
    """
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    # Once more without case: taking signs apart can bring capitals back ("™" is "TM").
    plain = letters.casefold().translate(_SPECIAL_LATIN).translate(_ARABIC_FORMS)
    return " ".join(_WORD.findall(plain))
