"""Sentences that share most of their words: amendments of each other, in place or in another place."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from heapq import nlargest
from itertools import groupby

from archive_repo.diff.units import MOVED_WORDS, Gap, Pairs, Unit
from archive_repo.text.markdown import LineKind

AMENDED = 0.5
"""Least share of words in order (Indel similarity, numbers left out) for one sentence to be an amendment of
another. In samples of seven per twentieth, from 400 pairs of real versions, all seven were the same sentence
reworded from here on, and about half of them at 0.4."""
MOVED_AMENDED = 0.75
"""The same for a sentence in another place, where chance is more likely."""
SMALL_GAP = 400
"""In a gap of at most this many pairs of lines, all are compared; in a larger one, those that share a rare
word."""
RARE = 12
"""Most lines that a word may be in to count as rare."""
CANDIDATES = 4
"""Most lines that a line of a larger gap is compared with: those that share most rare words with it."""


def amended(gaps: Sequence[Gap]) -> tuple[Pairs, Pairs]:
    """Pairs that share most of their words: those in the order of both texts, and those elsewhere."""
    left = [unit for rows, _ in gaps for unit in rows]
    right = [unit for _, columns in gaps for unit in columns]
    if not left or not right:
        return [], []
    likeness = _Likeness(left, right)
    near = [pair for gap in gaps for pair in likeness.within(gap)]
    kept = _heaviest(near)
    used_i, used_j = {i for i, _ in kept}, {j for _, j in kept}
    rest = {unit.index for unit in right} - used_j
    far = [
        pair
        for unit in left
        if unit.index not in used_i and len(unit.words) >= MOVED_WORDS
        for pair in likeness.pairs(unit.index, likeness.candidates(unit.index, rest), MOVED_AMENDED)
    ]
    strays = []
    for _, i, j in sorted(far, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if i not in used_i and j not in used_j:
            strays.append((i, j))
            used_i.add(i)
            used_j.add(j)
    return kept, strays


class _Likeness:
    """How alike lines are, by their words in order, numbers left out: a new date does not make a new line."""

    def __init__(self, left: Iterable[Unit], right: Iterable[Unit]) -> None:
        self._old = {unit.index: (_flow(unit.kind), _told(unit)) for unit in left}
        self._new = {unit.index: (_flow(unit.kind), _told(unit)) for unit in right}

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """The new lines that hold a word."""
        places: dict[str, list[int]] = defaultdict(list)
        for j, (_, told) in self._new.items():
            for word in set(told):
                places[word].append(j)
        return places

    def within(self, gap: Gap) -> Iterator[tuple[float, int, int]]:
        """(likeness, old, new) of the pairs of a gap that could be amendments."""
        rows, columns = gap
        here = [unit.index for unit in columns]
        small = len(rows) * len(columns) <= SMALL_GAP
        allowed = set(here)
        for unit in rows:
            wanted = here if small else self.candidates(unit.index, allowed)
            yield from self.pairs(unit.index, wanted, AMENDED)

    def pairs(self, i: int, wanted: Iterable[int], least: float) -> Iterator[tuple[float, int, int]]:
        """The pairs of one old line with the wanted new ones that reach `least`."""
        from rapidfuzz.distance import Indel

        kind, told = self._old[i]
        for j in wanted:
            other_kind, other = self._new[j]
            if kind is other_kind and told and other:
                share = Indel.normalized_similarity(told, other, score_cutoff=least)
                if share >= least:
                    yield share, i, j

    def candidates(self, i: int, allowed: set[int]) -> list[int]:
        """The new lines that share most rare words with an old one."""
        found = (self._places.get(word, ()) for word in set(self._old[i][1]))
        shared = Counter(j for places in found if len(places) <= RARE for j in places if j in allowed)
        return nlargest(CANDIDATES, shared, key=lambda j: (shared[j], -j)) if shared else []


def _told(unit: Unit) -> list[str]:
    """What a line is compared by: its words without the numbers, or as many numbers as it has."""
    return [word for word in unit.words if not word[0].isdigit()] or ["0"] * len(unit.words)


def _flow(kind: LineKind) -> LineKind:
    """What a line is only compared with: with its own kind, but for sentences that became items."""
    return LineKind.SENTENCE if kind is LineKind.ITEM else kind


def _heaviest(pairs: list[tuple[float, int, int]]) -> Pairs:
    """The rising chain of pairs with the greatest sum of likeness.

    As lines between two anchors are only paired with each other, the chain rises over the whole text too.
    """
    best = _Staircase()
    links: list[tuple[int, int, int]] = []
    ordered = sorted(pairs, key=lambda pair: (pair[1], pair[2]))
    for _, row in groupby(ordered, key=lambda pair: pair[1]):
        reached = [(*best.below(j), share, i, j) for share, i, j in row]
        for weight, link, share, i, j in reached:
            links.append((i, j, link))
            best.add(j, weight + share, len(links) - 1)
    chain = []
    _, link = best.below(1 << 60)
    while link >= 0:
        i, j, link = links[link]
        chain.append((i, j))
    return chain[::-1]


class _Staircase:
    """Weights that only rise with their place: the heaviest chain that ends before a place."""

    def __init__(self) -> None:
        self._places: list[int] = []
        self._chains: list[tuple[float, int]] = []

    def below(self, place: int) -> tuple[float, int]:
        """Weight and last link of the heaviest chain that ends before `place`; (0, -1) for none."""
        at = bisect_left(self._places, place)
        return self._chains[at - 1] if at else (0.0, -1)

    def add(self, place: int, weight: float, link: int) -> None:
        """A chain of this weight that ends at `place`; forgotten if a lighter or equal one."""
        at = bisect_left(self._places, place + 1)
        if at and self._chains[at - 1][0] >= weight:
            return
        start = bisect_left(self._places, place)
        stop = start
        while stop < len(self._places) and self._chains[stop][0] <= weight:
            stop += 1
        self._places[start:stop] = [place]
        self._chains[start:stop] = [(weight, link)]
