"""The difference section by section: what was added, removed, amended and moved under which heading."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from archive_repo.diff.counting import Told
from archive_repo.diff.segments import Segment
from archive_repo.edits import Kind
from archive_repo.records import BEGINNING, SectionKind
from archive_repo.text import outline
from archive_repo.text.lines import opening, said, seen
from archive_repo.text.markdown import LineKind, kind_of, marker, plain
from archive_repo.text.outline import Start

NAME = 110
"""Characters of a section's name: longer headings are paragraphs, most of them."""
MOSTLY = 0.5
"""Share of a section's lines that must have come or gone with its heading for the section to be new or
removed; under a heading that was only reworded, most lines stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSection:
    """A section that changed, and the segments that lie in it, in the order of the text."""

    path: tuple[str, ...]
    """Headings as written without `#`, outermost first; (BEGINNING,) before the first heading."""
    kind: SectionKind
    segments: tuple[Segment, ...]


def changed(
    old: Sequence[str], new: Sequence[str], found: Sequence[Segment], told: Told
) -> list[ChangedSection]:
    """The sections that hold a segment which counts, in the order of the new text, removed ones between."""
    counted = [one for one in found if one.kind not in (Kind.EQUAL, Kind.MOVED_AWAY) and told.has(one)]
    if not counted:
        return []
    sections = _Sections(old, new, found, told)
    collected: dict[_Place, list[Segment]] = {}
    for segment in counted:
        for place, part in sections.parts(segment):
            collected.setdefault(place, []).append(part)
    return [
        ChangedSection(path=sections.path(place), kind=sections.kind(place, parts), segments=tuple(parts))
        for place, parts in sorted(collected.items(), key=_position)
    ]


def _position(one: tuple[_Place, Sequence[Segment]]) -> tuple[int, bool]:
    """Where a section stands in the new text: what is gone, before what follows it there."""
    place, parts = one
    return (parts[0].new.start, False) if place.is_gone else (place.heading, True)


@dataclass(frozen=True, slots=True)
class _Place:
    """A section: of the new text, or of the old one where it is gone; 0 is what precedes all headings."""

    is_gone: bool
    heading: int


class _Outline:
    """The headings of one text, and which of them a line stands under."""

    def __init__(self, text: Sequence[str], changed: set[int], found: Sequence[Start]) -> None:
        self.text = text
        self.changed = changed
        self.titles = {start.number: said(start.title) for start in found if start.title and not start.again}
        self._starts = [start.number for start in found]
        self._sections = [start.again or start.number for start in found]
        self._levels = [start.level for start in found]
        self._paths = outline.paths(found)

    @property
    def top(self) -> int:
        """The heading at the top; 0 where the text begins without one."""
        return self._starts[0] if self._starts and self.is_title(self._starts[0]) else 0

    def above(self, number: int) -> int:
        """Number of the heading that a line stands under (its own, if it is one); 0 before the first."""
        at = bisect_right(self._starts, number)
        return self._sections[at - 1] if at else 0

    def parent(self, heading: int) -> int:
        """The heading right above one of a lower level; the one at the top, or 0, where there is none."""
        at = bisect_right(self._starts, heading) - 1
        above = zip(self._sections[:at], self._levels[:at], strict=True)
        return next((start for start, level in reversed([*above]) if level < self._levels[at]), self.top)

    def path(self, heading: int) -> tuple[str, ...]:
        headings = self._paths[bisect_right(self._starts, heading) - 1] if heading else ()
        return headings or (BEGINNING,)

    def body(self, heading: int) -> list[int]:
        """The lines under a heading that are not blank; where there are none, those of its parts."""
        at = bisect_right(self._starts, heading)
        stop = self._starts[at] if at < len(self._starts) else len(self.text) + 1
        found = [number for number in range(heading + 1, stop) if self.text[number - 1].strip()]
        if found or not heading or stop > len(self.text):
            return found
        below = zip(self._starts[at:], self._levels[at:], strict=True)
        end = next((start for start, level in below if level <= self._levels[at - 1]), len(self.text) + 1)
        return [number for number in range(stop, end) if self.text[number - 1].strip()]

    def is_title(self, heading: int) -> bool:
        """True for a heading of the first level at the top of a text, which heads no section of its own."""
        is_first = bool(heading) and (heading, 1) == (self._starts[0], self._levels[0])
        return is_first and not any(map(str.strip, self.text[: heading - 1]))

    def came_or_went(self, heading: int) -> bool:
        """True if a heading changed sides together with most of what stands under it."""
        body = self.body(heading)
        has_changed = heading in self.changed and not self.is_title(heading)
        return has_changed and sum(n in self.changed for n in body) >= MOSTLY * len(body)


class _Sections:
    """The sections of two texts, and which of the new text's an old one has become."""

    def __init__(self, old: Sequence[str], new: Sequence[str], found: Sequence[Segment], told: Told) -> None:
        self._told = told
        self._before, self._after = old, new
        self._went = {n for one in found if one.kind is Kind.REMOVED for n in one.old}
        self._came = {n for one in found if one.kind is Kind.ADDED for n in one.new}
        self._stays = {
            i: j
            for one in found
            if one.kind in (Kind.EQUAL, Kind.AMENDED, Kind.MOVED)
            for i, j in zip(one.old, one.new, strict=True)
        }
        self._remarked = [
            (one.old.start, one.new.start)
            for one in found
            if one.pair and not one.rewords and seen(one.pair[0]) != seen(one.pair[1])
        ]
        """Lines with other marks; of one that only leads elsewhere, both texts make the same."""
        self._homes: dict[int, _Place] = {}

    @cached_property
    def _old(self) -> _Outline:
        """Read where something went: most changes take nothing away."""
        pairs = self._remarked
        starts = _with(self._old_starts, self._new_starts, pairs, self._before) if pairs else self._old_starts
        return _Outline(self._before, self._went, starts)

    @cached_property
    def _new(self) -> _Outline:
        pairs = [(j, i) for i, j in self._remarked]
        starts = _with(self._new_starts, self._old_starts, pairs, self._after) if pairs else self._new_starts
        return _Outline(self._after, self._came, starts)

    @cached_property
    def _old_starts(self) -> Sequence[Start]:
        return outline.starts(tuple(self._before))

    @cached_property
    def _new_starts(self) -> Sequence[Start]:
        return outline.starts(tuple(self._after))

    def parts(self, segment: Segment) -> Iterator[tuple[_Place, Segment]]:
        """The segment cut where a heading starts, each part with its section; blank parts are left out."""
        is_gone = segment.kind is Kind.REMOVED
        text, numbers = (self._old, segment.old) if is_gone else (self._new, segment.new)
        for heading, run in groupby(numbers, key=text.above):
            part = list(run)
            if any(_says(text.text[number - 1]) for number in part):
                place = self._home(heading) if is_gone else _Place(False, heading)
                start = part[0] - numbers.start
                yield place, _cut(segment, start, start + len(part))

    def path(self, place: _Place) -> tuple[str, ...]:
        return (self._old if place.is_gone else self._new).path(place.heading)

    def kind(self, place: _Place, parts: Sequence[Segment]) -> SectionKind:
        if place.is_gone:
            return SectionKind.AMENDED if self._stands_on(place.heading) else SectionKind.REMOVED
        if self._came_anew(place.heading):
            return SectionKind.NEW
        if all(part.kind is Kind.MOVED and not part.rewords for part in parts):
            return SectionKind.MOVED
        return SectionKind.AMENDED

    def _came_anew(self, heading: int) -> bool:
        """True for a page that came, and a section: its title with it, not out of a line of the old text."""
        has_come = self._new.came_or_went(heading) and heading not in self._rewritten
        return has_come and (heading in self._told.new or heading not in self._new.titles)

    def _home(self, heading: int) -> _Place:
        """The section of the new text that one of the old has become; itself where it or its heading is gone.

        Where the heading alone went, and the section before has its lines now, nothing of that one changed.
        """
        if heading not in self._homes:
            self._homes[heading] = self._found_home(heading)
        return self._homes[heading]

    def _found_home(self, heading: int) -> _Place:
        if heading in self._stays:
            return _Place(False, self._new.above(self._stays[heading]))
        if not heading or self._old.is_title(heading):
            return _Place(False, self._new.top)
        again = self._again(heading)
        if not (kept := self._stands_on(heading)):
            return _Place(not again, again or heading)
        home = Counter(map(self._new.above, kept)).most_common(1)[0][0]
        if self._old.above(self._old.body(heading)[0]) != heading:  # it has parts and no lines of its own
            home = self._new.parent(home)
        if not again and self._was_there(home):
            return _Place(True, heading)
        return _Place(False, home)

    def _stands_on(self, heading: int) -> list[int]:
        """The lines of the new text that stood under a heading of the old one, if most of them stay."""
        body = self._old.body(heading)
        kept = [self._stays[number] for number in body if number in self._stays]
        return kept if len(kept) > MOSTLY * len(body) else []

    def _was_there(self, heading: int) -> bool:
        """True for a section of the new text that the old one has too: another one's lines joined it."""
        return heading in (0, self._new.top) or heading in self._answered

    def _again(self, heading: int) -> int:
        """The new section that has the title of one of the old, and its place if others have it; else 0."""
        title = self._old.titles.get(heading, ())
        alike = [number for number, words in self._new.titles.items() if words == title]
        free = [number for number in alike if number not in self._answered]
        if len(alike) == len(free) == 1 and [*self._old.titles.values()].count(title) == 1:
            return free[0]
        parent = self._home(self._old.parent(heading)).heading if free else 0
        return next((number for number in free if self._new.parent(number) == parent), 0)

    @cached_property
    def _answered(self) -> set[int]:
        """The headings of the new text that were headings of the old one."""
        return {self._stays[number] for number in self._old.titles if number in self._stays}

    @cached_property
    def _rewritten(self) -> set[int]:
        """The sections of the new text that stood in the old one with other words below the same title."""
        return (
            {self._again(number) for number in self._went & self._old.titles.keys()} if self._went else set()
        )


