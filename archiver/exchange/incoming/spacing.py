"""Changes of a collection's text in which each letter and each number stays what it was.

Words were set apart or joined (`in thenormal course`), stood twice in a row (`are are`), a line became a
heading, or was cut elsewhere. A live page is judged before it is recorded; here somebody else's page was, as
it happened to be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive_repo.text.lines import line_words

_NO_LETTERS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")

_REPEATING = 5
"""Lines that differ by a repetition, at most: one slip was corrected, in one place or some."""

_FEW = 8
"""Lines that are read where two texts part, before all of them are."""


def is_all(before: str, after: str) -> bool:
    """True if the texts have the same letters and numbers in the same order, addresses of links too.

    So they are also if words that stand twice in a row in one of them stand there once in the other.
    """
    if (
        _begin_alike(before, after)
        and _letters(before) == _letters(after)
        and _NUMBER.findall(before) == _NUMBER.findall(after)
    ):
        return True
    return _repeat_words(before.splitlines(), after.splitlines())


def _repeat_words(old: Sequence[str], new: Sequence[str]) -> bool:
    """True if lines differ, and each of them only in words that stand twice in a row."""
    if len(old) != len(new):
        return False
    pairs = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    return 0 < len(pairs) <= _REPEATING and all(_is_repeated(*map(line_words, pair)) for pair in pairs)


def _is_repeated(one: Sequence[str], other: Sequence[str]) -> bool:
    """True if the longer line has some words twice in a row that the other one has once."""
    shorter, longer = sorted((one, other), key=len)
    size = len(longer) - len(shorter)
    part = next(
        (at for at, pair in enumerate(zip(shorter, longer, strict=False)) if pair[0] != pair[1]), len(shorter)
    )
    twice = longer[part - size : part], longer[part : part + size]
    is_twice = 0 < size <= part and twice[0] == twice[1] and any(word.isalpha() for word in twice[0])
    return is_twice and longer[part + size :] == shorter[part:]


def _begin_alike(before: str, after: str) -> bool:
    """False if other letters follow where the texts part, as in most changes: a few lines tell it."""
    old, new = before.splitlines(), after.splitlines()
    part = next((at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
    some, others = (_letters("\n".join(lines[part : part + _FEW])) for lines in (old, new))
    shorter = min(len(some), len(others))
    return some[:shorter] == others[:shorter]


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()
