"""The stored form of a text: one form of Unicode, spaces and blank lines, and no invisible characters.

So two renderings of the same words are the same text. Words, numbers, quotation marks and dashes are never
changed here; they are folded where texts are compared.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[\t\v\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\x1c-\x1f]")
_RUN = re.compile(r" {2,}")
_BLANK_LINES = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufff9-\ufffc\ufffe\uffff]"
)
_PLAIN = re.compile(r"[\n -~]*+")
"""Text that is in its stored form except for spaces: most English texts, apart from quotation marks."""
_JOINERS = re.compile(
    r"(?<![\u0590-\u0dff\u200d\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]|[\u200c\u200d](?=[\s!-~]|$)"
)
"""Joiners, except in scripts (Arabic, Indic) and emoji in which they make a difference."""


def normalise(text: str) -> str:
    """The text in its stored form; pure and idempotent. Ends with one newline unless empty."""
    characters = text if _PLAIN.fullmatch(text) else _characters(text)
    lines = [_line(line) for line in characters.split("\n")]
    joined = "\n".join(lines)
    text = (_BLANK_LINES.sub("\n\n", joined) if "\n\n\n" in joined else joined).strip("\n")
    return text + "\n" if text else ""


def _characters(text: str) -> str:
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    if "\u200c" in text or "\u200d" in text:
        text = _JOINERS.sub("", _JOINERS.sub("", text))
    return unicodedata.normalize("NFC", text)


def _line(line: str) -> str:
    words = line.lstrip(" ")
    margin = len(line) - len(words)
    words = words.rstrip(" ")
    return " " * margin + (_RUN.sub(" ", words) if "  " in words else words) if words else ""
