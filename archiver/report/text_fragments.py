"""Links that lead to words of a page, in browsers that can: URL Fragment Text Directives."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

LONGEST = 300
"""Most characters of words that a link names in full; browsers give up on long ones."""
ENDS = 6
"""Words at either end that a link names of a longer passage."""


def directive(pieces: Sequence[str]) -> str:
    """What a link's fragment ends with. The pieces are the words, one for each block that they run through.

    >>> directive(["we don't (ever) sell"]), directive(["We keep", "as long as well-known"])
    (':~:text=we%20don%27t%20%28ever%29%20sell', ':~:text=We%20keep,as%20long%20as%20well%2Dknown')
    """
    if len(pieces) == 1 and len(pieces[0]) <= LONGEST:
        return f":~:text={_encoded(pieces[0])}"
    first, last = pieces[0].split()[:ENDS], pieces[-1].split()[-ENDS:]
    return f":~:text={_encoded(' '.join(first))},{_encoded(' '.join(last))}"


def link(url: str, pieces: Sequence[str]) -> str:
    """The address of the words on a page."""
    return f"{url.partition('#')[0]}#{directive(pieces)}"


def _encoded(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
