"""Where a text says all that a passage says, in a longer sentence or in several: then nothing went or came.

Passages are split, joined and written into others. Words count by what they are read as (`substance`), in
their order; what says nothing may come and go between them.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from archiver.provisions.stories import substance
from archiver.provisions.text.whole_text import REMEMBERED, Passage

FEWEST = 5
"""Words that count of a passage which is looked for so: fewer stand in another one by chance."""
MANY = 7
"""Words from which on it may be a part of a longer one; fewer are ("not use output to reverse engineer the
service") in a list of other things."""
MOST_TOGETHER = 3
"""Passages, one behind the other, into which one may have been split."""
DENSE = 2
"""The words found may be strewn over at most so many times as many: further apart they say something else."""
MOST_NEAR = 3
"""Passages that are looked at as the nearest to another one."""
LONG = 5
"""Letters of the words by which passages are looked up, as they are written."""
ENOUGH = 0.5
"""Share of those of a passage that others must have to be read: some may be called otherwise."""
MOST = 0.8
"""Share of a passage's words from which on another one is the same, amended, if that is new and has the words
that matched."""
_TURNING = frozenset("not no never neither nor unless except without only until if cannot".split())
"""Words that make of a passage another one, wherever they come to stand in it."""


class Place(NamedTuple):
    """Passages of a text, one behind the other, that say what another one says."""

    passages: Sequence[Passage]
    share: float
    """How much of it they say, from 0 to 1."""

    @property
    def together(self) -> Passage:
        """Them as one."""
        return Passage(
            words=" ".join(one.words for one in self.passages),
            essence="".join(one.essence for one in self.passages),
            written="\n".join(one.written for one in self.passages),
        )


class Sayings:
    """The passages of a text by the words that count in them."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages

    def place(self, words: str) -> Place | None:
        """Where most of what some folded words say is said; None if not even `MOST` of it is."""
        wanted = _read(words)
        if len(wanted) < FEWEST:
            return None
        found = (Place(some, _share(wanted, some)) for some in self._with(_long_words(words)))
        best = max(found, key=lambda one: (one.share, -len(one.passages)), default=None)
        return best if best and best.share >= MOST else None

    def nearest(self, words: str) -> list[Passage]:
        """The passages that have most of the long words of some folded words, the best first."""
        own = Counter(at for word in _long_words(words) for at in self._places.get(word, ()))
        ranked = sorted(own, key=lambda at: (-own[at], len(self._passages[at].words), at))
        return [self._passages[at] for at in ranked[:MOST_NEAR]]

    def _with(self, wanted: Collection[str]) -> Iterator[Sequence[Passage]]:
        """The runs of passages that have enough of some long words together; each adds some."""
        own: dict[int, set[str]] = {}
        for word in wanted:
            for at in self._places.get(word, ()):
                own.setdefault(at, set()).add(word)
        for first in sorted(own):
            together: set[str] = set()
            for last in range(first, first + MOST_TOGETHER):
                if own.get(last, set()) <= together:
                    break
                together |= own[last]
                if len(together) >= ENOUGH * len(wanted):
                    yield self._passages[first : last + 1]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """In which passages each long word stands."""
        found: dict[str, list[int]] = {}
        for at, one in enumerate(self._passages):
            for word in _long_words(one.words):
                found.setdefault(word, []).append(at)
        return found


def _long_words(words: str) -> set[str]:
    return {word for word in words.split() if len(word) >= LONG}


def _share(wanted: Sequence[str], some: Sequence[Passage]) -> float:
    """How many of the words stand there in their order; 0 if a word there turns the sense, or is lacking."""
    from rapidfuzz.distance import Indel

    here = [word for one in some for word in _read(one.words)]
    if _turning(wanted) != _turning(here):
        return 0.0
    blocks = [one for one in Indel.opcodes(wanted, here).as_matching_blocks() if one.size]
    if not blocks:
        return 0.0
    over = blocks[-1].b + blocks[-1].size - blocks[0].b if len(wanted) >= MANY else len(here)
    if over > DENSE * len(wanted):
        return 0.0
    return sum(one.size for one in blocks) / len(wanted)


def _turning(words: Sequence[str]) -> Counter[str]:
    return Counter(word for word in words if word in _TURNING)


@functools.lru_cache(maxsize=REMEMBERED)
def _read(words: str) -> tuple[str, ...]:
    return substance.meanings(words)
