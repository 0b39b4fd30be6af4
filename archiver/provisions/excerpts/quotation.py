"""A quotation as it is written: its lines, with the passage marked, the cuts, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from archiver.provisions.text import laid_out
from archiver.provisions.text.folding import readable
from archiver.provisions.text.laid_out import Sentence

_LINKED = re.compile(
    r"((?:these|this|those|that) )?\[(?(1)|(?=(?:these|this|those|that)\b))([^\]]*)\]\((https?://[^)\s]+)\)",
    re.IGNORECASE,
)
"""Words that point to another text by a link alone."""
CUT = "[...]"
"""Stands where words of the text are left out."""
ELSEWHERE = "Elsewhere in it, of this section"
"""Leads in what another section says of the one that is quoted."""
BEGINNING = 8
"""Words by which a paragraph that is not quoted is named."""
NAMED = 10
"""Paragraphs of a section that are named so; where more are left out, they are counted."""


class Part(NamedTuple):
    """Words of a paragraph without markup."""

    text: str
    is_found: bool = False
    """True for those of the passage itself, among others that stand around it."""


class Quoted(NamedTuple):
    """A paragraph, list item or cell of a quotation, or the mark of a cut between two."""

    parts: tuple[Part, ...]
    label: str = ""
    """The head of the column, for a cell of a table."""
    is_item: bool = False

    @property
    def text(self) -> str:
        """Its words without markup; `[...]` where sentences are left out."""
        return " ".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A passage with what stands around it."""

    lines: tuple[Quoted, ...]
    spans: tuple[tuple[int, int], ...]
    """The stretches of the text that are quoted, in its order."""
    sentences: tuple[str, ...]
    """Their sentences, as they are stored."""
    found: tuple[tuple[int, int], ...]
    """The stretches of the passage itself."""
    own: tuple[str, ...]
    """Its sentences, as they are stored."""
    headings: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    """The paragraphs, list items and rows under its title that are not quoted, by how they begin."""

    @property
    def text(self) -> str:
        """All of it, a line for each paragraph, item or cell."""
        return "\n".join(f"{one.label}: {one.text}" if one.label else one.text for one in self.lines)

    def is_within(self, other: Quote) -> bool:
        """True if another quotation of the text has this passage."""
        return all(any(start <= at and to <= end for start, end in other.spans) for at, to in self.found)

    def meets(self, other: Quote) -> bool:
        """True if another quotation has this passage, or quotes of the same section what is quoted here."""
        is_same_section = self.headings == other.headings
        return self.is_within(other) or (is_same_section and _overlap(self.spans, other.spans))


def of(
    text: str,
    read: Sequence[Sentence],
    kept: Collection[int],
    own: Collection[int],
    elsewhere: Collection[int] = (),
) -> Quote:
    """The quotation of the sentences at the places `kept`, of which `own` are the passage itself.

    Those `elsewhere` stand in another section, and are quoted behind the others with its title.
    """
    places, found = sorted(kept), sorted(own)
    marked = own if set(kept) - set(own) else ()
    near = [at for at in places if at not in elsewhere]
    lines = [*_with_ends(read, near, _lines(text, read, near, marked)), *_far(text, read, sorted(elsewhere))]
    return Quote(
        lines=tuple(lines),
        spans=tuple(_spans(read, places)),
        sentences=tuple(text[read[at].start : read[at].end] for at in places),
        found=tuple(_spans(read, found)),
        own=tuple(text[read[at].start : read[at].end] for at in found),
        headings=read[found[-1]].path,
        left_out=tuple(_left_out(text, read, kept, found[-1])),
    )


def seen(words: str) -> str:
    """Words without markup; those that point to another text by a link alone with its address.

    >>> seen("*Here* [these terms](https://a.example/eu) hold.")
    'Here these terms (https://a.example/eu) hold.'
    """
    return readable(_LINKED.sub(r"\1\2 (\3)", words))


