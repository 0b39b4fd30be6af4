"""What a word is, in one place: for differences, the gate, search, and reading pages.

A word is a run of letters, a number with its points and commas, or one of SYMBOLS; case, quotes, dashes,
white space and punctuation make no difference. In scripts without spaces only a dictionary could tell words
apart, so there each character counts as one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from archive_repo.text.markdown import plain

SYMBOLS = "$€£¥₹%+<>="
"""Marks that count as words, since they change what a text says: `$5`, `5 %`, `13+`."""

KANA = "\u3040-\u30ff"
HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
HANGUL = "\u1100-\u11ff\uac00-\ud7af"
"""Korean is written with spaces."""
UNSPACED = f"{KANA}{HAN}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Kana, Han, Thai, Lao, Burmese and Khmer, as ranges of a character class."""
CHARACTER = (
    f"[{UNSPACED}]"
    "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u1064\u1067-\u106d"
    "\u1071-\u1074\u1082-\u109d\u17b4-\u17d3\u17dd\u3099\u309a]*"
)
"""A pattern of one such character with the vowels and tones that are written around it."""

_NUMBER = r"\d+(?:[.,]\d+)*"
_SYMBOL = f"[{re.escape(SYMBOLS)}]"
_LETTER = rf"[^\W\d_{UNSPACED}]"
_ASCII_WORD = re.compile(rf"{_NUMBER}|[a-z]+|{_SYMBOL}")
_ASCII_MIXED = "".join(["0123456789", *filter(str.isascii, SYMBOLS)]).encode("ascii")
"""What is part of words besides letters."""
_ASCII_LETTERS = bytes(ord(chr(code).lower() if chr(code).isalpha() else " ") for code in range(128)) * 2
"""Each letter's small one, a space for all else."""
_TYPOGRAPHY = [("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-")]
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff®™©]")
_MARKS = range(0x300, 0x1D00)
"""The range in which accents, vowels and tones are found, which are part of a word but not letters."""
_MARKED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u0e00\u0f00-\u0fff\u135d-\u135f\u1700-\u177f\u1800-\u1cff]"
)
"""Characters of Arabic, Hebrew, the scripts of India and others, whose words may have such marks."""


def of(raw: str) -> list[str]:
    """The words of a stored line as a reader sees it, folded.

    >>> of("- “Don’t  share” — [your data](/d), Ever."), of("1. costs $1,000.50")
    (['don', 't', 'share', 'your', 'data', 'ever'], ['costs', '$', '1,000.50'])
    """
    return fold(plain(raw))


def fold(seen: str) -> list[str]:
    """The words of a text as a reader sees it, in the form in which they are compared."""
    if not seen.isascii():
        for fancy, simple in _TYPOGRAPHY:  # often all that is not ASCII in an English text
            seen = seen.replace(fancy, simple)
    if seen.isascii():
        raw = seen.encode("ascii")  # bytes are looked up by character in a tenth of the time
        if len(raw.translate(None, _ASCII_MIXED)) < len(raw):
            return _ASCII_WORD.findall(seen.lower())
        return raw.translate(_ASCII_LETTERS).decode("ascii").split()
    seen = _INVISIBLE.sub("", seen)
    if not unicodedata.is_normalized("NFKC", seen):  # the check takes a tenth of the time
        seen = unicodedata.normalize("NFKC", seen)
    seen = seen.casefold()
    return _word(marked=bool(_MARKED.search(seen))).findall(seen)


def places(seen: str) -> list[tuple[int, int]]:
    """Where each word of a text, as a reader sees it, begins and ends, counted in characters from 0.

    >>> places("Don’t pay $5.")
    [(0, 3), (4, 5), (6, 9), (10, 11), (11, 12)]
    """
    return [match.span() for match in _word(marked=bool(_MARKED.search(seen))).finditer(seen)]


@cache
def _word(*, marked: bool) -> re.Pattern[str]:
    """A pattern of a word in any script, whose letters may be `marked`; compiled when a text needs it."""
    letters = f"{_LETTER}+"
    if marked:
        marks = "".join(chr(code) for code in _MARKS if unicodedata.category(chr(code)).startswith("M"))
        letters += f"(?:[{marks}]{_LETTER}*)*"
    return re.compile(rf"{_NUMBER}|{CHARACTER}|{letters}|{_SYMBOL}")
