"""The feeds of the site: of everything, each platform, document and category; the page that lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from archiver.publish import feeds
from archiver.publish.feeds import Entry, Feed, FeedFile
from archiver.publish.site import permalinks
from archiver.publish.site.contents import Contents
from archiver.publish.site.deploy import Page
from archiver.publish.site.differences import Differences
from archiver.publish.site.rendering import Frame, key
from archiver.report.changes import ChangeRow

ALL = f"{permalinks.FEEDS}all"


def changes_of(address: str) -> str:
    """The feed beside a page."""
    return f"{address}changes"


def pages(contents: Contents, differences: Differences, frame: Frame, made_by: str) -> Iterator[Page]:
    """The files of all feeds, and the page that lists them."""
    versions = {row.version: (row.platform, row.document) for row in contents.amendments}

    def html(entry: Entry) -> str:
        document = contents.documents[versions[entry.version]]
        return differences.in_feeds(document.by_id[entry.version])

    for feed in all_feeds(contents):
        yield from _files(feed, frame, made_by, html)
    path, listed = permalinks.FEEDS, _listed(contents)
    yield Page(path=path, key=key(made_by, listed), make=lambda: _list(frame, path, listed))


def _listed(contents: Contents) -> dict[str, Any]:
    """The feeds as their page shows them: each with what it is called there, and its address."""
    return {
        "everything": ("All changes", ALL),
        "platforms": [
            (
                (platform.name, changes_of(platform.address)),
                [(one.title, changes_of(one.address)) for one in platform.documents],
            )
            for platform in contents.platforms
        ],
        "categories": [
            (one.title, changes_of(permalinks.category(one.id)))
            for one in contents.taxonomy.categories.values()
        ],
    }


def _list(frame: Frame, path: str, listed: Mapping[str, Any]) -> bytes:
    return frame.page(
        "feeds.html",
        path,
        title="Feeds",
        description="Feeds of changes: of everything, a platform, a document, or a kind of provision.",
        **listed,
    )


def all_feeds(contents: Contents) -> Iterator[Feed]:
    """The feeds, each with its entries."""

    def feed(title: str, address: str, at: str, rows: Sequence[ChangeRow], *, by_year: bool = True) -> Feed:
        return Feed(
            title=title,
            address=address,
            page=at,
            entries=tuple(_entry(contents, row) for row in rows),
            by_year=by_year,
        )

    rows = contents.amendments
    yield feed("All changes of policies", ALL, permalinks.CHANGES, rows, by_year=False)
    for platform in contents.platforms:
        own = contents.amendments_of[platform.slug]
        yield feed(
            f"Changes of {platform.name}'s policies", changes_of(platform.address), platform.address, own
        )
        for one in platform.documents:
            title = f"Changes of {one.name}, {one.title}"
            only = [row for row in own if row.document == one.slug]
            yield feed(title, changes_of(one.address), one.address, only)
    for category in contents.taxonomy.categories.values():
        at = permalinks.category(category.id)
        touching = [row for row in rows if category.id in (row.categories or ())]
        yield feed(f"Changes that touch “{category.title}”", changes_of(at), at, touching)


def _entry(contents: Contents, row: ChangeRow) -> Entry:
    own = contents.documents[row.platform, row.document]
    return Entry(
        version=row.version,
        title=f"{row.platform_name}, {row.title}",
        summary=contents.sentences[row.version],
        address=own.change_page(own.by_id[row.version]),
        published=row.fetched_at,
        tags=(row.platform, row.document, str(row.change_class or row.cause)),
    )


def _files(feed: Feed, frame: Frame, made_by: str, html: Callable[[Entry], str]) -> Iterator[Page]:
    for file in feeds.files(feed):
        said = [(one.version, one.title, one.summary, one.address) for one in file.entries]
        own = key(made_by, feed.title, file.earlier, said)

        def as_atom(file: FeedFile = file) -> bytes:
            return feeds.atom(file, frame.title, frame.url, html)

        def as_json(file: FeedFile = file) -> bytes:
            return feeds.json_feed(file, frame.title, frame.url, html)

        yield Page(path=f"{file.name}.atom", key=own, make=as_atom)
        yield Page(path=f"{file.name}.json", key=own, make=as_json)
