"""Texts cut alike: how they are cut into lines says nothing, and must not count.

A paragraph may stand on one line in one text and on several in the other. For counts both are cut into one
sentence per line first; what still differs only in where it is cut is told from its words. A row of a table
is one sentence too; where its cells hold several, each further one counts on its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from archive_repo.diff.segments import Segment
from archive_repo.edits import Kind
from archive_repo.text import sentences
from archive_repo.text.markdown import LineKind, cells, kind_of

_MARK = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+")
"""An item's mark, which is no word of its first sentence."""
_MAY_END = re.compile(r"[.!?…؟۔।][^\w\s]{0,9}\s|[。！？｡．].")
"""Where a sentence may end before its line does; looked for first, since most lines have one sentence."""
_INSIDE = tuple(",;–—-")
"""What a line that is cut inside of a sentence may end with, besides a letter or a digit."""


def cut(raws: Sequence[str]) -> list[str]:
    """The lines with one sentence on each.

    >>> cut(["You must pay now. We wait for", "no one.", "", "- We go. You stay."])
    ['You must pay now.', 'We wait for no one.', '', '- We go.', 'You stay.']
    >>> cut(["| Fees | You must pay now. We wait for no one. | 5 |"])
    ['| Fees | You must pay now. | 5 |', 'We wait for no one.']
    """
    return [part for raw in _joined(raws) for part in _parts(raw)]


def _joined(raws: Iterable[str]) -> Iterator[str]:
    """The lines, those in one that a sentence was cut into."""
    run: list[str] = []
    for raw in raws:
        if run and not _goes_on(run[-1], raw):
            yield " ".join(run)
            run = []
        run.append(raw.strip() if run else raw)
    if run:
        yield " ".join(run)


def _goes_on(raw: str, following: str) -> bool:
    return (
        following[:1].islower()
        and (raw[-1:].isalnum() or raw[-1:] in _INSIDE)
        and kind_of(raw) in (LineKind.SENTENCE, LineKind.ITEM)
        and kind_of(following) is LineKind.SENTENCE
    )


@lru_cache(maxsize=8192)
def _parts(raw: str) -> Sequence[str]:
    """The sentences of a line; remembered, as lines are in `archive_repo.text.lines`."""
    kind = kind_of(raw) if _MAY_END.search(raw) else None
    if kind is LineKind.ROW:
        return _row_parts(raw)
    if kind not in (LineKind.SENTENCE, LineKind.ITEM):
        return [raw]
    mark = _MARK.match(raw)
    start = mark.end() if mark else 0
    first, *rest = sentences.split(raw[start:]) or [""]
    return [f"{raw[:start]}{first}", *rest] if rest else [raw]


def _row_parts(raw: str) -> Sequence[str]:
    """The row with the first sentence of each cell, and the sentences that the cells go on with."""
    read = [sentences.split(cell) or [""] for cell in cells(raw)]
    rest = [sentence for _, *more in read for sentence in more]
    return [f"| {' | '.join(first for first, *_ in read)} |", *rest] if rest else [raw]


def recut(old: Sequence[str], new: Sequence[str], found: Iterable[Segment]) -> tuple[list[str], list[str]]:
    """The lines of two texts; those of them that differ, with one sentence on each."""
    if any(_goes_on(*two) for raws in (old, new) for two in pairwise(raws) if two[1][:1].islower()):
        return cut(old), cut(new)
    before: list[str] = []
    after: list[str] = []
    for is_shared, run in groupby(found, key=lambda segment: is_anchor(new, segment)):
        part = list(run)
        rows = [raw for one in part if one.kind is not Kind.ADDED for raw in _old(old, one)]
        columns = [raw for one in part if one.kind is not Kind.REMOVED for raw in _new(new, one)]
        before += rows if is_shared else cut(rows)
        after += columns if is_shared else cut(columns)
    return before, after


def is_anchor(new: Sequence[str], segment: Segment) -> bool:
    """True for lines that are equal in both texts, not all of them blank."""
    return segment.kind is Kind.EQUAL and any(new[number - 1].strip() for number in segment.new)


def _old(old: Sequence[str], segment: Segment) -> Sequence[str]:
    """A segment's lines of the old text; a line that moved stands there where it is away from."""
    return () if segment.kind is Kind.MOVED else old[segment.old.start - 1 : segment.old.stop - 1]


def _new(new: Sequence[str], segment: Segment) -> Sequence[str]:
    return () if segment.kind is Kind.MOVED_AWAY else new[segment.new.start - 1 : segment.new.stop - 1]
