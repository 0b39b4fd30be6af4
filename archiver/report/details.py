"""The sentences that a version changed, as a reader sees them, section by section."""

from __future__ import annotations

from collections.abc import Iterator

from archive_repo.diff import Difference, Segment, is_sentence
from archive_repo.diff.wording import edits
from archive_repo.edits import Kind
from archive_repo.records import BEGINNING
from archive_repo.search.grep import Pattern
from archive_repo.text.markdown import LineKind, cells, kind_of, links, plain
from archiver.report.changes import SectionDetail, SentenceChange

BETWEEN_CELLS = " | "


def sections(difference: Difference, pattern: Pattern | None = None) -> tuple[SectionDetail, ...]:
    """The sections that changed; with a pattern, only matching sentences and the sections that have any."""
    found = []
    for section in difference.changed_sections:
        sentences = [
            one
            for segment in section.segments
            for one in _sentences(difference, segment)
            if pattern is None or _matches(pattern, one)
        ]
        if sentences or pattern is None:
            path = () if section.path == (BEGINNING,) else section.path
            found.append(SectionDetail(path=path, kind=section.kind, changes=tuple(sentences)))
    return tuple(found)


def _matches(pattern: Pattern, one: SentenceChange) -> bool:
    return any(text is not None and pattern.search(text) for text in (one.old, one.new))


def _sentences(difference: Difference, segment: Segment) -> Iterator[SentenceChange]:
    if segment.kind is Kind.AMENDED:
        before, after = difference.old[segment.old.start - 1], difference.new[segment.new.start - 1]
        read = _readable if _readable(before) != _readable(after) else _with_targets
        before, after = read(before), read(after)
        words = tuple(edits(before, after))
        yield SentenceChange(kind=segment.kind, old=before, new=after, edits=words)
        return
    gone = segment.kind is Kind.REMOVED
    for raw in filter(is_sentence, difference.lines(segment)):
        text = _readable(raw)
        yield SentenceChange(
            kind=segment.kind, old=text if gone else None, new=None if gone else text, edits=()
        )


def _with_targets(raw: str) -> str:
    """The same with the target of each link behind its words: all that differs may be where one leads."""
    pieces, at = [], 0
    for link in links(raw):
        said = raw[link.words_start : link.words_end]
        pieces += [raw[at : link.start], said if said == link.target else f"{said} ({link.target})"]
        at = link.end
    return _readable("".join([*pieces, raw[at:]]))


def _readable(raw: str) -> str:
    """A line as a reader sees it; the cells of a table's row stay apart."""
    return BETWEEN_CELLS.join(map(plain, cells(raw))) if kind_of(raw) is LineKind.ROW else plain(raw)
