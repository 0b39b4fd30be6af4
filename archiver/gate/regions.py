"""Where two texts differ: hunks of lines, and the regions of the older text that they belong to.

A region is known again at the next look by the lines around it. It is a line, some lines, or a whole table or
list.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from archive_repo.format.observation import Slot
from archive_repo.text.lines import said
from archive_repo.text.markdown import LineKind, kind_of
from archiver.gate import dressing
from archiver.gate.dressing import is_entry

DIGITS = 10
"""Hexadecimal digits by which a line is known again within its text."""
REMEMBERED = 8192
"""Lines of which these digits are remembered: those of the newest version are asked for again and again."""


@dataclass(frozen=True, slots=True)
class Span:
    """Lines one after the other, or none at a place; unlike ranges, none here is not none there."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.start, self.stop))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """Lines that have no equals in the other text."""

    old: Span
    new: Span
    speaks: bool
    """By its words it may be an edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Two texts, and which of their lines belong together; blank lines and rules are left out."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    pairs: Sequence[tuple[int, int]]
    text: str
    """All of the newer text."""


def paired(old: str, new: str) -> Paired:
    """Pair the lines of two texts."""
    from archive_repo.diff.alignment import align  # the rest is asked where nothing is compared

    before, after = tuple(lines_of(old)), tuple(lines_of(new))
    return Paired(old=before, new=after, pairs=align(before, after).kept, text=new)


def hunks(
    pairs: Sequence[tuple[int, int]], old: Sequence[str], new: Sequence[str], now: datetime
) -> Iterator[Hunk]:
    """What differs between two texts, of which `pairs` of lines are paired, in order."""

    def hunk(rows: Span, columns: Span, *, amended: bool) -> Hunk:
        gone, come = [old[i] for i in rows], [new[j] for j in columns]
        speaks = dressing.speaks(gone, come, now, amended=amended)
        return Hunk(old=rows, new=columns, speaks=speaks)

    i = j = 0
    for row, column in [*pairs, (len(old), len(new))]:
        if row > i or column > j:
            yield hunk(Span(i, row), Span(j, column), amended=False)
        if row < len(old) and old[row] != new[column] and key(old[row]) != key(new[column]):
            yield hunk(Span(row, row + 1), Span(column, column + 1), amended=True)
        i, j = row + 1, column + 1


def assigned(
    hunks: Iterable[Hunk], regions: dict[Span, Slot | None], lines: Sequence[str]
) -> dict[Span, list[Hunk]]:
    """Each hunk with its region. Regions that a hunk goes beyond grow, and new ones are added."""
    found: dict[Span, list[Hunk]] = defaultdict(list)
    for hunk in hunks:
        region = next((one for one in regions if _holds(one, hunk, lines)), None)
        if region is None:
            region = _widened(hunk.old, lines)
            for other in [one for one in regions if _overlap(one, region) and not _is_part(hunk, one, lines)]:
                slot = regions.pop(other)
                region = _hull(region, other)
                found[region] += found.pop(other, [])
                regions[region] = replace(slot, said="") if slot else regions.get(region)
        regions.setdefault(region, None)
        found[region].append(hunk)
    return found


def located(known: Sequence[Slot], lines: Sequence[str]) -> dict[Span, Slot | None]:
    """Where slots are in a text; those whose ends are gone are forgotten, and those that others cover."""
    digests = [_known_by(raw) for raw in lines] if known else []
    found: dict[Span, Slot | None] = {}
    for slot in known:
        starts = [n + 1 for n, one in enumerate(digests) if one == slot.before] if slot.before else [0]
        stops = [n for n, one in enumerate(digests) if one == slot.after] if slot.after else [len(lines)]
        regions = [Span(start, stop) for start in starts for stop in stops if start <= stop]
        region = min(regions, key=len, default=None)
        if region is not None and region not in found and not any(_overlap(region, one) for one in found):
            found[region] = slot
    return found


def across(region: Span, pairs: Sequence[tuple[int, int]], lines: Sequence[str], count: int) -> Span:
    """The lines of the other text, which has so many, that answer to a region."""
    first, last = region.start, region.stop - 1
    above, below = bisect_left(pairs, (first,)), bisect_left(pairs, (last + 1,))
    start = pairs[above - 1][1] + 1 if above else 0
    stop = pairs[below][1] if below < len(pairs) else count
    if region and above < len(pairs) and pairs[above][0] == first and not is_entry(lines[first]):
        start = pairs[above][1]
    if region and below and pairs[below - 1][0] == last and not is_entry(lines[last]):
        stop = pairs[below - 1][1] + 1
    return Span(start, max(start, stop))


def between(slot: Slot, lines: Sequence[str], region: Span) -> Slot:
    """The slot with the lines around a region as its ends; empty at the text's beginning and end."""
    before = _known_by(lines[region.start - 1]) if region.start else ""
    after = _known_by(lines[region.stop]) if region.stop < len(lines) else ""
    return replace(slot, before=before, after=after)


def _holds(region: Span, hunk: Hunk, lines: Sequence[str]) -> bool:
    """True if what differs belongs to a region; beside its lines only what joins its table or list does."""
    start, stop = hunk.old.start, hunk.old.stop
    if not (region.start <= start and stop <= region.stop):
        return False
    if not hunk.old and region:
        opens, closes = is_entry(lines[region.start]), is_entry(lines[region.stop - 1])
        if not region.start + (not opens) <= start <= region.stop - (not closes):
            return False
    return not _is_part(hunk, region, lines)


def _is_part(hunk: Hunk, region: Span, lines: Sequence[str]) -> bool:
    """True for what may be an edit of a small part of a region, which has come and gone as a whole."""
    is_small = 2 * len(hunk.old) <= len(region) and len(region) > 1
    return hunk.speaks and is_small and not any(is_entry(lines[number]) for number in hunk.old)


def _hull(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.stop, other.stop))


def _overlap(one: Span, other: Span) -> bool:
    if one and other:
        return one.start < other.stop and other.start < one.stop
    return one.start < other.start < one.stop or other.start < one.start < other.stop


def touch(one: Span, other: Span) -> bool:
    """True if two stretches of lines have a line in common, or stand next to each other."""
    return one.start <= other.stop and other.start <= one.stop


def _widened(region: Span, lines: Sequence[str]) -> Span:
    """The whole table or list that lines are part of, or are added to; else just these lines."""
    if not all(is_entry(lines[number]) for number in region):
        return region
    start, stop = region.start, region.stop
    while start > 0 and is_entry(lines[start - 1]):
        start -= 1
    while stop < len(lines) and is_entry(lines[stop]):
        stop += 1
    return Span(start, stop)


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [raw for raw in text.split("\n") if has_words(raw)]


def has_words(raw: str) -> bool:
    """True for a line that is neither blank nor a rule."""
    return bool(raw.strip()) and kind_of(raw) is not LineKind.RULE


def key(raw: str) -> str:
    """What equal lines have in common, as `align` has it."""
    return " ".join(said(raw)) or raw.strip()


@lru_cache(maxsize=REMEMBERED)
def _known_by(raw: str) -> str:
    """What a slot remembers of a line at its end."""
    return digest(key(raw))


def digest(said: str) -> str:
    """What a slot remembers of words."""
    return hashlib.sha256(said.encode()).hexdigest()[:DIGITS]
