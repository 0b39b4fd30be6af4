"""The difference of two texts, as a person would tell it: sentences first, then the words inside them.

    difference = compare(old, new)
    difference.change_class, difference.sentences, difference.sections     what a commit says
    difference.segments, difference.changed_sections                       what a page shows
    apply(old, difference.as_json()) == new                                what a program needs

Lines are sentences (see `archive_repo.text.markdown`), numbered from 1. No word or number is ever split.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from archive_repo.diff import copies, counting, cutting
from archive_repo.diff.changeclass import Stretch, classify
from archive_repo.diff.sections import ChangedSection, changed, named
from archive_repo.diff.segments import Segment, segments
from archive_repo.edits import ADDED, EQUAL, REMOVED, Kind
from archive_repo.errors import InvalidInput
from archive_repo.records import ChangeClass, SectionChange, SentenceCounts
from archive_repo.text.clauses import Clauses, Renumbering
from archive_repo.text.lines import said
from archive_repo.text.markdown import LineKind, kind_of


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What turned one text into another. `old` and `new` are the texts' lines."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    segments: tuple[Segment, ...]
    change_class: ChangeClass | None
    """None if the texts are the same; never RESTORED, which only the history can tell."""

    @cached_property
    def sentences(self) -> SentenceCounts:
        """How many sentences came, went, changed and moved, however the texts are cut into lines.

        Headings, items and rows count as sentences, further sentences of a row's cells too; blank lines,
        rules and marks that stand alone do not, nor what a text says in a second copy of itself. One that
        only has another number is not counted. Where words changed, neither is one in which only a link or
        its layout differs; where links changed, only what leads elsewhere is.
        """
        alike = self._cut_alike()
        totals = alike._told.counts()
        return SentenceCounts(
            added=totals[Kind.ADDED],
            removed=totals[Kind.REMOVED],
            amended=totals[Kind.AMENDED],
            moved=totals[Kind.MOVED],
        )

    @cached_property
    def changed_sections(self) -> tuple[ChangedSection, ...]:
        """The sections that changed, each with its segments."""
        return tuple(changed(self.old, self.new, self.segments, self._told))

    @property
    def sections(self) -> tuple[SectionChange, ...]:
        """The sections that changed, each with its own heading and what happened to it; none by a new cut."""
        if self.sentences == SentenceCounts():
            return ()
        return tuple(
            SectionChange(heading=named(one.path[-1]), kind=one.kind) for one in self.changed_sections
        )

    def lines(self, segment: Segment) -> Sequence[str]:
        """The Markdown lines that a segment is about: the new ones, or for what went the old ones."""
        if segment.kind in (Kind.REMOVED, Kind.MOVED_AWAY):
            return self.old[segment.old.start - 1 : segment.old.stop - 1]
        return self.new[segment.new.start - 1 : segment.new.stop - 1]

    def as_json(self) -> dict[str, Any]:
        """JSON-ready: `change_class`, `sentences`, `sections` and `segments`; `apply` needs the last.

        A segment has `kind`, `old_lines` and `new_lines` (first and last line, or null), `markdown` (the
        lines that came or went, else null) and `edits` (pairs of `=`, `-` or `+` and Markdown, else null).
        """
        counts = self.sentences
        return {
            "change_class": self.change_class,
            "sentences": {name: getattr(counts, name) for name in ("added", "removed", "amended", "moved")},
            "sections": [{"path": list(one.path), "kind": one.kind} for one in self.changed_sections],
            "segments": [self._segment_json(segment) for segment in self.segments],
        }

    def _segment_json(self, segment: Segment) -> dict[str, Any]:
        whole = segment.kind in (Kind.ADDED, Kind.REMOVED)
        return {
            "kind": segment.kind,
            "old_lines": _ends(segment.old),
            "new_lines": _ends(segment.new),
            "markdown": list(self.lines(segment)) if whole else None,
            "edits": [list(edit) for edit in segment.edits] or None,
        }

    def _cut_alike(self) -> Difference:
        """The same difference with one sentence on each line that differs."""
        old, new = map(tuple, cutting.recut(self.old, self.new, self.segments))
        if (old, new) == (self.old, self.new):
            return self
        found = segments(old, new, Renumbering(Clauses(old), Clauses(new)))
        return replace(self, old=old, new=new, segments=tuple(found))

    @cached_property
    def _told(self) -> counting.Told:
        return counting.tell(self.old, self.new, self.segments, self.change_class)


def compare(old: str, new: str) -> Difference:
    """The difference of two texts. Pure; a total rewrite of 200 kB takes under 0.3 s."""
    before, after = tuple(old.split("\n")), tuple(new.split("\n"))
    renumbering = Renumbering(Clauses(before), Clauses(after))
    found = tuple(segments(before, after, renumbering))
    stretches, rewords = list(_stretches(before, after, found)), any(one.rewords for one in found)
    change_class = classify(stretches, renumbering, rewords=rewords) if old != new else None
    return Difference(old=before, new=after, segments=found, change_class=change_class)


def count(text: str) -> SentenceCounts:
    """What a text counts as where there was none before, as a difference from an empty one would say."""
    lines = text.split("\n")
    if not any(map(said, lines)):
        return compare("", text).sentences
    cut = cutting.cut(lines)
    told = [number for number, raw in enumerate(cut, 1) if counting.says(raw)]
    again = copies.second(cut) if len(told) >= copies.SMALLEST else range(0)
    return SentenceCounts(added=sum(number not in again for number in told))


def apply(old: str, difference: Mapping[str, Any]) -> str:
    """The new text, from the old one and the JSON of their difference.

    Raises InvalidInput when the difference was made from another text.
    """
    before = old.split("\n")
    built: list[str] = []
    for segment in difference["segments"]:
        built += _rebuilt(before, segment)
    return "\n".join(built)


def is_sentence(raw: str) -> bool:
    """True if a line counts as a sentence: it is neither blank nor a rule."""
    return kind_of(raw) not in (LineKind.BLANK, LineKind.RULE)


def _rebuilt(before: Sequence[str], segment: Mapping[str, Any]) -> list[str]:
    kind, edits, lines = segment["kind"], segment["edits"], segment["old_lines"]
    there = before[lines[0] - 1 : lines[1]] if lines else []
    was = segment["markdown"] if kind == Kind.REMOVED else None
    if edits:
        was = ["".join(text for sign, text in edits if sign != ADDED)]
    if was is not None and was != there:
        raise InvalidInput(f"line {lines[0]}: the difference was made from a different text")
    if kind in (Kind.REMOVED, Kind.MOVED_AWAY):
        return []
    if kind == Kind.ADDED:
        return list(segment["markdown"])
    return ["".join(text for sign, text in edits if sign != REMOVED)] if edits else list(there)


def _ends(lines: range) -> list[int] | None:
    return [lines.start, lines.stop - 1] if lines else None


def _stretches(old: Sequence[str], new: Sequence[str], found: Sequence[Segment]) -> Iterator[Stretch]:
    """What differs, between two segments of equal sentences."""
    rows: list[str] = []
    columns: list[str] = []
    for segment in found:
        if cutting.is_anchor(new, segment):
            yield Stretch(rows, columns)
            rows, columns = [], []
            continue
        if segment.kind in (Kind.REMOVED, Kind.AMENDED, Kind.MOVED_AWAY):
            rows += (raw for number in segment.old if (raw := old[number - 1]).strip())
        if segment.kind in (Kind.ADDED, Kind.AMENDED, Kind.MOVED):
            columns += (raw for number in segment.new if (raw := new[number - 1]).strip())
    yield Stretch(rows, columns)


__all__ = [
    "EQUAL",
    "ChangedSection",
    "Difference",
    "Kind",
    "Segment",
    "apply",
    "compare",
    "count",
    "is_sentence",
]
