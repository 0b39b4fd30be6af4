"""Changes of a collection's text in which each letter and each number stays what it was.

Words were set apart or joined (`in thenormal course`), a line became a heading, or was cut elsewhere. A live
page is judged before it is recorded; here somebody else's page was, as it happened to be.
"""

from __future__ import annotations

import re

_NO_LETTERS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")

_FEW = 8
"""Lines that are read where two texts part, before all of them are."""


def is_all(before: str, after: str) -> bool:
    """True if the texts have the same letters and numbers in the same order, addresses of links too."""
    return (
        _begin_alike(before, after)
        and _letters(before) == _letters(after)
        and _NUMBER.findall(before) == _NUMBER.findall(after)
    )


def _begin_alike(before: str, after: str) -> bool:
    """False if other letters follow where the texts part, as in most changes: a few lines tell it."""
    old, new = before.splitlines(), after.splitlines()
    part = next((at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
    some, others = (_letters("\n".join(lines[part : part + _FEW])) for lines in (old, new))
    shorter = min(len(some), len(others))
    return some[:shorter] == others[:shorter]


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()
