"""What the site tells of: platforms, documents, versions, provisions and news, read once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from itertools import groupby, pairwise
from typing import Protocol, TypeVar

from archive_repo.archive import Archive
from archive_repo.errors import StoreError
from archive_repo.index import queries
from archive_repo.records import Bounds, Version
from archiver.declarations import changing
from archiver.provisions import taxonomy
from archiver.provisions.comparison import compare
from archiver.provisions.comparison.compare import DocumentStory
from archiver.provisions.explain import Unrecorded
from archiver.provisions.stories import history, kept
from archiver.provisions.taxonomy import Category, Taxonomy
from archiver.publish import telling
from archiver.publish.site import permalinks
from archiver.report import changes, looks, standing, unrecorded
from archiver.report.changes import ChangeRow, News, Wanted
from archiver.report.looks import LastLooks
from archiver.report.standing import StandingRow

T = TypeVar("T")


class Watched(Protocol):
    """Shows somebody who waits how far it is."""

    def __call__(self, found: Sequence[T], what: str, /) -> Iterable[T]:
        """The same values; `what` says what is done to each."""


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document that has versions."""

    outline: DocumentStory
    """It with its story in outline; `Stories` has the whole one."""
    digests: Mapping[str, str]
    """By category: changes with what its whole story tells of it."""
    looks: LastLooks
    versions: tuple[Version, ...]
    """Oldest first."""

    @property
    def platform(self) -> str:
        """The platform's slug."""
        return self.outline.repository.platform

    @property
    def name(self) -> str:
        """The platform's name."""
        return self.outline.name

    @property
    def slug(self) -> str:
        """The document's slug."""
        return self.outline.document

    @property
    def title(self) -> str:
        """The document's title."""
        return self.outline.title

    @property
    def newest(self) -> Version:
        """The text that stands today."""
        return self.versions[-1]

    @property
    def address(self) -> str:
        """Its page."""
        return permalinks.document(self.platform, self.slug)

    @cached_property
    def pages(self) -> dict[str, str]:
        """The page of each version, by the version's id."""
        return permalinks.versions(self.versions)

    def change_page(self, version: Version) -> str:
        """Where it is told what a version changed; of one that has none before it, its text."""
        page = self.pages[version.id]
        return permalinks.changes(page) if self.before(version) else page

    @cached_property
    def by_id(self) -> dict[str, Version]:
        """The versions by their ids."""
        return {one.id: one for one in self.versions}

    def since(self, version: Version) -> Bounds:
        """The two looks between which a version came about."""
        return self.outline.since[version.id]

    def before(self, version: Version) -> Version | None:
        """The version that a version is compared with."""
        return self.by_id.get(version.previous or "")

    def after(self, version: Version) -> Version | None:
        """The version that came next."""
        return self._next.get(version.id)

    @cached_property
    def _next(self) -> dict[str, Version]:
        return {one.id: after for one, after in pairwise(self.versions)}

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Ids of the categories that it has, or once had, in the order of the taxonomy."""
        return tuple(one for one in taxonomy.load().categories if one in self.digests)

    def timemap(self, version: Version) -> str:
        """The TimeMap of the address that a version was first read from; empty where that is not known."""
        number = self._address_numbers.get(next(iter(sources(version)), ""))
        return "" if number is None else permalinks.timemap(self.address, number)

    @cached_property
    def _address_numbers(self) -> dict[str, int]:
        return permalinks.address_numbers([sources(one) for one in self.versions if one.is_the_document])

    @property
    def searched(self) -> int:
        """How many of its pages are searched: its text, and that of each category that it has."""
        return 1 + len({one.category for one in self.outline.story.findings})

    @cached_property
    def dated(self) -> str:
        """Changes with when any of the versions came."""
        return str(list(self.outline.since.values()))


def sources(version: Version) -> tuple[str, ...]:
    """The addresses that a version was read from, as far as they are known."""
    return tuple(url for url in version.urls if url)


@dataclass(frozen=True, kw_only=True)
class Platform:
    """A platform with its documents."""

    slug: str
    name: str
    documents: tuple[Document, ...]

    @property
    def address(self) -> str:
        """Its page."""
        return permalinks.platform(self.slug)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """All that the site tells."""

    platforms: tuple[Platform, ...]
    news: News
    """Changes of words, and new documents."""
    standing: tuple[StandingRow, ...]
    """How each document is doing, the most urgent first."""
    unrecorded: Mapping[str, Sequence[Unrecorded]]
    """Documents that are tracked and have no text, by the platform's slug."""
    retired: Mapping[tuple[str, str], str]
    """Until when documents were tracked that are no longer, by the slugs of platform and document."""
    taxonomy: Taxonomy
    now: datetime

    @cached_property
    def documents(self) -> dict[tuple[str, str], Document]:
        """The documents by the slugs of platform and document."""
        return {(one.platform, one.slug): one for own in self.platforms for one in own.documents}

    @cached_property
    def outlines(self) -> list[DocumentStory]:
        """The documents with their provisions in outline."""
        return [one.outline for one in self.documents.values()]

    @cached_property
    def seen(self) -> dict[tuple[str, str], LastLooks]:
        """When each document was last looked at."""
        return {key: one.looks for key, one in self.documents.items()}

    @cached_property
    def newest_first(self) -> tuple[ChangeRow, ...]:
        """The news, the newest first."""
        return tuple(sorted(self.news.rows, key=lambda row: (row.fetched_at, row.version), reverse=True))

    @cached_property
    def amendments(self) -> tuple[ChangeRow, ...]:
        """The changes among the news, without the documents that are newly tracked, the newest first."""
        return tuple(row for row in self.newest_first if row.change_class is not None)

    @cached_property
    def amendments_of(self) -> dict[str, list[ChangeRow]]:
        """The changes of each platform, by its slug, the newest first."""
        found: dict[str, list[ChangeRow]] = {one.slug: [] for one in self.platforms}
        for row in self.amendments:
            found[row.platform].append(row)
        return found

    @cached_property
    def sentences(self) -> dict[str, str]:
        """What is said of each change in a sentence, by its version."""
        return {row.version: telling.sentence(row, self.categories(row)) for row in self.news.rows}

    def tracked(self, one: Platform) -> list[Document]:
        """Those of a platform's documents that are not retired."""
        return [own for own in one.documents if (own.platform, own.slug) not in self.retired]

    def categories(self, row: ChangeRow) -> list[Category]:
        """The categories that a change touches."""
        return [self.taxonomy.categories[one] for one in row.categories or ()]


