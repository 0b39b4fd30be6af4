"""Which lines of two texts belong together: the same, amended, or moved.

In the order of trust: lines with the same words that occur once in each text and keep their order (patience
diff); the longest common run of what lies between; the same passage in another place; and sentences that
share most of their words. A pair's lines differ or not, that is told later: here only who answers to whom.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import nlargest
from itertools import groupby

from archive_repo.markdown import LineKind, kind_of, words

AMENDED = 0.5
"""Least share of words in order (Indel similarity, numbers left out) for one sentence to be an amendment of
another. In samples of seven per twentieth, from 400 pairs of real versions, all seven were the same sentence
reworded from here on, and about half of them at 0.4."""
MOVED_AMENDED = 0.75
"""The same for a sentence in another place, where chance is more likely."""
MOVED_WORDS = 5
"""Words that a passage must have to count as moved; a shorter one is told as deleted and added."""
SMALL_GAP = 400
"""Pairs of lines up to which a gap is compared one with one; above, only lines that share a rare word are."""
RARE = 12
"""Lines that may hold a word for it to be looked up, and candidates that are compared for each line."""
CANDIDATES = 4
_FIRST_LETTER = 0x10000
"""Words are spelled as one character each from here on, so that rapidfuzz compares them as strings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Pairs of line indexes (old, new), from 0. `kept` rise in both texts, `moved` do not fit their order."""

    kept: list[tuple[int, int]]
    moved: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A line that is not blank."""

    index: int
    kind: LineKind
    words: tuple[str, ...]
    key: str


