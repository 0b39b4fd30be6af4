"""A quotation's passages as words, and where they are in the words of a text.

Case, white space, quotes, dashes, punctuation and Markdown make no difference; words and numbers do.
`[...]` and `…` stand for anything, or nothing, that was left out between two passages.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive_repo.text import words
from archive_repo.text.markdown import plain

_GAP = re.compile(r"\[\s*(?:\.\s*){3,}\]|\[\s*…\s*\]|…|\.{3,}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage is: numbers of its first and last word in a stream, from 0."""

    first: int
    last: int


class Stream:
    """The words of a text, one after another, and the line that each is of."""

    def __init__(self, raws: Sequence[str]) -> None:
        self.words: list[str] = []
        self.starts: list[int] = []
        """The number of each line's first word, from 0; lines without words have none."""
        self._numbers: list[int] = []
        for number, raw in enumerate(raws, 1):
            found = _line_words(raw)
            if found:
                self.starts.append(len(self.words))
                self._numbers.append(number)
                self.words += found
        self._raws = raws
        self._joined = _spaced(self.words)

    def find(self, passages: Sequence[Sequence[str]]) -> list[Place] | None:
        """Where the passages are, each after the one before; None if one is missing."""
        return find(self._joined, passages)

    def lines(self, places: Sequence[Place]) -> list[tuple[int, str]]:
        """Number and plain text of each line that the places touch, in order."""
        touched: dict[int, str] = {}
        for place in places:
            for index in range(self._index(place.first), self._index(place.last) + 1):
                number = self._numbers[index]
                touched[number] = plain(self._raws[number - 1])
        return sorted(touched.items())

    def written(self, places: Sequence[Place]) -> tuple[str, ...]:
        """The text from the first word of the places to their last, of each line that it runs through."""
        if not places:
            return ()
        first, last = places[0].first, places[-1].last
        touched = range(self._index(first), self._index(last) + 1)
        return tuple(self._written(index, first, last) for index in touched)

    def _written(self, index: int, first: int, last: int) -> str:
        seen = plain(self._raws[self._numbers[index] - 1])
        spans, start = words.places(seen), self.starts[index]
        stop = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.words)
        if len(spans) != stop - start:  # a sign that stands for several words, as ㎞
            return seen
        return seen[spans[max(first, start) - start][0] : spans[min(last, stop - 1) - start][1]]

    def _index(self, word: int) -> int:
        return bisect_right(self.starts, word) - 1


def passages(quotation: str) -> list[list[str]]:
    """The words of each passage of a quotation; empty ones are left out."""
    return [[word for raw in part.split("\n") for word in words.of(raw)] for part in parts(quotation)]


def parts(quotation: str) -> list[str]:
    """The text of each passage that has words."""
    return [part for part in _GAP.split(quotation) if any(map(words.of, part.split("\n")))]


def stand_in(own: Sequence[str], passages: Sequence[Sequence[str]]) -> bool:
    """True if the passages are in a sentence of these words, in their order."""
    return find(_spaced(own), passages) is not None


def find(spaced: str, passages: Sequence[Sequence[str]]) -> list[Place] | None:
    """Where the passages are among spaced words, each after the one before; None if one is missing."""
    places, start = [], 0
    for passage in passages:
        needle = _spaced(passage)
        at = spaced.find(needle, start)
        if at < 0:
            return None
        start = at + len(needle) - 1
        first = spaced.count(" ", 0, at + 1) - 1
        places.append(Place(first, first + len(passage) - 1))
    return places


def overlaps(own: Sequence[str], passage: Sequence[str]) -> bool:
    """True if a sentence of these words holds a passage, or a beginning, a middle or an end of one."""
    line, wanted = _spaced(own), _spaced(passage)
    if wanted in line or line in wanted:
        return True
    own, passage = list(own), list(passage)
    return any(
        own[-size:] == passage[:size] or own[:size] == passage[-size:]
        for size in range(1, min(len(own), len(passage)))
    )


def _spaced(own: Sequence[str]) -> str:
    return f" {' '.join(own)} "


@lru_cache(maxsize=65536)
def _line_words(raw: str) -> tuple[str, ...]:
    """The words of a line, cached because consecutive versions share most of their lines."""
    return tuple(words.of(raw))
