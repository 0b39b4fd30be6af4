"""What differs on a page at nearly every look, though the policy stays as it is.

A *slot* is the place between two lines of the newest version. One that says something else at the second
request of a crawl, or at several looks in a row, holds a counter, a teaser or a table that fills up: churn.
What it says is left out of the comparison until it has stood still for STILL. Where a slot has no past, only
its words tell: a first greeting waits a look, a clause does not (see `archiver.gate.dressing`). A version is
always what the page showed, with what churns; but churn alone makes none.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from archive_repo.diff import units
from archive_repo.diff.alignment import align
from archive_repo.records import Slot
from archive_repo.text.markdown import LineKind, kind_of, plain
from archiver.gate import dressing, thresholds
from archiver.gate.dressing import is_entry
from archiver.gate.thresholds import CHURN_CHANGES, CHURN_CHANGES_CLOSE, LOOKS_APART, STILL

EACH_REQUEST = CHURN_CHANGES + 1
"""The changes that a difference between two requests of a crawl counts for: enough on any grid."""
EXCERPT = 60
"""Characters of the first such line that are shown."""
DIGITS = 10
"""Hexadecimal digits by which a line is known again within its text."""


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
class Place:
    """A slot in two texts: which lines it has in each, and what differs in it now."""

    old: Span
    new: Span
    slot: Slot
    """As it is after this look, but for its ends."""
    spoke: bool
    """What differed in it before had words of a policy."""
    hunks: tuple[Hunk, ...]

    @property
    def speaks(self) -> bool:
        """True if what differs may be an edit, by its words."""
        return any(hunk.speaks for hunk in self.hunks)


@dataclass(frozen=True, kw_only=True)
class Places:
    """The slots in which a text differs from the newest version, or in which one differed lately."""

    old: tuple[str, ...]
    """The lines of the newest version, blank ones left out."""
    new: tuple[str, ...]
    """Those of the text."""
    text: str
    found: tuple[Place, ...]
    """In the order of the newest version."""
    now: datetime
    close: bool
    """The last look is so recent that what changed since then may change every day."""

    @cached_property
    def churning(self) -> tuple[Place, ...]:
        """The slots whose difference is left out."""
        return tuple(place for place in self.found if place.hunks and self._is_churn(place))

    def _is_churn(self, place: Place) -> bool:
        """True if a slot says something else too often; policy, where none was before, is no churn."""
        enough = CHURN_CHANGES_CLOSE if self.close else EACH_REQUEST if place.speaks else CHURN_CHANGES
        if place.slot.changes < enough or self.now - place.slot.since >= STILL:
            return False
        return place.spoke or not place.speaks

    @cached_property
    def settled(self) -> str:
        """The text with what the newest version says in the slots that churn."""
        raws = self.text.split("\n")
        at = [number for number, raw in enumerate(raws) if _has_words(raw)]
        churned = [hunk for place in self.churning for hunk in place.hunks]
        for hunk in sorted(churned, key=lambda one: (one.new.start, one.new.stop), reverse=True):
            start = at[hunk.new.start] if hunk.new.start < len(at) else len(raws)
            stop = at[hunk.new.stop - 1] + 1 if hunk.new else start
            raws[start:stop] = [self.old[number] for number in hunk.old]
        return "\n".join(raws)

    @property
    def lost(self) -> int:
        """Words of policy that are gone, less what came instead, where the text has come and gone lately."""
        slots = [one for one in self.found if one.slot.speaks and one.slot.changes >= CHURN_CHANGES_CLOSE]
        hunks = [hunk for place in self.found for hunk in place.hunks]
        here = [hunk for hunk in hunks if any(_touch(hunk.old, place.old) for place in slots)]
        gone = sum(_count(self.old, hunk.old) for hunk in here if not hunk.new)
        return gone - sum(_count(self.new, hunk.new) for hunk in here if not hunk.old)

    @cached_property
    def rest(self) -> tuple[Place, ...]:
        """The slots in which something else differs."""
        return tuple(place for place in self.found if place.hunks and place not in self.churning)

    @cached_property
    def may_be_dressing(self) -> bool:
        """True if the rest of what differs is seen for the first time, and does not speak like a policy."""
        is_first = all(self._is_new(place) and not place.speaks for place in self.rest)
        return self.close and bool(self.rest) and is_first

    @property
    def any_is_new(self) -> bool:
        """True if something of the rest was not there at the last look."""
        return any(map(self._is_new, self.rest))

    @property
    def adds_nothing(self) -> bool:
        """True if the rest of what differs is only gone."""
        return not any(hunk.new for place in self.rest for hunk in place.hunks)

    @property
    def loses_a_section(self) -> bool:
        """True if of the rest a heading is gone with what was under it."""
        gone = [[self.old[number] for number in hunk.old] for place in self.rest for hunk in place.hunks]
        return any(len(raws) > 1 and kind_of(raws[0]) is LineKind.HEADING for raws in gone)

    @property
    def excerpt(self) -> str:
        """The beginning of the first line that churns; empty where nothing does."""
        hunk = next((hunk for place in self.churning for hunk in place.hunks), None)
        if hunk is None:
            return ""
        words = plain(self.new[hunk.new.start] if hunk.new else self.old[hunk.old.start])
        return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rstrip()}…"

    @property
    def stands(self) -> bool:
        """True if what churns is what the last look saw."""
        return not any(map(self._is_new, self.churning))

    def _is_new(self, place: Place) -> bool:
        return self.now - place.slot.since < LOOKS_APART

    def slots(self, *, recorded: bool) -> tuple[Slot, ...]:
        """What is to be remembered, by the lines of the newest version; of this text if it is `recorded`."""
        lines = [_key(raw) for raw in (self.new if recorded else self.old)]
        kept = [
            _between(place.slot, lines, place.new if recorded else place.old)
            for place in self.found
            if place.hunks or self.now - place.slot.since < STILL
        ]
        busiest = sorted(kept, key=lambda slot: slot.changes, reverse=True)
        return tuple(busiest[: thresholds.SLOTS_KEPT])


def find(
    known: Sequence[Slot], old: str, new: str, now: datetime, *, last: datetime | None, again: bool = False
) -> Places:
    """The slots of the newest version (`old`) in which a text differs, or that are known.

    `known` are those remembered from the look before, which was at `last`. `again` says that it was moments
    ago: what differs from what it saw differs at each request.
    """
    before, after = _lines(old), _lines(new)
    pairs = align(before, after).kept
    regions = _located(known, [_key(raw) for raw in before])
    hunks = _assigned(_hunks(pairs, before, after, now), regions, before)
    found = []
    for region in sorted(regions, key=lambda one: (one.start, one.stop)):
        there = _across(region, pairs, before, len(after))
        said = _digest("\n".join(_key(after[number]) for number in there))
        here = tuple(hunks.get(region, ()))
        speaks = any(hunk.speaks for hunk in here)
        known_slot = regions[region]
        spoke = known_slot.speaks if known_slot else speaks
        slot = _seen(known_slot, said, now, speaks=speaks, again=again)
        found.append(Place(old=region, new=there, slot=slot, spoke=spoke, hunks=here))
    return Places(
        old=tuple(before), new=tuple(after), text=new, found=tuple(found), now=now,
        close=last is not None and now - last <= thresholds.CLOSE,
    )  # fmt: skip


def rested(known: Iterable[Slot], now: datetime) -> tuple[Slot, ...]:
    """What is remembered after a look that saw the same page as the last one."""
    return tuple(_seen(slot, slot.said, now, speaks=False, again=False) for slot in known)


def within(known: Iterable[Slot], text: str) -> tuple[Slot, ...]:
    """The slots that are in a text, which may be part of the newest version's."""
    found = _located(known, [_key(raw) for raw in _lines(text)])
    return tuple(slot for slot in found.values() if slot)


