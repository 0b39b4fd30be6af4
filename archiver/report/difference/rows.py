"""A difference as rows, one for each sentence, which every way of showing it starts from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive_repo.diff import Difference, Segment, is_sentence
from archive_repo.edits import EQUAL, Edit, Kind
from archive_repo.records import BEGINNING, ChangeClass, SectionKind
from archive_repo.text.markdown import plain, unescaped
from archive_repo.text.outline import line_paths
from archiver.report import phrases, versions
from archiver.report.difference.comparison import Comparison

FIRST_WORDS = 50
"""Characters that a sentence which moved away is shortened to."""

ACROSS = {
    SectionKind.NEW: "only in the second",
    SectionKind.REMOVED: "only in the first",
    SectionKind.AMENDED: "with other words",
    SectionKind.MOVED: "in another place",
}
"""What is said of a section when two documents are compared, neither of which is the newer one."""

_TARGET = re.compile(r"\]\((?:\\.|[^()\s\\]|\((?:[^()\s\\]|\\.)*\))*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A sentence of the old text, of the new one, or of both."""

    kind: Kind
    old: int | None
    """Number of its line in the old text, from 1."""
    new: int | None
    edits: tuple[Edit, ...]
    """Its Markdown: EQUAL parts for a sentence that is whole, REMOVED and ADDED ones where words differ."""
    path: tuple[str, ...]
    """Headings above it, outermost first, its own last for a heading."""

    @property
    def is_heading(self) -> bool:
        """True if it is a section's own heading."""
        return self.edits[0][1].startswith("#")

    @property
    def beginning(self) -> str:
        """Its first words: enough where a moved sentence was, since all of it is shown where it is now."""
        text = plain(self.edits[0][1])
        if len(text) <= FIRST_WORDS:
            return text
        return (text[:FIRST_WORDS].rpartition(" ")[0] or text[:FIRST_WORDS]) + " …"

    @property
    def note(self) -> str:
        """Where it moved from, or to; empty if it did not move."""
        if self.kind is Kind.MOVED:
            return f"moved from line {self.old}"
        return f"moved to line {self.new}" if self.kind is Kind.MOVED_AWAY else ""

    @property
    def is_change(self) -> bool:
        """True if there is something to show, and not only context."""
        return self.kind is not Kind.EQUAL


def rows(difference: Difference, *, everything: bool = False) -> list[Row]:
    """The rows of a difference in the order of the new text; blank lines and rules are left out.

    If words changed, a sentence in which only a link, a mark or punctuation differs is context, unless
    `everything` is asked for.
    """
    before, after = line_paths(difference.old), line_paths(difference.new)
    mild = not everything and difference.change_class in (ChangeClass.WORDS, ChangeClass.NUMBERS_OR_DATES)
    return [
        replace(row, kind=Kind.EQUAL, edits=((EQUAL, _text_of(row, "+")),))
        if mild and _is_mild(segment)
        else row
        for segment in difference.segments
        for row in _rows(difference, segment, before, after)
    ]


def shown(rows: Sequence[Row], context: int) -> Iterator[list[Row]]:
    """The changed rows, and `context` rows of their section on either side, in groups with gaps between."""
    near = [row.is_change for row in rows]
    for place, row in enumerate(rows):
        if row.is_change:
            for other in range(max(0, place - context), min(len(rows), place + context + 1)):
                near[other] = near[other] or rows[other].path == row.path
    group: list[Row] = []
    for row, wanted in zip(rows, near, strict=True):
        if wanted:
            group.append(row)
        elif group:
            yield group
            group = []
    if group:
        yield group


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The section of the next rows, and what happened to it; no kind if nothing is said of it."""

    path: tuple[str, ...]
    """Headings, the outermost first; empty for the opening lines."""
    kind: str | None

    @property
    def title(self) -> str:
        """The section as a reader sees it."""
        return " › ".join(self.path) or phrases.capitalised(versions.OPENING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is shown of a section in a row; a section of which more follows later has another part there."""

    heading: Heading
    rows: tuple[Row | None, ...]
    """None stands for rows that are left out."""


def parts(one: Comparison, context: int, *, everything: bool = False) -> list[Part]:
    """The sections that changed, in order, with `context` unchanged sentences around each change.

    The document's own title is no section, and what stands below it are opening lines.
    """
    found: list[tuple[Heading, list[Row | None]]] = []
    for told in outline(one.difference, context, everything=everything, across=one.crosses):
        if isinstance(told, Heading):
            found.append((told if one.crosses else _below_title(told, one), []))
        else:
            found[-1][1].append(told)
    return [Part(heading=heading, rows=tuple(own)) for heading, own in found]


def _below_title(told: Heading, one: Comparison) -> Heading:
    path = versions.below_title(told.path, one.new.title, one.new_name)
    kind = (
        versions.happened(versions.OPENING, SectionKind(told.kind)) if told.kind and not path else told.kind
    )
    return Heading(path=path, kind=kind)


def outline(
    difference: Difference, context: int, *, everything: bool, across: bool = False
) -> Iterator[Heading | Row | None]:
    """What a reader is shown, in order: headings and rows; None stands for rows that are left out.

    `across` says that two documents are compared.
    """
    kinds = {section.path: told(section.kind, across=across) for section in difference.changed_sections}
    path: tuple[str, ...] | None = None
    for group in shown(rows(difference, everything=everything), context):
        for place, row in enumerate(group):
            if row.path != path:
                path = row.path
                yield Heading(path=path, kind=kinds.get(path or (BEGINNING,)))
            elif place == 0:
                yield None
            if row.is_change or not row.is_heading:
                yield row


def told(kind: SectionKind, *, across: bool) -> str:
    """What happened to a section between two versions, or how two documents differ there."""
    return ACROSS[kind] if across else kind


def readable(edit: Edit) -> str:
    r"""What a person reads of an edit on a terminal: no escapes, and link targets only where they differ.

    >>> readable(("=", r"\*see [our policy](https://example.org)")), readable(("+", "[it](/b)"))
    ('*see [our policy]', '[it](/b)')
    """
    sign, text = edit
    return unescaped(_TARGET.sub("]", text) if sign == EQUAL else text)


def _rows(
    difference: Difference,
    segment: Segment,
    before: Sequence[tuple[str, ...]],
    after: Sequence[tuple[str, ...]],
) -> Iterator[Row]:
    gone = segment.kind in (Kind.REMOVED, Kind.MOVED_AWAY)
    numbers, paths = (segment.old, before) if gone else (segment.new, after)
    for step, (number, raw) in enumerate(zip(numbers, difference.lines(segment), strict=True)):
        if is_sentence(raw):
            yield Row(
                kind=segment.kind,
                old=segment.old[step] if segment.old else None,
                new=segment.new[step] if segment.new else None,
                edits=segment.edits or ((EQUAL, raw),),
                path=paths[number - 1],
            )


def _is_mild(segment: Segment) -> bool:
    return segment.kind is Kind.AMENDED and not segment.rewords


def _text_of(row: Row, sign: str) -> str:
    return "".join(text for kind, text in row.edits if kind in (EQUAL, sign))
