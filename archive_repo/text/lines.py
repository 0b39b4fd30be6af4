"""A line of a text taken apart: what kind it is, what a reader sees, what numbers clauses, where it leads.

Told of each line alone, and remembered, since alignment, class and counts ask for the same few.
"""

from __future__ import annotations

from functools import lru_cache

from archive_repo.text import dates, numbering, web_addresses
from archive_repo.text.markdown import LineKind, kind_of, links, plain, unescaped
from archive_repo.text.numbering import Numbered
from archive_repo.text.words import fold


@lru_cache(maxsize=8192)
def seen(raw: str) -> tuple[LineKind, str]:
    """What kind of line it is, and its text as a reader sees it."""
    return kind_of(raw), plain(raw)


@lru_cache(maxsize=8192)
def numbered(raw: str) -> Numbered:
    """A line's text, and what numbers clauses in it."""
    kind, words = seen(raw)
    return numbering.read(words, heading=kind is LineKind.HEADING)


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


@lru_cache(maxsize=8192)
def folded(raw: str) -> tuple[str, ...]:
    """The words of a line as a reader sees it, folded: as `words.of`, for lines that are asked for again."""
    return tuple(fold(seen(raw)[1]))


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


@lru_cache(maxsize=8192)
def _words(raw: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A line's words, and those without what numbers clauses."""
    said, bare = seen(raw)[1], numbered(raw).words
    words = _spelled(said) or folded(raw)
    return words, words if bare == said else _spelled(bare) or tuple(fold(bare))


def _spelled(seen: str) -> tuple[str, ...]:
    """The words with dates in one spelling, and the pages of addresses; none where it has neither."""
    spelled = dates.rewrite(web_addresses.pages(seen), dates.month_first)
    return tuple(fold(spelled)) if spelled != seen else ()
