"""The difference told section by section: what was added, removed, amended and moved under which heading."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from archive_repo.diff.segments import Kind, Segment
from archive_repo.markdown import LineKind, heading_paths, kind_of, lines
from archive_repo.versions import SectionKind

BEGINNING = "(beginning)"
"""Stands for a heading where a change lies before the first one."""
MOSTLY = 0.5
"""Share of a section's lines that must have come or gone with its heading for the section to be new or
removed; under a heading that was only reworded, most lines stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A section that changed, and the segments that lie in it, in the order of the text."""

    path: tuple[str, ...]
    """Headings as written without `#`, outermost first; (BEGINNING,) before the first heading."""
    kind: SectionKind
    segments: tuple[Segment, ...]


@dataclass(slots=True)
class _Place:
    """A section while it is collected: which heading of which text it stands under."""

    path: tuple[str, ...]
    segments: list[Segment] = field(default_factory=list)


class _Outline:
    """The headings of one text, and which of them a line stands under."""

    def __init__(self, text: Sequence[str]) -> None:
        self.starts = [
            n for n, raw in enumerate(text, 1) if "#" in raw[:4] and kind_of(raw) is LineKind.HEADING
        ]
        read = lines("\n".join(text[number - 1] for number in self.starts))
        self.paths = heading_paths(read)
        self.length = len(text)

    def above(self, number: int) -> int:
        """Number of the heading that a line stands under (its own, if it is one); 0 before the first."""
        at = bisect_right(self.starts, number)
        return self.starts[at - 1] if at else 0

    def path(self, heading: int) -> tuple[str, ...]:
        return self.paths[bisect_right(self.starts, heading) - 1] if heading else (BEGINNING,)

    def body(self, heading: int) -> range:
        at = bisect_right(self.starts, heading)
        return range(heading + 1, self.starts[at] if at < len(self.starts) else self.length + 1)


def passages(
    old: Sequence[str], new: Sequence[str], found: Sequence[Segment], counts: Callable[[Segment], bool]
) -> list[Passage]:
    """The sections that hold a segment which `counts`, in the order of the new text, removed ones between."""
    told = [
        segment for segment in found if segment.kind not in (Kind.EQUAL, Kind.MOVED_AWAY) and counts(segment)
    ]
    if not told:
        return []
    before, after = _Outline(old), _Outline(new)
    stays = _answers(found)
    places: dict[tuple[str, int], _Place] = {}
    for segment in told:
        for part, key in _split(segment, before, after, stays):
            if not any(_raws(part, old, new)):
                continue
            outline = after if key[0] == "new" else before
            places.setdefault(key, _Place(outline.path(key[1]))).segments.append(part)
    came = {number for segment in found if segment.kind is Kind.ADDED for number in segment.new}
    went = {number for segment in found if segment.kind is Kind.REMOVED for number in segment.old}
    blank = (
        {n for n, raw in enumerate(old, 1) if not raw.strip()},
        {n for n, raw in enumerate(new, 1) if not raw.strip()},
    )
    return [
        Passage(
            path=place.path,
            kind=_kind(key, place, (before, after), (went, came), blank),
            segments=tuple(place.segments),
        )
        for key, place in places.items()
    ]


def _raws(part: Segment, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """The lines that a part is about, without white space at their ends."""
    text, numbers = (old, part.old) if part.kind is Kind.REMOVED else (new, part.new)
    return (text[number - 1].strip() for number in numbers)


def _answers(found: Sequence[Segment]) -> dict[int, int]:
    """For each old line that is still there, however changed, its line in the new text."""
    return {
        i: j
        for segment in found
        if segment.kind in (Kind.EQUAL, Kind.AMENDED, Kind.MOVED)
        for i, j in zip(segment.old, segment.new, strict=True)
    }


def _split(
    segment: Segment, before: _Outline, after: _Outline, stays: Mapping[int, int]
) -> list[tuple[Segment, tuple[str, int]]]:
    """The segment cut where a heading starts, each part with the section that it belongs to."""
    removed = segment.kind is Kind.REMOVED
    outline, lines_here = (before, segment.old) if removed else (after, segment.new)
    cuts: dict[int, list[int]] = defaultdict(list)
    for number in lines_here:
        cuts[outline.above(number)].append(number)
    parts = []
    for heading, numbers in cuts.items():
        offset, size = numbers[0] - lines_here.start, len(numbers)
        part = Segment(
            segment.kind,
            _cut(segment.old, offset, size),
            _cut(segment.new, offset, size),
            segment.edits,
            segment.rewords,
        )
        parts.append((part, _home(heading, before, after, stays) if removed else ("new", heading)))
    return parts


def _cut(lines_here: range, offset: int, size: int) -> range:
    return lines_here[offset : offset + size] if lines_here else lines_here


def _home(heading: int, before: _Outline, after: _Outline, stays: Mapping[int, int]) -> tuple[str, int]:
    """The section of the new text that a section of the old one has become; itself where it is gone."""
    if heading == 0:
        return ("new", 0)
    if heading in stays:
        return ("new", after.above(stays[heading]))
    body = before.body(heading)
    kept = [stays[number] for number in body if number in stays]
    return ("new", after.above(kept[0])) if len(kept) > MOSTLY * len(body) else ("old", heading)


def _kind(
    key: tuple[str, int],
    place: _Place,
    outlines: tuple[_Outline, _Outline],
    changed: tuple[set[int], set[int]],
    blank: tuple[set[int], set[int]],
) -> SectionKind:
    side = 0 if key[0] == "old" else 1
    heading = key[1]
    if side == 0:
        return SectionKind.REMOVED
    if heading in changed[side]:
        body = [number for number in outlines[side].body(heading) if number not in blank[side]]
        if sum(number in changed[side] for number in body) >= MOSTLY * len(body):
            return SectionKind.NEW
    if all(segment.kind is Kind.MOVED and not segment.rewords for segment in place.segments):
        return SectionKind.MOVED
    return SectionKind.AMENDED
