"""TimeMaps (RFC 7089) as files: the versions of what stood at an address, for Memento clients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from archive_repo.records import ChangeClass
from archiver.publish.site import permalinks, successions
from archiver.publish.site.contents import Contents, Document, sources
from archiver.publish.site.deploy import Page
from archiver.publish.site.rendering import Frame, key

MEDIA_TYPE = "application/link-format"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """A version's page."""

    at: datetime
    page: str
    """From the site's root."""
    sources: tuple[str, ...]
    """The addresses that it was read from, in the order of its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What stood at an address over time.

    At the first address of a document's newest version, all of its versions, and those of documents before
    it there; at any other of its addresses, the versions that were read from it.
    """

    url: str
    number: int
    """0 for the first address of the newest version; else its place among all that the document ever had."""
    timemap: str
    """The file that lists them, from the site's root."""
    mementos: tuple[Memento, ...]
    """The oldest first."""
    inherited: int
    """How many of these are of documents that stood there before."""


def pages(contents: Contents, frame: Frame, made_by: str) -> Iterator[Page]:
    """The TimeMaps of each document, one for each address that it was read from."""
    earlier = successions.before(contents.documents.values())
    for one in contents.documents.values():
        for found in _timelines(one.address, map(_mementos, earlier[one.address]), tuple(_mementos(one))):

            def make(found: Timeline = found) -> bytes:
                return "".join(_lines(found, frame.url or "/")).encode()

            yield Page(path=found.timemap, key=key(made_by, found), make=make)


def _mementos(document: Document) -> Iterator[Memento]:
    for version, page in zip(document.versions, document.pages.values(), strict=True):
        if version.is_the_document:
            yield Memento(at=version.fetched_at, page=page, sources=sources(version))


def listed(platforms: Iterable[Mapping[str, Any]]) -> Iterator[Timeline]:
    """The timelines of the documents that `platforms.json` lists."""
    documents = {one["page"]: one for platform in platforms for one in platform["documents"]}
    for page, document in documents.items():
        earlier = (_listed_mementos(documents[own]) for own in document["earlier"])
        yield from _timelines(page, earlier, tuple(_listed_mementos(document)))


def _listed_mementos(document: Mapping[str, Any]) -> Iterator[Memento]:
    for version in document["versions"]:
        if version["change_class"] != ChangeClass.NOT_THE_DOCUMENT:
            yield Memento(
                at=datetime.fromisoformat(version["fetched_at"]),
                page=version["page"],
                sources=tuple(version["sources"]),
            )


def _timelines(page: str, earlier: Iterable[Iterable[Memento]], own: Sequence[Memento]) -> Iterator[Timeline]:
    inherited = [memento for before in earlier for memento in before]
    for url, number in permalinks.address_numbers([one.sources for one in own]).items():
        there = own if number == 0 else [one for one in own if url in one.sources]
        before = inherited if number == 0 else []
        yield Timeline(
            url=url,
            number=number,
            timemap=permalinks.timemap(page, number),
            mementos=(*before, *there),
            inherited=len(before),
        )


def links(found: Timeline, root: str, shown: Iterable[int]) -> Iterator[str]:
    """Links to some of the mementos, by their places, as a TimeMap and the header `Link` have them."""
    last = len(found.mementos) - 1
    for place in shown:
        ranks = [name for name, at in (("first", 0), ("last", last)) if place == at]
        rel, one = " ".join([*ranks, "memento"]), found.mementos[place]
        yield f'<{permalinks.uri(root + one.page)}>; rel="{rel}"; datetime="{http_date(one.at)}"'


def http_date(moment: datetime) -> str:
    """A time as HTTP writes it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _lines(found: Timeline, root: str) -> Iterator[str]:
    yield f'<{permalinks.uri(found.url)}>; rel="original"'
    between = ""
    if found.mementos:
        first, last = found.mementos[0].at, found.mementos[-1].at
        between = f'; from="{http_date(first)}"; until="{http_date(last)}"'
    yield f',\n<{permalinks.uri(root + found.timemap)}>; rel="self"; type="{MEDIA_TYPE}"{between}'
    for link in links(found, root, range(len(found.mementos))):
        yield f",\n{link}"
    yield "\n"