class Stories:
    """The whole stories of documents, for pages that are made again. `connection` is an up-to-date index."""

    def __init__(self, connection: sqlite3.Connection, contents: Contents) -> None:
        self._connection = connection
        self._contents = contents
        self._last = lru_cache(maxsize=1)(self._read)

    def of(self, document: Document) -> DocumentStory:
        """A document with its whole story; the last one that was asked for is remembered."""
        return self._last(document.platform, document.slug)

    def _read(self, platform: str, document: str) -> DocumentStory:
        own = self._contents.documents[platform, document]
        versions = own.versions[::-1]
        story = kept.of(self._connection, own.outline.repository, document, self._contents.now, versions)
        return replace(own.outline, story=story)


def read(
    connection: sqlite3.Connection,
    archive: Archive,
    now: datetime,
    *,
    watched: Watched,
    sick: Callable[[str, str], None],
) -> Contents:
    """What the archive holds. `connection` is an index that is up to date.

    `watched` shows how many documents have been read; `sick` is called for a platform that cannot be read,
    which is left out.
    """
    platforms = tuple(_platforms(connection, archive, now, watched, sick))
    names = {one.slug for one in platforms}
    news = changes.between(connection, archive, Wanted(since=EPOCH, until=now), now)
    touched: dict[str, tuple[str, ...]] = {}
    for one in (document for own in platforms for document in own.documents):
        touched |= history.touched(one.outline.story)
    rows = tuple(
        replace(row, categories=touched.get(row.version, ())) for row in news.rows if row.platform in names
    )
    looked_at = standing.looked_at(
        connection, {}, holds=lambda platform, _document: platform in names, now=now
    )
    return Contents(
        platforms=platforms,
        news=News(rows=rows, flaps=news.flaps, undated=news.undated, health=news.health),
        standing=tuple(standing.by_urgency(looked_at)),
        unrecorded=_unrecorded(archive, platforms, looked_at),
        retired=changing.retired(archive.declarations),
        taxonomy=taxonomy.load(),
        now=now,
    )


def _unrecorded(
    archive: Archive, platforms: Sequence[Platform], looked_at: Sequence[StandingRow]
) -> dict[str, Sequence[Unrecorded]]:
    recorded = {(own.platform, own.slug) for one in platforms for own in one.documents}
    slugs = {one.slug for one in platforms}
    declared, _ = standing.declared(archive)
    never = standing.never_looked_at(
        declared, lambda platform, _document: platform in slugs, seen=looked_at, unread=()
    )
    rows = sorted([*looked_at, *never], key=lambda row: row.platform)
    return {
        slug: tuple(unrecorded.among(own, recorded))
        for slug, own in groupby(rows, key=lambda row: row.platform)
    }


def _platforms(
    connection: sqlite3.Connection,
    archive: Archive,
    now: datetime,
    watched: Watched,
    sick: Callable[[str, str], None],
) -> Iterator[Platform]:
    tracked = sorted(queries.documents(connection), key=lambda one: (one.platform, one.document))
    for slug, own in groupby(watched(tracked, "reading"), key=lambda one: one.platform):
        documents: list[Document] = []
        try:
            for one in own:
                documents += _document(connection, archive, one.platform, one.document, now)
        except StoreError as error:
            sick(slug, str(error))
            continue
        if documents:
            yield Platform(slug=slug, name=documents[0].name, documents=tuple(documents))


def _document(
    connection: sqlite3.Connection, archive: Archive, platform: str, document: str, now: datetime
) -> Sequence[Document]:
    versions = queries.versions(connection, platform, document)
    if not versions:
        return ()
    repository = archive.repository(platform)
    story = kept.outline(connection, repository, document, now, versions)
    return [
        Document(
            outline=compare.with_story(connection, repository, versions, story),
            digests=story.digests,
            looks=looks.last(connection, platform, document),
            versions=tuple(versions[::-1]),
        )
    ]
