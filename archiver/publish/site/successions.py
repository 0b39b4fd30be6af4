"""Documents that stood at one address one after the other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from archiver.publish.site.contents import Document

_BEFORE_HOST = re.compile(r"^(https?:)?/*(www\.)?")
_PORT = re.compile(r"^([^/?]*):(80|443)(?=[/?]|$)")


def spelt(url: str) -> str:
    """An address in the one spelling by which it is looked up: without what makes no other page of it.

    >>> spelt("https://www.Example.org:443/Terms/#privacy"), spelt("example.org/Terms")
    ('example.org/Terms', 'example.org/Terms')
    >>> spelt("http:/example.org/?page=2")
    'example.org/?page=2'
    """
    bare = unquote(url).partition("#")[0].strip()
    host, slash, rest = _BEFORE_HOST.sub("", bare, count=1).partition("/")
    return _PORT.sub(r"\1", f"{host.lower()}{slash}{rest}").rstrip("/")


def part(url: str) -> str:
    """The part of a page that an address names (`#privacy`), without the sign; else empty."""
    return unquote(url).partition("#")[2]


def before(documents: Iterable[Document]) -> Mapping[str, tuple[Document, ...]]:
    """Which documents stood at a document's address before it, the oldest first; by the document's page.

    Those that were last seen there before it was first seen: what stands there at once with it is another
    part of the page.
    """
    there: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for one in documents:
        if url := next(iter(one.newest.urls), ""):
            there[spelt(url), part(url)].append(one)
    return {
        one.address: tuple(other for other in own if _ended_before(other, one))
        for own in (sorted(some, key=lambda one: one.versions[0].fetched_at) for some in there.values())
        for one in own
    }


def _ended_before(one: Document, other: Document) -> bool:
    ended = one.looks.last_confirmed_at or one.newest.fetched_at
    return ended < other.versions[0].fetched_at
