"""The whole site: every page of the archive, made again only where something changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import chain, groupby
from pathlib import Path

from archiver.publish.site import (
    about_pages,
    article_pages,
    category_pages,
    change_pages,
    deploy,
    feed_pages,
    front,
    permalinks,
    provision_pages,
    question_pages,
    readings,
    rendering,
    search_index,
    timemaps,
)
from archiver.publish.site.clause_sources import ClauseSources
from archiver.publish.site.contents import Contents, Document, Watched
from archiver.publish.site.deploy import Bundle, Deployed, Page
from archiver.publish.site.search_index import Indexer
from archiver.publish.site.source import Source


def build(source: Source, folder: Path, watched: Watched, indexer: Indexer | None) -> Deployed:
    """Make the folder hold the site.

    `watched` shows how many documents have been written; `indexer` makes the index for the search, and
    without it the site has none. The pages of a platform that cannot be read now stay as they are, since
    others link to them. Raises as `deploy.deploy`.
    """
    told = {one.slug for one in source.contents.platforms}
    stay = [permalinks.platform(slug) for slug in source.archive.slugs() if slug not in told]
    stay += [permalinks.ASSETS] if stay else []  # which they load, of another release perhaps
    return deploy.deploy(folder, pages(source, watched, indexer), keep=stay)


def pages(source: Source, watched: Watched, indexer: Indexer | None) -> Iterator[Page | Bundle]:
    """All files of the site."""
    shown: list[str] = []
    for page in _pages(source, watched, indexer):
        if isinstance(page, Page) and page.file.endswith("index.html"):
            shown.append(page.path)
        yield page
    yield from about_pages.sitemap(sorted(shown), source.frame, source.made_by)


def _pages(source: Source, watched: Watched, indexer: Indexer | None) -> Iterator[Page | Bundle]:
    contents, frame, made_by = source.contents, source.frame, source.made_by
    sources = ClauseSources(contents, source.stories, frame, made_by, source.connection)
    places = search_index.places(contents, indexer)
    yield from _of_documents(source, sources, watched, indexer, places)  # first: an index takes half a second
    for name, path in rendering.assets().items():
        yield Page(path=path, key=path, make=partial(rendering.asset, name))
    yield from front.pages(contents, frame, made_by, _of_all(contents, made_by))
    yield from about_pages.pages(contents, frame, made_by)
    yield search_index.page(contents, frame, made_by, sorted(set(places.values())) if indexer else [])
    yield from category_pages.pages(sources)
    yield question_pages.page(sources)
    yield from article_pages.pages(sources)
    yield from feed_pages.pages(contents, source.differences, frame, made_by)
    yield from timemaps.pages(contents, frame, made_by)


def _of_documents(
    source: Source,
    sources: ClauseSources,
    watched: Watched,
    indexer: Indexer | None,
    places: Mapping[str, int],
) -> Iterator[Page | Bundle]:
    """The pages of documents, and after those of each index it, which is made while the next ones are."""
    rows = {row.version: row for row in source.contents.news.rows}
    documents = _by_index(source.contents.documents.values(), places)
    for place, own in groupby(watched(documents, "writing"), key=lambda one: places[one.platform]):
        searched: dict[str, str] = {}
        for document in own:
            for page in chain(
                readings.pages(source, document),
                change_pages.pages(source, document, rows),
                provision_pages.pages(sources, document),
            ):
                if page.searched:
                    searched[page.file] = page.searched
                yield page
        if indexer:
            yield search_index.bundle(place, searched, indexer)


def _by_index(documents: Collection[Document], places: Mapping[str, int]) -> list[Document]:
    """The documents, those of each index in a row, and first those of the one with the newest text.

    That index is the likeliest to be made again, which takes half a second beside the pages of the others.
    """
    newest: dict[int, datetime] = {}
    for one in documents:
        place, at = places[one.platform], one.newest.fetched_at
        newest[place] = max(newest.get(place, at), at)
    order = sorted(newest, key=lambda place: newest[place], reverse=True)
    ranks = {place: rank for rank, place in enumerate(order)}
    return sorted(documents, key=lambda one: ranks[places[one.platform]])


def _of_all(contents: Contents, made_by: str) -> str:
    """Changes with anything that the pages about the whole archive tell."""
    told = [made_by, f"{contents.now:%Y-%m-%d}", repr(contents.standing), repr(contents.seen)]
    told += [repr(sorted(contents.retired.items())), *(row.version for row in contents.news.rows)]
    return rendering.key(*told)
