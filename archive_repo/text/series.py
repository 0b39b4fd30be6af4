"""Which numbered lines of a text are in a series, in which one number precedes or follows another.

A text is read like an outline: a number continues the nearest open series whose last number is one less,
which closes all series opened since; any other number opens a series. Each series is written in one way:
`(a)`, `a.` and a heading's `A.` never continue each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from archive_repo.text import numbering
from archive_repo.text.numbering import Parts

NESTED = 8
"""How many open series are looked at: contracts do not have more levels of clauses and parts."""

Way = tuple[str, ...]
"""The way a series is written, and what all its numbers begin with."""


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """A line, the number as written that it begins with, and if it is a heading."""

    raw: str
    number: str
    is_heading: bool


@dataclass(slots=True)
class _Series:
    way: Way
    counts: frozenset[tuple[str, int]]
    """What its last number may count."""
    number: Parts
    raw: str
    """Its last line."""

    def next(self, counts: Iterable[tuple[str, int]]) -> frozenset[tuple[str, int]]:
        """Those counts that follow its last number."""
        return frozenset((kind, count) for kind, count in counts if (kind, count - 1) in self.counts)


def read(lines: Iterable[NumberedLine]) -> Iterator[list[str]]:
    """The lines whose number is in a series, each after the one before it.

    One that opens a series right below its clause is alone.
    """
    outline = _Outline()
    return filter(None, map(outline.take, lines))


class _Outline:
    """The series that are open at the line up to which a text has been read."""

    def __init__(self) -> None:
        self._open: list[_Series] = []
        self._by_way: dict[Way, list[_Series]] = defaultdict(list)

    def take(self, line: NumberedLine) -> list[str]:
        """The lines that are counted, now that this one follows: it, and the one before it in its series."""
        number, counts, written = _read(line.number)
        above = number[:-1]
        way = (f"{'heading ' * line.is_heading}{written}", *above)
        alike = self._by_way[way][: -NESTED - 1 : -1]
        going_on = next((one for one in alike if one.next(counts)), None)
        if going_on is None:
            is_below = any(one.number == above for one in self._open[-NESTED:])
            self._open.append(_Series(way, counts, number, line.raw))
            self._by_way[way].append(self._open[-1])
            return [line.raw] if is_below and any(count == 1 for _, count in counts) else []
        while self._open[-1] is not going_on:
            self._by_way[self._open.pop().way].pop()
        before, going_on.raw = going_on.raw, line.raw
        going_on.counts, going_on.number = going_on.next(counts), number
        return [before, line.raw]


@lru_cache(maxsize=1024)
def _read(number: str) -> tuple[Parts, frozenset[tuple[str, int]], str]:
    """The parts of a number as written, what its last one may count, and the way it is written."""
    parts = numbering.parts(number)
    return parts, frozenset(numbering.counts(parts[-1])), _PART.sub("#", number)


_PART = re.compile(r"\d+|[^\W\d_]+|[①-⑳]")