def _with(
    own: Sequence[Start], other: Sequence[Start], pairs: Sequence[tuple[int, int]], text: Sequence[str]
) -> list[Start]:
    """The starts of a text, and its lines that the other text has as titles: marks alone make no section."""
    known = {start.number for start in own}
    there = {start.number: start for start in other if start.title and not start.again}
    more = [
        Start(number, there[answer].level, plain(raw).rstrip(".:"))
        for number, answer in pairs
        if number not in known and answer in there and not _is_numbered(raw := text[number - 1])
        if said(raw) == said(there[answer].title)
    ]
    return sorted([*own, *more], key=lambda start: start.number)


def _is_numbered(raw: str) -> bool:
    return bool(opening(raw)[0] or marker(raw))


def named(heading: str) -> str:
    """A heading as a section is called: the title that opens it where it is a whole paragraph.

    >>> named(f"Right to withdraw. {'You may withdraw it. ' * 6}")
    'Right to withdraw'
    """
    if len(heading) <= NAME:
        return heading
    opening, point, _ = heading.partition(". ")
    if point and re.search(r"[^\W\d]{3}", opening) and len(opening) <= NAME:
        return opening
    return f"{heading[:NAME].rpartition(' ')[0] or heading[:NAME]} …"


def _says(raw: str) -> bool:
    return kind_of(raw) not in (LineKind.BLANK, LineKind.RULE)


def _cut(segment: Segment, start: int, stop: int) -> Segment:
    """Some lines of a segment; the side that is empty stays so."""
    return replace(
        segment, old=segment.old[start:stop] or segment.old, new=segment.new[start:stop] or segment.new
    )