def _seen(known: Slot | None, said: str, now: datetime, *, speaks: bool, again: bool) -> Slot:
    """A slot after a look that read this in it."""
    if known is None:  # what only the second answer has, the first may have lacked as half of a page does
        changes = EACH_REQUEST if again and not speaks else 1
        return Slot(before="", after="", said=said, since=now, changes=changes, speaks=speaks)
    if said == known.said:
        return replace(known, changes=0) if now - known.since >= STILL else known
    changes = EACH_REQUEST if again else max(known.changes, min(known.changes + 1, CHURN_CHANGES))
    return replace(known, said=said, since=now, changes=changes, speaks=known.speaks or speaks)


def _hunks(
    pairs: Sequence[tuple[int, int]], old: Sequence[str], new: Sequence[str], now: datetime
) -> Iterator[Hunk]:
    def hunk(rows: Span, columns: Span, *, amended: bool) -> Hunk:
        gone, come = [old[i] for i in rows], [new[j] for j in columns]
        speaks = dressing.speaks(gone, come, now, amended=amended)
        return Hunk(old=rows, new=columns, speaks=speaks)

    i = j = 0
    for row, column in [*pairs, (len(old), len(new))]:
        if row > i or column > j:
            yield hunk(Span(i, row), Span(j, column), amended=False)
        if row < len(old) and _key(old[row]) != _key(new[column]):
            yield hunk(Span(row, row + 1), Span(column, column + 1), amended=True)
        i, j = row + 1, column + 1


