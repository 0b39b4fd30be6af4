"""Lines that are compared, with their words; the values that the steps of an alignment pass on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive_repo.text import dates, numbering
from archive_repo.text.markdown import LineKind, kind_of, plain, targets
from archive_repo.text.numbering import Numbered
from archive_repo.text.words import fold

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


def read(index: int, text: Sequence[str]) -> Unit:
    """The line at this place."""
    raw = text[index]
    found = said(raw)
    return Unit(index, kind_of(raw), found, " ".join(found) or raw.strip())


@lru_cache(maxsize=8192)
def line_words(raw: str) -> tuple[str, ...]:
    """The words of a line with its dates in one spelling, so that another spelling is no change.

    Cached, as alignment, class and counts ask for the same few lines.
    """
    return _words(_seen(raw))


@lru_cache(maxsize=8192)
def said(raw: str) -> tuple[str, ...]:
    """The words of a line without what numbers clauses: those that a renumbered line has too."""
    words = numbered(raw).words
    return line_words(raw) if words == _seen(raw) else _words(words)


def _words(seen: str) -> tuple[str, ...]:
    return tuple(fold(dates.rewrite(seen, dates.month_first)))


@lru_cache(maxsize=8192)
def _seen(raw: str) -> str:
    return plain(raw)


def pages(raw: str) -> list[str]:
    """The pages that a line links to, whatever the places in them."""
    return [target.partition("#")[0] for target in targets(raw)]


@lru_cache(maxsize=8192)
def numbered(raw: str) -> Numbered:
    """A line's text, and what numbers clauses in it."""
    return numbering.read(_seen(raw), heading=kind_of(raw) is LineKind.HEADING)
