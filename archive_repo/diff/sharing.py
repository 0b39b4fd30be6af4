"""Which words two stretches of text share, however they are cut into lines or glued together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from archive_repo.diff.units import Ids
from archive_repo.text.lines import line_words, said

RUN = 4
"""Words in a row that both stretches have, fewer of which are taken for chance except at both ends."""
MOSTLY = 0.5
"""Share of a line's words that must stand in the other text for it to be an amendment."""
COMPARED = 100_000_000
"""Words of the one stretch times those of the other, up to which they are compared: about 12 MB, and a tenth
of a second. Beyond, all lines count as changed."""


@dataclass(slots=True)
class Side:
    """The lines of one text in a stretch, by their numbers, with all of their words in a row."""

    words: list[str]
    owners: list[int]
    """The line that each word is in; they rise."""
    sizes: dict[int, int]
    """How many words a line has."""
    numbers: set[int]
    """The places of words that number clauses."""
    changed: set[int] = field(default_factory=set)
    """The lines that the other text does not have in one piece."""
    homes: dict[int, int] = field(default_factory=dict)
    """The line of the other text that has the last of a line's words that both have."""
    shared: Counter[int] = field(default_factory=Counter)
    """How many words of a line the other text has."""

    @classmethod
    def of(cls, lines: Iterable[tuple[int, str]], amounts: Container[int]) -> Side:
        """The side of lines, each with its number, in order; `amounts` begin with no clause's number."""
        side = cls(words=[], owners=[], sizes={}, numbers=set())
        for number, raw in lines:
            words = line_words(raw)
            at = len(side.words)
            if number not in amounts:
                side.numbers.update(range(at, at + len(words) - len(said(raw))))
            side.words += words
            side.owners += [number] * len(words)
            side.sizes[number] = len(words)
        return side

    def is_mostly_shared(self, number: int) -> bool:
        """True if the other text has most of a line's words."""
        return self.shared[number] >= max(RUN, MOSTLY * self.sizes[number])

    def words_of(self, number: int) -> Counter[str]:
        """The words of a line, and how often it has each."""
        start = bisect_left(self.owners, number)
        return Counter(self.words[start : start + self.sizes[number]])

    def has_changed(self, number: int) -> bool:
        """True if the other text does not have the line in one piece."""
        return number in self.changed or self.shared[number] < self.sizes[number]

    def with_number(self, start: int, least: int) -> int:
        """Where a run begins if a clause's number stands right before it, no further back than `least`."""
        while start > least and start - 1 in self.numbers:
            start -= 1
        return start

    def differ(self, start: int, stop: int) -> None:
        """Note that words differ; where there are none, that something stands between two words there."""
        if start < stop:
            self.changed.update(self.owners[start:stop])
        elif 0 < start < len(self.owners) and self.owners[start - 1] == self.owners[start]:
            self.changed.add(self.owners[start])

    def keep(self, start: int, stop: int, homes: Sequence[int]) -> None:
        """Note words that the other text has, and the lines that they are in there."""
        at = start
        while at < stop:
            number = self.owners[at]
            end = bisect_right(self.owners, number, at, stop)
            self.shared[number] += end - at
            self.homes[number] = homes[(end - 1 - start) * len(homes) // (stop - start)]
            at = end


def share(left: Side, right: Side) -> None:
    """Find what words two sides share, and note on both."""
    ends = len(left.words), len(right.words)
    if ends[0] * ends[1] > COMPARED:
        left.changed.update(left.sizes)
        right.changed.update(right.sizes)
        return
    i = j = 0
    for old, new, size in _runs(left, right):
        left.differ(i, old.start)
        right.differ(j, new.start)
        i, j = old.stop, new.stop
        if size >= RUN or (old.start, new.start) == (0, 0) or (i, j) == ends:
            left.keep(old.start, i, right.owners[new.start : j])
            right.keep(new.start, j, left.owners[old.start : i])


def _runs(left: Side, right: Side) -> Iterator[tuple[range, range, int]]:
    """Where both have the same words in order, and how many. Glue and clauses' numbers make no difference."""
    begin: tuple[int, int] | None = None
    i = j = count = 0
    for old, new, size in _matches(left.words, right.words):
        gap = range(i, old), range(j, new)
        is_same = "".join(left.words[i:old]) == "".join(right.words[j:new])
        if is_same or (left.numbers.issuperset(gap[0]) and right.numbers.issuperset(gap[1])):
            begin = begin or (i, j)
        else:
            if begin:
                yield range(begin[0], i), range(begin[1], j), count
            begin, count = (left.with_number(old, i), right.with_number(new, j)), 0
        i, j, count = old + size, new + size, count + size
    if begin:
        yield range(begin[0], i), range(begin[1], j), count


def _matches(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Where both have the same words, in order, and how many of them; the last one is their end."""
    from rapidfuzz.distance import Indel

    ids = Ids()
    for block in Indel.editops(ids.of(left), ids.of(right)).as_matching_blocks():
        yield block.a, block.b, block.size
