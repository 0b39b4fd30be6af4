"""The paragraphs and list items of a text, as runs of its units, and what is said of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from archiver.provisions.detection import neighbours
from archiver.provisions.text.units import Unit, UnitKind
from archiver.provisions.wording import pointing_words

Spans = Sequence[tuple[int, int]]
"""Stretches of a text."""
Blocks = Sequence[range]
"""The paragraph of each unit of a text."""
BESIDE = 600
"""Characters up to which a paragraph that belongs to another is shown whole with it, as three in four are; of
a longer one its nearest sentences are."""
FAR = 100
"""Units before and behind a list's item among which the ends of the list are looked for."""

_START = attrgetter("start")
_CLAUSE = re.compile(
    r"\*\*\(?(?:\d{1,2}(?:\.\d{1,2})*|[A-Z]|[IVX]{2,5})\\?[.)]?\s|(?:\d{1,2}|[A-Z]|[IVX]{2,5})\\?\. \*\*"
)
"""The number, in bold or before a title in bold, with which a clause begins that has no line of its own."""
_TITLE = re.compile(r"[^\d.:;!]*[^\W\d](?<!www)")


def blocks(text: str, read: Sequence[Unit]) -> list[range]:
    """The paragraph or list item of each unit of a text: the numbers of its sentences."""
    found: list[range] = []
    for at in range(1, len(read) + 1):
        if at == len(read) or not _is_one(text, read[at - 1], read[at]):
            found += [range(len(found), at)] * (at - len(found))
    return found


def _is_one(text: str, one: Unit, following: Unit) -> bool:
    """True if two units are sentences of one paragraph."""
    if UnitKind.ROW in (one.kind, following.kind) or _CLAUSE.match(text, following.start):
        return False
    return neighbours.adjoin(text, one.pieces[-1].end, following.start)


def places(read: Sequence[Unit], spans: Spans) -> Iterator[int]:
    """The places of the units whose own words stand in some stretches."""
    for start, end in spans:
        at = bisect_right(read, start, key=_START) - 1
        while 0 <= at < len(read) and read[at].start < end:
            if read[at].own_pieces[-1].end > start:
                yield at
            at += 1


def words(unit: Unit) -> str:
    """A unit's words without what leads it in."""
    return unit.words[unit.own :]


def every(read: Sequence[Unit], block: range) -> Iterator[str]:
    """The words of the sentences of a paragraph."""
    return (read[at].words for at in block)


def length(read: Sequence[Unit], places: Iterable[int]) -> int:
    """How many characters some units have together."""
    return sum(read[at].own_pieces[-1].end - read[at].start for at in places)


def points_back(unit: Unit) -> bool:
    """True if a sentence speaks of what stands before it."""
    return pointing_words.point_back(words(unit))


def is_title(read: Sequence[Unit], block: range) -> bool:
    """True for a line that is neither a sentence nor a date nor an address."""
    unit = read[block.start]
    return len(block) == 1 and unit.kind is UnitKind.SENTENCE and _TITLE.fullmatch(unit.words) is not None


def ending(read: Sequence[Unit], block: range) -> set[int]:
    """The end of a paragraph, from a sentence on that does not point back; all of one that is short."""
    if not block or length(read, block) <= BESIDE:
        return set(block)
    first = block.stop - 1
    while first > block.start and points_back(read[first]):
        first -= 1
    return set(range(first, block.stop))


def beginning(read: Sequence[Unit], block: range) -> set[int]:
    """A paragraph if it is short; of a longer one its first sentence."""
    return set(block) if length(read, block) <= BESIDE else {block.start}


def items(read: Sequence[Unit], blocks: Blocks, place: int) -> range:
    """The numbers of the units of the list that an item is in; those below its items are among them."""
    own = blocks[place]
    leads, titles = read[own.start].lead_ins, read[place].headings[:1]
    first, last = own.start, own.stop

    def is_in(block: range) -> bool:
        begins = read[block.start]
        is_led_in = begins.lead_ins[: len(leads)] == leads
        return begins.kind is UnitKind.ITEM and is_led_in and begins.headings[:1] == titles

    while first > max(0, place - FAR) and is_in(before := blocks[first - 1]):
        first = before.start
    while last < min(len(read), place + FAR) and is_in(behind := blocks[last]):
        last = behind.stop
    return range(first, last)
