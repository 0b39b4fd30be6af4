"""Lines that are compared, with their words; the values that the steps of an alignment pass on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from archive_repo.diff import web_addresses
from archive_repo.text import dates, numbering
from archive_repo.text.markdown import LineKind, kind_of, links, plain, unescaped
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
    return Unit(index, _line(raw).kind, words, " ".join(words) or raw.strip())


@lru_cache(maxsize=8192)
def seen(raw: str) -> tuple[LineKind, str]:
    """What kind of line it is, and its text as a reader sees it."""
    return kind_of(raw), plain(raw)


def numbered(raw: str) -> Numbered:
    """A line's text, and what numbers clauses in it."""
    return _line(raw).numbered


@lru_cache(maxsize=8192)
def opening(raw: str) -> tuple[str, str]:
    """The number that a line begins with, and its text after that; read faster than all of its numbering."""
    kind, words = seen(raw)
    return numbering.opening(words, heading=kind is LineKind.HEADING)


def line_words(raw: str) -> tuple[str, ...]:
    """The words of a line with its dates in one spelling, so that another spelling is no change.

    Of a web address that is written out only the site is words; the rest is where it leads.
    """
    return _words(raw)[0]


def said(raw: str) -> tuple[str, ...]:
    """The words of a line without what numbers clauses: those that a renumbered line has too."""
    return _words(raw)[1]


def targets(raw: str) -> list[str]:
    """Where a line leads, in order: the targets of links, and web addresses that are written out.

    The slash after a host alone is left out: it leads nowhere else.
    """
    found: list[str] = []
    at = 0
    for link in links(raw):
        found += [*_written_out(raw[at : link.start]), link.target]
        at = link.end
    found += _written_out(raw[at:])
    return [target[:-1] if _is_host(target) else target for target in found]


def _is_host(target: str) -> bool:
    """True for `https://example.org/`."""
    return target[-1:] == "/" and target.count("/") == len("///") and "://" in target


def pages(raw: str) -> list[str]:
    """The pages that a line leads to, whatever the places in them."""
    return [target.partition("#")[0] for target in targets(raw)]


def _written_out(markdown: str) -> list[str]:
    return web_addresses.find(unescaped(markdown)) if web_addresses.may_be_in(markdown) else []


class _Line(NamedTuple):
    kind: LineKind
    seen: str
    numbered: Numbered


@lru_cache(maxsize=8192)
def _line(raw: str) -> _Line:
    """A line taken apart. Cached, as its words are: alignment, class and counts ask for the same few."""
    kind, words = seen(raw)
    return _Line(kind, words, numbering.read(words, heading=kind is LineKind.HEADING))


@lru_cache(maxsize=8192)
def _words(raw: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A line's words, and those without what numbers clauses."""
    line = _line(raw)
    words = _folded(line.seen)
    return words, words if line.numbered.words == line.seen else _folded(line.numbered.words)


def _folded(seen: str) -> tuple[str, ...]:
    return tuple(fold(dates.rewrite(web_addresses.pages(seen), dates.month_first)))
