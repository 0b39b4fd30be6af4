"""The values of a declaration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What lies between the first matches of two CSS selectors, as a DOM range."""

    start: str
    start_after: bool
    """True if the range starts after the match of `start`, False if before it."""
    end: str
    end_before: bool
    """True if the range ends before the match of `end`, False if after it."""


Selector = str | Range
"""A CSS selector, or a range between two."""


def css(declared: Iterable[Selector]) -> Iterator[str]:
    """The CSS selectors among some, those of the ends of ranges too."""
    for one in declared:
        yield from (one,) if isinstance(one, str) else (one.start, one.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One URL that a document is made of, and which part of the page is the document."""

    url: str
    select: tuple[Selector, ...] = ()
    """What is kept, in this order; if empty, the document is found without help."""
    remove: tuple[Selector, ...] = ()
    """What is removed before that."""
    execute_client_scripts: bool = False
    browser_if_refused: bool = field(default=False, repr=False)
    """True if the declaration leaves open whether scripts run: a browser asks for the page where the server
    refuses plain requests. Like `accept_language` it is no part of how the page is read."""
    remove_query_params: tuple[str, ...] = ()
    """Names of query parameters that are dropped from the targets of links."""
    accept_language: str = field(default="", repr=False)
    """The Accept-Language header that archive.toml sets for its document; empty where it sets none. It is no
    part of how the page is read, which `extract.document.fingerprint` names by this value's `repr`."""

    @property
    def fragment(self) -> str:
        """What follows the `#`: the section of a page that holds several documents; empty without one."""
        return urlsplit(self.url).fragment

    @property
    def page(self) -> str:
        """The URL without its fragment: what is asked for."""
        return urldefrag(self.url).url

    @property
    def css(self) -> tuple[str, ...]:
        """The CSS selectors of what is kept and of what is removed."""
        return (*css(self.select), *css(self.remove))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One policy of a platform."""

    platform: str
    """The platform's slug."""
    title: str
    slug: str
    sources: tuple[Source, ...]
    """In order; several where the document is combined from several pages."""
    beside: tuple[str, ...] = ()
    """Titles of the platform's other documents on the same pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One platform and its documents."""

    name: str
    slug: str
    documents: tuple[Document, ...]
    notes: tuple[str, ...] = ()
    """What in the file is not used, and where; for a person to read."""
