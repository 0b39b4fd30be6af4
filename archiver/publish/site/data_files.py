"""What lies beside the pages for programs: files of JSON, each of which names its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive_repo.records import Cause, ChangeClass, Version
from archiver.publish.site import permalinks, rendering, successions
from archiver.publish.site.clause_values import CategoryPage, ProvisionPage
from archiver.publish.site.contents import Contents, Document, sources
from archiver.publish.site.deploy import Page, Renewal
from archiver.publish.site.source import Source
from archiver.report import looks, schema, values
from archiver.report.changes import ChangeRow
from archiver.report.texts import TextRow

PLATFORMS = "platforms.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedVersion:
    """A version of a document."""

    version: str
    fetched_at: datetime
    cause: Cause
    change_class: ChangeClass | None
    """`not-the-document` for an error page or a wall that a collection recorded in the document's place."""
    page: str
    """Its address, from the root of the site."""
    sources: tuple[str, ...]
    """The addresses that it was read from; empty where nobody knows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDocument:
    """A document of a platform."""

    document: str
    title: str
    page: str
    version: str
    """Id of the newest version."""
    sources: tuple[str, ...]
    """The addresses that the newest version was read from."""
    earlier: tuple[str, ...]
    """Pages of the documents that stood at its first address before it, the oldest first."""
    versions: tuple[ListedVersion, ...]
    """The oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPlatform:
    """A platform."""

    platform: str
    platform_name: str
    page: str
    documents: tuple[ListedDocument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformList:
    """All platforms and documents of the archive."""

    platforms: tuple[ListedPlatform, ...]


KINDS: Mapping[str, Any] = {
    "text": TextRow,
    "change": ChangeRow,
    "provision": ProvisionPage,
    "category": CategoryPage,
    "platforms": PlatformList,
}
"""The value in a file, by the name of its schema."""


def schema_of(kind: str, url: str) -> bytes:
    """The schema of a kind of file; `url` is where the site is served, empty where that is not known."""
    made = schema.of(KINDS[kind], kind)
    own = made["$defs"][KINDS[kind].__name__]
    own["properties"] = {"$schema": {"type": "string", "description": "This schema."}, **own["properties"]}
    own["required"] = ["$schema", *own["required"]]
    named = {"$schema": made.pop("$schema"), **({"$id": f"{url}{_place(kind)}"} if url else {})}
    return values.to_file(named | made)


def of(kind: str, path: str, url: str, value: object) -> bytes:
    """The file at an address with a value of a kind of `KINDS`."""
    named = {"$schema": f"{url or permalinks.up(path)}{_place(kind)}"}
    return values.plain_to_file(named | values.plain(value))


def of_version(
    source: Source,
    document: Document,
    version: Version,
    kind: str,
    path: str,
    key: str,
    value: Callable[[], object],
) -> Page:
    """The file beside a page about a version, with a row.

    After a look that found nothing new, only what it says of looks is another.
    """

    def make() -> bytes:
        return of(kind, path, source.frame.url, value())

    def renewed(page: bytes) -> bytes | None:
        try:
            told = json.loads(page)
        except ValueError:  # damaged since
            return None
        return values.to_file(told | looks.keys(looks.of_version(source.connection, version)))

    after = document.after(version)
    looked = rendering.key(after.id if after else f"{document.looks}")
    return Page(path=f"{path}index.json", key=key, make=make, renewal=Renewal(key=looked, make=renewed))


def platforms(contents: Contents) -> PlatformList:
    """What programs start from."""
    earlier = successions.before(contents.documents.values())
    return PlatformList(
        platforms=tuple(
            ListedPlatform(
                platform=one.slug,
                platform_name=one.name,
                page=one.address,
                documents=tuple(_listed(own, earlier[own.address]) for own in one.documents),
            )
            for one in contents.platforms
        )
    )


def _listed(document: Document, earlier: Sequence[Document]) -> ListedDocument:
    return ListedDocument(
        document=document.slug,
        title=document.title,
        page=document.address,
        version=document.newest.id,
        sources=sources(document.newest),
        earlier=tuple(one.address for one in earlier),
        versions=tuple(
            ListedVersion(
                version=version.id,
                fetched_at=version.fetched_at,
                cause=version.cause,
                change_class=version.change_class,
                page=page,
                sources=sources(version),
            )
            for version, page in zip(document.versions, document.pages.values(), strict=True)
        ),
    )


def _place(kind: str) -> str:
    return f"{permalinks.SCHEMAS}{kind}.json"
