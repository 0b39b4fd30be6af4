"""What the pages about provisions are made from, computed once for all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from archive_repo.text import kinds
from archiver.provisions import explain
from archiver.provisions.comparison import companies, comparable, looked_for
from archiver.provisions.comparison.compare import DocumentStory, Provision
from archiver.provisions.explain import Everywhere, OtherDocument, Shown
from archiver.provisions.regulations import touched
from archiver.provisions.taxonomy import Category, Polarity
from archiver.publish.site import permalinks, prose, rendering
from archiver.publish.site.clause_values import Beside, beside
from archiver.publish.site.contents import Contents, Stories
from archiver.publish.site.kept_quotations import KeptQuotations
from archiver.publish.site.rendering import Frame
from archiver.report import across, clauses, excerpts, looks, phrases
from archiver.report.across import Across
from archiver.report.screen import text_of

TEXTS = 32
"""Texts that are remembered: a page quotes some of its platform's others, and three of other platforms."""
SHORT = 320
"""Characters of an excerpt in a table of many."""


class ClauseSources:
    """Provisions across the archive, and what is shown of each. `made_by` changes with code and templates."""

    def __init__(
        self,
        contents: Contents,
        stories: Stories,
        frame: Frame,
        made_by: str,
        connection: sqlite3.Connection,
    ) -> None:
        self.contents = contents
        self.stories = stories
        self.frame = frame
        self.known = contents.taxonomy
        self.names = {one.slug: one.name for one in contents.platforms}
        self.unread = looked_for.unread(contents.outlines)
        """Languages of platforms whose texts are not read, by the platform's slug."""
        self.languages = {slug: clauses.language_read(name) for slug, name in self.unread.items()}
        """The same, and how they are read."""
        self._companies = companies.of(contents.outlines)
        self.across = cache(self._across)
        self.touching = cache(self._touching)
        self.everywhere = cache(self._everywhere)
        self._stamps_of = cache(self._stamps_by_document)
        self.text = lru_cache(maxsize=TEXTS)(self._text)
        self.quoting = KeptQuotations(connection, self._text_of, rendering.fingerprint())
        self.anchors = lru_cache(maxsize=1)(self._anchors)
        self._own = {one.slug: [own.outline for own in one.documents] for one in contents.platforms}
        self._made_by = made_by
        self._stamps: dict[tuple[str, str, str], str] = {}

    def key(self, told: object) -> str:
        """What a page that tells this is known by."""
        return rendering.key(self._made_by, told)

    def siblings(self, one: DocumentStory, category: Category) -> Iterator[OtherDocument]:
        """What the other documents of its platform say of a category."""
        return explain.siblings(one, self._own[one.repository.platform], category, self.quoting)

    def beside(self, here: Sequence[Provision], category: Category) -> Iterator[Shown]:
        """The passages of other platforms on the page of a document, which has these itself."""
        return explain.beside(here, self.everywhere(category.id), self.quoting)

    def _text_of(self, one: DocumentStory) -> str:
        """The text that a document's story ends with."""
        return self.text(one.repository.platform, one.document)

    def stamps_beside(self, own: DocumentStory, category: str) -> list[tuple[object, object]]:
        """What changes with each other document of the platform: whether it is quoted, and its quotation."""
        stamps = self._stamps_of(own.repository.platform, category)
        return [stamp for document, stamp in stamps if document != own.document]

    def _stamps_by_document(self, platform: str, category: str) -> list[tuple[str, tuple[object, object]]]:
        return [(one.document, self._stamp_of(one, category)) for one in self._own[platform]]

    def _stamp_of(self, own: DocumentStory, category: str) -> tuple[object, object]:
        central = comparable.central(own.provisions(category))
        if central is None:
            return (own.document, own.title, own.story.unread), ()
        return (own.document, own.title, central.finding.chance), self.stamp_quoted(central)

    def stamp_quoted(self, one: Provision) -> object:
        """Changes with what is quoted of another document, with what stands around it."""
        named = one.name, one.document_title
        return *named, one.version.id, one.finding.core_spans, self._last_seen(one)

    def stamp(self, one: Provision) -> str:
        """Changes with what is shown of a platform's best passage beside those of others."""
        where = one.platform, one.document, one.finding.category
        if where not in self._stamps:
            self._stamps[where] = rendering.key(beside(one), self._last_seen(one))
        return self._stamps[where]

    def shown(self, one: Provision) -> dict[str, Any]:
        """A platform's best passage, beside those of others."""
        told: Beside = beside(one)
        dates = ", ".join([clauses.dates(one), *self._last_seen(one)])
        return {
            "text": text_of(excerpts.in_short(one.finding, 2 * SHORT)),
            "name": f"{told.platform_name}, {told.title}",
            "address": told.page,
            "says": clauses.label(one.finding),
            "since": phrases.sentence(dates).rstrip("."),
        }

    def _last_seen(self, one: Provision) -> list[str]:
        return looks.last_seen(self.contents.seen[one.platform, one.document])

    def _across(self, category: str) -> Across:
        return across.read(self.contents.outlines, self.known.categories[category], None, self._companies)

    def _touching(self, category: str) -> Mapping[str, Sequence[Provision]]:
        """The passages of this category that stand for platforms, by the ids of the articles they touch."""
        found: dict[str, list[Provision]] = {}
        for one in self.across(category).having:
            if one.finding.category == category:  # of another one where it says the same
                for article in touched.articles(one.finding, kinds.of(one.document_title)):
                    found.setdefault(article.id, []).append(one)
        return found

    def _everywhere(self, category: str) -> Everywhere:
        return Everywhere.of(self.known.categories[category], self.contents.outlines)

    def _text(self, platform: str, document: str) -> str:
        own = self.contents.documents[platform, document].outline
        return own.repository.text(own.version)

    def _anchors(self, platform: str, document: str) -> tuple[list[int], Mapping[int, str]]:
        """Where each line of that text starts, and what it is called on the page."""
        text = self.text(platform, document)
        return prose.starts(text), prose.anchors(text)


def address(one: Provision) -> str:
    """The page about a passage."""
    return permalinks.provision(one.platform, one.document, one.finding.category)


def said(polarity: Polarity) -> str:
    """What a passage says of its category, in words."""
    return clauses.SAYS[polarity] or "says so"


def counted(found: Across) -> str:
    """How many companies answer what, in words."""
    told = phrases.capitalised(across.total(found))
    same = "; ".join(" and ".join(slugs) for slugs in across.same_company(found))
    alike = f" {across.ONE_COMPANY}: {same}." if same else ""
    return f"{told}.{alike} {len(found.former)} had one." if found.former else f"{told}.{alike}"
