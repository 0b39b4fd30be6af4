"""Lines that are compared, with their words; the values that the steps of an alignment pass on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive_repo.text.lines import said, seen
from archive_repo.text.markdown import LineKind

MOVED_WORDS = 5
"""Words that a passage must have to count as moved; a shorter one is reported as removed and added."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A line that is not blank."""

    index: int
    """Its place in its text, from 0."""
    kind: LineKind
    words: tuple[str, ...]
    """Its words without what numbers clauses."""
    key: str
    """What equal lines have in common: their words, or for a line without any, the line itself."""


Pairs = list[tuple[int, int]]
"""Places of lines that answer to each other, in the old and in the new text."""
Gap = tuple[list[Unit], list[Unit]]
"""Lines of the old and of the new text that lie between two pairs."""


class Ids(dict[str, int]):
    """A number for each string, given out when it is first asked for: numbers are compared faster."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number

    def of(self, texts: Iterable[str]) -> list[int]:
        """The numbers of these strings."""
        return [*map(self.__getitem__, texts)]


def read(index: int, text: Sequence[str]) -> Unit:
    """The line at this place."""
    raw = text[index]
    words = said(raw)
    return Unit(index, seen(raw)[0], words, " ".join(words) or raw.strip())
