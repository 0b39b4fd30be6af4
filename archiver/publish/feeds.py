"""Changes as feeds: Atom (RFC 4287) with archives (RFC 5005), and JSON Feed 1.1.

The current file of a feed has its newest entries. What is older lies in archives, a file for each month or
year, which name each other, so that a reader that follows them misses nothing. An entry's id is that of the
version's commit, a SWHID: it stays the same wherever the feed is served.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from itertools import groupby
from xml.etree import ElementTree

from archiver.report import values

NEWEST = 30
"""Entries of a feed's current file: a month of a busy archive, and about 200 kB with the differences."""

ATOM, HISTORY = "http://www.w3.org/2005/Atom", "http://purl.org/syndication/history/1.0"
JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A change."""

    version: str
    """The id of the commit."""
    title: str
    summary: str
    """One sentence, as text."""
    address: str
    """Its page, from the site's root."""
    published: datetime
    """When the change was seen."""
    tags: tuple[str, ...]
    """Platform, type of document, class of the change."""

    @property
    def id(self) -> str:
        """The same wherever the feed is served."""
        return f"swh:1:rev:{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed of changes."""

    title: str
    address: str
    """Its files from the site's root, without their endings: `mistral-ai/changes`."""
    page: str
    """The page that tells the same, from the site's root."""
    entries: tuple[Entry, ...]
    """The newest first."""
    by_year: bool
    """True if an archive has the entries of a year, and not of a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFile:
    """One file of a feed."""

    feed: Feed
    name: str
    """Its address from the site's root, without the ending."""
    entries: tuple[Entry, ...]
    is_archive: bool
    earlier: str
    """The archive before it, as `name`; empty for the oldest."""


def files(feed: Feed) -> Iterator[FeedFile]:
    """The current file, and archives where there are more entries than it has."""
    form = "%Y" if feed.by_year else "%Y-%m"
    archives = [
        (f"{feed.address}-{period}", tuple(entries))
        for period, entries in groupby(feed.entries, key=lambda one: f"{one.published:{form}}")
    ]
    if len(feed.entries) <= NEWEST:
        archives = []
    first = archives[0][0] if archives else ""
    yield FeedFile(
        feed=feed, name=feed.address, entries=feed.entries[:NEWEST], is_archive=False, earlier=first
    )
    for place, (name, entries) in enumerate(archives):
        earlier = archives[place + 1][0] if place + 1 < len(archives) else ""
        yield FeedFile(feed=feed, name=name, entries=entries, is_archive=True, earlier=earlier)


Html = Callable[[Entry], str]
"""The difference of an entry; empty where it is left to its page."""


def atom(file: FeedFile, site: str, url: str, html: Html) -> bytes:
    """The file as Atom. `site` is the site's name, `url` where it is served, with a slash at its end."""
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xmlns:fh": HISTORY})
    _text(root, "id", f"{url}{file.name}.atom" if url else f"tag:archiver,2026:{file.name}")
    _text(root, "title", file.feed.title)
    _text(root, "updated", _updated(file.entries))
    _text(ElementTree.SubElement(root, "author"), "name", site)
    _text(root, "generator", "archiver")
    links = [("self", f"{file.name}.atom"), ("alternate", file.feed.page)]
    links += [("prev-archive", f"{file.earlier}.atom")] if file.earlier else []
    links += [("current", f"{file.feed.address}.atom")] if file.is_archive else []
    for rel, address in links:
        ElementTree.SubElement(root, "link", {"rel": rel, "href": f"{url}{address}"})
    if file.is_archive:
        ElementTree.SubElement(root, "fh:archive")
    for one in file.entries:
        _entry(ElementTree.SubElement(root, "entry"), one, url, html(one))
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def json_feed(file: FeedFile, site: str, url: str, html: Html) -> bytes:
    """The file as JSON Feed 1.1."""
    told = {
        "version": JSON_FEED,
        "title": file.feed.title,
        "home_page_url": f"{url}{file.feed.page}",
        "feed_url": f"{url}{file.name}.json",
        **({"next_url": f"{url}{file.earlier}.json"} if file.earlier else {}),
        "authors": [{"name": site}],
        "items": [
            {
                "id": one.id,
                "url": f"{url}{one.address}",
                "title": one.title,
                "summary": one.summary,
                "content_html": html(one) or escape(one.summary),
                "date_published": one.published.isoformat(),
                "tags": list(one.tags),
            }
            for one in file.entries
        ],
    }
    return values.to_file(told)


def _entry(element: ElementTree.Element, one: Entry, url: str, html: str) -> None:
    _text(element, "id", one.id)
    _text(element, "title", one.title)
    _text(element, "published", one.published.isoformat())
    _text(element, "updated", one.published.isoformat())
    ElementTree.SubElement(element, "link", {"rel": "alternate", "href": f"{url}{one.address}"})
    for tag in one.tags:
        ElementTree.SubElement(element, "category", {"term": _NOT_XML.sub("", tag)})
    _text(element, "summary", one.summary)
    if html:
        _text(element, "content", html, type="html")


def _updated(entries: Sequence[Entry]) -> str:
    """When a feed changed last; one that has no entry has not changed since Atom was made."""
    return max((one.published.isoformat() for one in entries), default="2005-12-01T00:00:00+00:00")


def _text(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = _NOT_XML.sub("", text)


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document can hold, which a page may all the same."""
