"""The documents on a page of several: what its own links and anchors name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urldefrag

from archiver import urls
from archiver.discover import places
from archiver.discover.outline import Link, Outline

PARTS_OF_WHOLE = 0.5
"""The share of a page's words that documents on it have together where it is none as a whole: 0.66 on a page
of nine parts, of which four are of known types. Terms have less in their sections on cookies and refunds."""


def of(outline: Outline, url: str, final_url: str, ignored: frozenset[str]) -> list[Link]:
    """A link to each document on the page that was found at `url`, or where that led: `final_url`.

    None if fewer than two types are named: these are sections.
    """
    found: dict[str, Link] = {}
    kinds = set[str]()
    for link in _within(outline, url, final_url):
        named = places.named(link, ignored)
        if named and named.is_exact and named.length > 1 and link.url not in found:
            found[link.url] = link
            kinds.add(named.type)
    return list(found.values()) if len(kinds) > 1 else []


def is_within(link: Link, url: str, final_url: str) -> bool:
    """True if a link leads to a place on its own page, however it spells the page's address."""
    return urls.page(link.url) in {urls.page(one) for one in (url, final_url)}


def _within(outline: Outline, url: str, final_url: str) -> Iterator[Link]:
    """The links to places on the page, and its places that no link leads to, all spelled as `url`."""
    page = urldefrag(url).url
    for link in outline.links:
        if (fragment := urldefrag(link.url).fragment) and is_within(link, url, final_url):
            yield Link(url=f"{page}#{fragment}", label=link.label, type=link.type)
    for name in outline.anchors:
        yield Link(url=f"{page}#{name}", label="")


def joint(policies: Iterable[tuple[str, str, int]]) -> dict[str, float]:
    """The addresses of pages that are several documents and none as a whole, and how much these have (0..1).

    Each policy is given by its address, its type and its number of words.
    """
    whole, parts = dict[str, int](), dict[str, dict[str, int]]()
    for url, kind, words in policies:
        if "#" in url:
            parts.setdefault(urldefrag(url).url, {})[kind] = words
        else:
            whole[url] = words
    shares = {page: sum(parts.get(page, {}).values()) / max(words, 1) for page, words in whole.items()}
    return {
        page: one for page, one in shares.items() if len(parts.get(page, {})) > 1 and one >= PARTS_OF_WHOLE
    }