def plain(text: str, spans: Sequence[tuple[int, int]]) -> Quote:
    """The stretches themselves, where the text is not read into sentences there."""
    words = tuple(text[start:end] for start, end in spans)
    return Quote(
        lines=(Quoted((Part(f" {CUT} ".join(map(readable, words))),)),),
        spans=tuple(spans),
        sentences=words,
        found=tuple(spans),
        own=words,
        headings=(),
    )


def _lines(
    text: str, read: Sequence[Sentence], places: Sequence[int], marked: Collection[int]
) -> Iterator[Quoted]:
    last = -1
    for own in laid_out.blocks(read, places):
        first = own[0]
        if last >= 0 and first != last + 1 and read[first].block != read[last].block + 1:
            yield Quoted((Part(CUT),))
        last = own[-1]
        is_marked = read[first].is_item and not laid_out.is_numbered(text, read[first].start)
        yield Quoted(tuple(_parts(text, read, own, marked)), read[first].label, is_marked)


def _far(text: str, read: Sequence[Sentence], places: Sequence[int]) -> Iterator[Quoted]:
    for block in laid_out.blocks(read, places):
        section = " › ".join(read[block[0]].path[-2:])
        yield Quoted(tuple(_parts(text, read, block, ())), f"{ELSEWHERE}{f' ({section})' if section else ''}")


def _parts(
    text: str, read: Sequence[Sentence], block: Sequence[int], marked: Collection[int]
) -> Iterator[Part]:
    """What is quoted of a paragraph, item or cell; the marks of cuts stand where they belong."""
    if laid_out.begin_of_block(read, block[0]) < block[0]:
        yield Part(CUT)
    for number, run in enumerate(_runs(block)):
        if number:
            yield Part(CUT)
        yield from _marked(text, read, run, marked)
    if laid_out.end_of_block(read, block[-1]) > block[-1] + 1:
        yield Part(CUT)


def _marked(
    text: str, read: Sequence[Sentence], run: Sequence[int], marked: Collection[int]
) -> Iterator[Part]:
    """Sentences that follow each other; where markup reaches across two, the mark does too."""
    whole = seen(text[read[run[0]].start : read[run[-1]].end])
    parts = []
    for is_found, places in groupby(run, key=lambda at: at in marked):
        own = list(places)
        parts.append(Part(seen(text[read[own[0]].start : read[own[-1]].end]), is_found))
    if " ".join(part.text for part in parts) == whole:
        yield from parts
    else:
        yield Part(whole, any(part.is_found for part in parts))


def _with_ends(read: Sequence[Sentence], places: Sequence[int], lines: Iterator[Quoted]) -> Iterator[Quoted]:
    """The lines, with the marks of what is left out of the section before and behind them."""
    found = list(lines)
    first, last = places[0], places[-1]
    begins_later = first and laid_out.is_part(read[first - 1], read[first])
    if begins_later and found[0].parts[0].text != CUT:
        yield Quoted((Part(CUT),))
    yield from found
    goes_on = last + 1 < len(read) and laid_out.is_part(read[last + 1], read[last])
    if goes_on and found[-1].parts[-1].text != CUT:
        yield Quoted((Part(CUT),))


def _spans(read: Sequence[Sentence], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    for block in laid_out.blocks(read, places):
        for run in _runs(block):
            yield read[run[0]].start, read[run[-1]].end


def _left_out(text: str, read: Sequence[Sentence], kept: Collection[int], at: int) -> Iterator[str]:
    def part(place: int) -> tuple[int, int]:
        one = read[place]
        return (one.row, -1) if one.row >= 0 else (-1, one.block)

    for _, places in groupby(laid_out.under_title(read, at), key=part):
        own = list(places)
        if not any(place in kept for place in own):
            words = readable(text[read[own[0]].start : read[own[-1]].end]).split()
            yield " ".join(words[:BEGINNING]) + ("..." if len(words) > BEGINNING else "")


def _overlap(some: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> bool:
    return any(start < to and at < end for start, end in some for at, to in others)


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    run = [places[0]]
    for before, at in pairwise(places):
        if at != before + 1:
            yield run
            run = []
        run.append(at)
    yield run