def _assigned(
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


def _holds(region: Span, hunk: Hunk, lines: Sequence[str]) -> bool:
    """True if what differs belongs to a region; beside its lines only what joins its table or list does."""
    if _is_part(hunk, region, lines):
        return False
    start, stop = hunk.old.start, hunk.old.stop
    if hunk.old or not region:
        return region.start <= start and stop <= region.stop
    opens, closes = is_entry(lines[region.start]), is_entry(lines[region.stop - 1])
    return region.start + (not opens) <= start <= region.stop - (not closes)


def _is_part(hunk: Hunk, region: Span, lines: Sequence[str]) -> bool:
    """True for what may be an edit of a small part of a region, which has come and gone as a whole."""
    is_list = any(is_entry(lines[number]) for number in hunk.old)
    return hunk.speaks and 2 * len(hunk.old) <= len(region) and not is_list and len(region) > 1


def _hull(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.stop, other.stop))


def _overlap(one: Span, other: Span) -> bool:
    if one and other:
        return one.start < other.stop and other.start < one.stop
    return one.start < other.start < one.stop or other.start < one.start < other.stop


def _touch(one: Span, other: Span) -> bool:
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


def _across(region: Span, pairs: Sequence[tuple[int, int]], lines: Sequence[str], count: int) -> Span:
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


def _located(known: Iterable[Slot], keys: Sequence[str]) -> dict[Span, Slot | None]:
    """Where slots are in a text; those whose ends are gone are forgotten, and those that others cover."""
    digests = [_digest(key) for key in keys]
    found: dict[Span, Slot | None] = {}
    for slot in known:
        starts = [n + 1 for n, one in enumerate(digests) if one == slot.before] if slot.before else [0]
        stops = [n for n, one in enumerate(digests) if one == slot.after] if slot.after else [len(keys)]
        regions = [Span(start, stop) for start in starts for stop in stops if start <= stop]
        region = min(regions, key=len, default=None)
        if region is not None and region not in found and not any(_overlap(region, one) for one in found):
            found[region] = slot
    return found


def _between(slot: Slot, keys: Sequence[str], region: Span) -> Slot:
    """The slot with the lines around a region as its ends; empty at the text's beginning and end."""
    before = _digest(keys[region.start - 1]) if region.start else ""
    after = _digest(keys[region.stop]) if region.stop < len(keys) else ""
    return replace(slot, before=before, after=after)


def _count(lines: Sequence[str], span: Span) -> int:
    return sum(len(units.line_words(lines[number])) for number in span)


def _lines(text: str) -> list[str]:
    return [raw for raw in text.split("\n") if _has_words(raw)]


def _has_words(raw: str) -> bool:
    return bool(raw.strip()) and kind_of(raw) is not LineKind.RULE


def _key(raw: str) -> str:
    """What equal lines have in common, as `align` has it."""
    return " ".join(units.said(raw)) or raw.strip()


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:DIGITS]
