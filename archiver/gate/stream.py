"""Lines compared word by word, wherever either side is cut into lines.

British and American spellings are the same word, and so are words written together or apart: `e-mail`,
`email`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

T = TypeVar("T")

KEPT = 20_000
"""Words whose spelling is remembered; a policy has one to two thousand, and each costs a dozen patterns."""

WordsByLine = Sequence[Sequence[str]]
"""Folded words, line by line."""


def own(some: WordsByLine, others: WordsByLine) -> tuple[list[int], list[int]]:
    """The positions, from 0, of the lines on each side with a word that the other side's stream lacks.

    >>> own([["a", "web", "site"], ["that", "we", "run"]], [["a", "website", "that", "we", "ran"]])
    ([1], [0])
    """
    left, right = _spelled(some), _spelled(others)
    if left == right:
        return [], []
    lines, other_lines = _line_of_each_word(some), _line_of_each_word(others)
    mine, theirs = set[int](), set[int]()
    for here, there in _differing(left, right):
        if not _is_joined(left[here], right[there]):
            mine.update(lines[here])
            theirs.update(other_lines[there])
    return sorted(mine), sorted(theirs)


def lacking(some: Iterable[T], others: Iterable[T], by: Callable[[T], str]) -> Iterator[T]:
    """What `others` lack of `some`, in order, repeats counted; `by` gives what is compared.

    >>> list(lacking(["a", "b", "a", "a"], ["b", "a"], str))
    ['a', 'a']
    """
    spare = Counter(map(by, others))
    for one in some:
        if spare[by(one)]:
            spare[by(one)] -= 1
        else:
            yield one


def _differing(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[slice, slice]]:
    """The stretches of two streams between words that they share."""
    from rapidfuzz.distance import Indel

    ids: dict[str, int] = {}
    numbered = ([ids.setdefault(word, len(ids)) for word in words] for words in (left, right))
    for is_equal, run in groupby(Indel.opcodes(*numbered), key=lambda code: code.tag == "equal"):
        if not is_equal:
            codes = list(run)
            yield (
                slice(codes[0].src_start, codes[-1].src_end),
                slice(codes[0].dest_start, codes[-1].dest_end),
            )


def _is_joined(some: Sequence[str], others: Sequence[str]) -> bool:
    """True if the words differ only in the spaces between them; between digits a space makes a difference."""
    one, other = "".join(some), "".join(others)
    return one == other and not _DIGIT.search(one)


def _line_of_each_word(lines: WordsByLine) -> list[int]:
    return [place for place, words in enumerate(lines) for _ in words]


def _spelled(lines: WordsByLine) -> list[str]:
    """The words one after the other, in American spelling."""
    return [american(word) for words in lines for word in words]


@lru_cache(maxsize=KEPT)
def american(word: str) -> str:
    """A folded word in American spelling; the result is only for comparison and may be no word at all.

    >>> [american(word) for word in ("organisations", "behaviour", "licence", "cancelled", "your", "four")]
    ['organizations', 'behavior', 'license', 'canceled', 'your', 'four']
    """
    for british, instead in _SPELLINGS:
        word = british.sub(instead, word)
    return word


_DIGIT = re.compile(r"\d")
_SPELLINGS = tuple(
    (re.compile(british), instead)
    for british, instead in (
        (r"(?<=\w\w)([iy])s(?=(?:e[drs]?|ers|ing|ations?|able)$)", r"\1z"),
        (r"(?<=\w\w\w)our(?=(?:s|ed|ing|able|abl[ey]|al|ites?)?$)", "or"),
        (r"^(lic|def|off|pret)enc(?=(?:e[ds]?|ing)$)", r"\1ens"),
        (r"^practic(?=(?:e[ds]?|ing)$)", "practiz"),
        (r"^(cent|met|theat|fib|lit)re(?=s?$)", r"\1er"),
        (r"^(cance|trave|labe|mode|signa|channe|counse|fue|tota)ll(?=(?:ed|ing|ers?)$)", r"\1l"),
        (r"^(fulfi|enro|insta)ll?(?=(?:s|ment|ments)?$)", r"\1l"),
        (r"dgement(?=s?$)", "dgment"),
        (r"^(catal|dial|anal)ogue(?=s?$)", r"\1og"),
        (r"^programme(?=s?$)", "program"),
        (r"^enquir(?=(?:y|ies|ed?|ing)$)", "inquir"),
        (r"^whilst$", "while"),
    )
)