def align(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Pair the lines of two texts, blank ones left out."""
    before = [index for index, raw in enumerate(old) if raw and not raw.isspace()]
    after = [index for index, raw in enumerate(new) if raw and not raw.isspace()]
    same = _same([old[index] for index in before], [new[index] for index in after])
    kept = [(before[i], after[j]) for i, j in same]
    gaps: list[Gap] = []
    for rows, columns in _gaps(same, len(before), len(after)):
        left, right = [_unit(before[i], old) for i in rows], [_unit(after[j], new) for j in columns]
        alike = _same([unit.key for unit in left], [unit.key for unit in right])
        kept += [(left[i].index, right[j].index) for i, j in alike]
        gaps += [
            (left[row.start : row.stop], right[column.start : column.stop])
            for row, column in _gaps(alike, len(left), len(right))
        ]
    moved = _moved(gaps)
    amended, strays = _amended(_without(gaps, moved))
    return Alignment(kept=sorted(kept + amended), moved=sorted(moved + strays))


@lru_cache(maxsize=8192)
def line_words(raw: str) -> tuple[str, ...]:
    """The words of a line, remembered: alignment, class and counts ask for the same few lines."""
    return tuple(words(raw))


def _unit(index: int, text: Sequence[str]) -> _Unit:
    raw = text[index]
    found = line_words(raw)
    return _Unit(index, kind_of(raw), found, " ".join(found) or raw.strip())


Pairs = list[tuple[int, int]]
Gap = tuple[list[_Unit], list[_Unit]]


def _same(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """Pairs of equal keys in rising order: common ends, unique keys, then what lies between them."""
    if not old or not new:
        return []
    head, tail = common_ends(old, new)
    ends = len(old) - tail, len(new) - tail
    anchors = [
        *((index, index) for index in range(head)),
        *_rising(_unique(old, new, range(head, ends[0]), range(head, ends[1]))),
        *((ends[0] + step, ends[1] + step) for step in range(tail)),
    ]
    found = list(anchors)
    for rows, columns in _gaps(anchors, len(old), len(new)):
        found += _common(old, new, rows, columns)
    return sorted(found)


def common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many keys the texts share at their beginning and at their end."""
    limit = min(len(old), len(new))
    head = 0
    while head < limit and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < limit - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def _unique(old: Sequence[str], new: Sequence[str], rows: range, columns: range) -> Pairs:
    """Pairs of equal keys that occur once on each side, rising in the old text."""
    places: dict[str, int] = {}
    for j in columns:
        places[new[j]] = -1 if new[j] in places else j
    seen = Counter(old[i] for i in rows)
    return [(i, places[old[i]]) for i in rows if seen[old[i]] == 1 and places.get(old[i], -1) >= 0]


def _rising(pairs: Pairs) -> Pairs:
    """The longest part of the pairs (which rise in the first) that rises in the second too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        place = bisect_left(tails, j)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [j]
        ends[place : place + 1] = [number]
    chain = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _common(old: Sequence[str], new: Sequence[str], rows: range, columns: range) -> Pairs:
    """The longest common subsequence of two stretches."""
    if (
        not rows
        or not columns
        or set(old[rows.start : rows.stop]).isdisjoint(new[columns.start : columns.stop])
    ):
        return []
    from rapidfuzz.distance import Indel

    ids: dict[str, int] = {}
    left = [ids.setdefault(old[i], len(ids)) for i in rows]
    right = [ids.setdefault(new[j], len(ids)) for j in columns]
    return [
        (rows[block.a + step], columns[block.b + step])
        for block in Indel.editops(left, right).as_matching_blocks()
        for step in range(block.size)
    ]


def _gaps(pairs: Pairs, old_length: int, new_length: int) -> list[tuple[range, range]]:
    """What lies between rising pairs, on both sides."""
    gaps, i, j = [], 0, 0
    for next_i, next_j in [*pairs, (old_length, new_length)]:
        if next_i > i or next_j > j:
            gaps.append((range(i, next_i), range(j, next_j)))
        i, j = next_i + 1, next_j + 1
    return gaps


def _without(gaps: Iterable[Gap], pairs: Pairs) -> list[Gap]:
    gone_i, gone_j = {i for i, _ in pairs}, {j for _, j in pairs}
    return [
        (
            [unit for unit in rows if unit.index not in gone_i],
            [unit for unit in columns if unit.index not in gone_j],
        )
        for rows, columns in gaps
    ]


def _moved(gaps: Sequence[Gap]) -> Pairs:
    """Passages with the same words in another place, of at least MOVED_WORDS words.

    A run starts where a line is unique among what is left on both sides, and grows over its neighbours.
    """
    left = [unit for rows, _ in gaps for unit in rows]
    right = [unit for _, columns in gaps for unit in columns]
    seeds = _unique(
        [unit.key for unit in left], [unit.key for unit in right], range(len(left)), range(len(right))
    )
    found: Pairs = []
    used_i: set[int] = set()
    used_j: set[int] = set()
    for seed in seeds:
        if seed[0] in used_i:
            continue
        run = [(i, j) for i, j in _grown(left, right, seed) if i not in used_i and j not in used_j]
        used_i.update(i for i, _ in run)
        used_j.update(j for _, j in run)
        if sum(len(left[i].words) for i, _ in run) >= MOVED_WORDS:
            found += ((left[i].index, right[j].index) for i, j in run)
    return found


def _grown(left: Sequence[_Unit], right: Sequence[_Unit], seed: tuple[int, int]) -> Pairs:
    run = [seed]
    for step in (-1, 1):
        i, j = seed[0] + step, seed[1] + step
        while 0 <= i < len(left) and 0 <= j < len(right) and left[i].key == right[j].key:
            run.append((i, j))
            i, j = i + step, j + step
    return sorted(run)


def _amended(gaps: Sequence[Gap]) -> tuple[Pairs, Pairs]:
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
    """How alike lines are, by their words in order, numbers left out: a new date is no new line."""

    def __init__(self, left: Iterable[_Unit], right: Iterable[_Unit]) -> None:
        self._letters: dict[str, str] = {}
        self._old = {unit.index: (unit.kind, self._spelled(unit)) for unit in left}
        self._new = {unit.index: (unit.kind, self._spelled(unit)) for unit in right}

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """The new lines that hold a word."""
        places: dict[str, list[int]] = defaultdict(list)
        for j, (_, spelled) in self._new.items():
            for letter in set(spelled):
                places[letter].append(j)
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

        kind, spelled = self._old[i]
        for j in wanted:
            other_kind, other = self._new[j]
            if spelled and other and _comparable(kind, other_kind):
                share = Indel.normalized_similarity(spelled, other, score_cutoff=least)
                if share >= least:
                    yield share, i, j

    def candidates(self, i: int, allowed: set[int]) -> list[int]:
        """The new lines that share most rare words with an old one."""
        shared: Counter[int] = Counter()
        for letter in set(self._old[i][1]):
            places = self._places.get(letter, ())
            if len(places) <= RARE:
                shared.update(places)
        return nlargest(CANDIDATES, (j for j in shared if j in allowed), key=lambda j: (shared[j], -j))

    def _spelled(self, unit: _Unit) -> str:
        letters = self._letters
        told = [word for word in unit.words if not word[0].isdigit()] or ["0"] * len(unit.words)
        return "".join([letters.setdefault(word, chr(_FIRST_LETTER + len(letters))) for word in told])


def _comparable(one: LineKind, other: LineKind) -> bool:
    flows = (LineKind.SENTENCE, LineKind.ITEM)
    return one is other or (one in flows and other in flows)


def _heaviest(pairs: list[tuple[float, int, int]]) -> Pairs:
    """The rising chain of pairs with the greatest sum of likeness.

    Since lines between two anchors answer only to each other, the chain rises over the whole text too.
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
