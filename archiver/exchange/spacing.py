"""Changes of a collection's text in which each letter and each number stays what it was.

Words were set apart or joined (`in thenormal course`), a line became a heading, or was cut elsewhere. A live
page is judged before it is recorded; here somebody else's page was, as it happened to be.
"""

from __future__ import annotations

import re

_NO_LETTERS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")


def is_all(before: str, after: str) -> bool:
    """True if the texts have the same letters and numbers in the same order, addresses of links too."""
    return _letters(before) == _letters(after) and _NUMBER.findall(before) == _NUMBER.findall(after)


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()
