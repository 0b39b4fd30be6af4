"""Which lines of two texts belong together: the same, amended, or moved.

In the order of trust: lines with the same words that occur once in each text and keep their order (patience
diff); the longest common run of what lies between; the same passage in another place; and sentences that
share most of their words. This module only pairs lines; how they differ is computed later.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive_repo.diff import units
from archive_repo.diff.likeness import amended
from archive_repo.diff.units import MOVED_WORDS, Gap, Ids, Pairs, Unit
from archive_repo.text.lines import said
from archive_repo.text.markdown import LineKind, kind_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Pairs of line indexes (old, new), from 0. `kept` rise in both texts, `moved` do not fit their order."""

    kept: list[tuple[int, int]]
    moved: list[tuple[int, int]]

    def shifted(self, by: int) -> Alignment:
        """The same pairs in texts that have so many lines more at their beginning."""
        kept, moved = ([(i + by, j + by) for i, j in pairs] for pairs in (self.kept, self.moved))
        return Alignment(kept=kept, moved=moved)


def align(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Pair the lines of two texts, blank ones left out."""
    before = [index for index, raw in enumerate(old) if raw and not raw.isspace()]
    after = [index for index, raw in enumerate(new) if raw and not raw.isspace()]
    same = _same([old[index] for index in before], [new[index] for index in after])
    kept = [(before[i], after[j]) for i, j in same]
    gaps: list[Gap] = []
    for rows, columns in _gaps(same, len(before), len(after)):
        left, right = [units.read(before[i], old) for i in rows], [units.read(after[j], new) for j in columns]
        alike = _same([unit.key for unit in left], [unit.key for unit in right])
        kept += [(left[i].index, right[j].index) for i, j in alike]
        gaps += [
            (left[row.start : row.stop], right[column.start : column.stop])
            for row, column in _gaps(alike, len(left), len(right))
        ]
    moved = _moved(gaps)
    in_place, strays = amended(_without(gaps, moved))
    kept += in_place
    moved += strays
    moved += _headings_of(moved, old, new, {i for i, _ in kept + moved}, {j for _, j in kept + moved})
    return Alignment(kept=sorted(kept), moved=sorted(moved))


def _headings_of(
    moved: Pairs, old: Sequence[str], new: Sequence[str], taken_i: set[int], taken_j: set[int]
) -> Pairs:
    """Headings that moved with the line below them: too short to be known alone, and often renumbered."""
    found: Pairs = []
    for i, j in moved:
        while (i := _above(old, i)) not in taken_i and (j := _above(new, j)) not in taken_j:
            if min(i, j) < 0 or not _same_title(old[i], new[j]):
                break
            found.append((i, j))
            taken_i.add(i)
            taken_j.add(j)
    return found


def _above(text: Sequence[str], index: int) -> int:
    """Index of the line above that is not blank; -1 where there is none."""
    return next((above for above in range(index - 1, -1, -1) if text[above].strip()), -1)


def _same_title(one: str, other: str) -> bool:
    return said(one) == said(other) != () and kind_of(one) is kind_of(other) is LineKind.HEADING


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
    here, there = old[rows.start : rows.stop], new[columns.start : columns.stop]
    seen, again = Counter(here), Counter(there)
    places = {key: j for j, key in enumerate(there, columns.start) if again[key] == 1}
    return [(i, places[key]) for i, key in enumerate(here, rows.start) if key in places and seen[key] == 1]


def _rising(pairs: Pairs) -> Pairs:
    """The longest part of the pairs (which rise in the first) that rises in the second too."""
    if all(one[1] < other[1] for one, other in pairwise(pairs)):  # mostly nothing moved
        return pairs
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

    ids = Ids()
    left = ids.of(old[rows.start : rows.stop])
    right = ids.of(new[columns.start : columns.stop])
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


def _grown(left: Sequence[Unit], right: Sequence[Unit], seed: tuple[int, int]) -> Pairs:
    run = [seed]
    for step in (-1, 1):
        i, j = seed[0] + step, seed[1] + step
        while 0 <= i < len(left) and 0 <= j < len(right) and left[i].key == right[j].key:
            run.append((i, j))
            i, j = i + step, j + step
    return sorted(run)
