"""The pages about provisions: in a document, across platforms, by article, and six plain questions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from itertools import groupby
from typing import Any
from urllib.parse import quote

from archive_repo.format.message import plural
from archive_repo.records import slug
from archive_repo.text import kinds
from archive_repo.text.markdown import plain
from archiver.provisions import compare, explain
from archiver.provisions.compare import Provision
from archiver.provisions.detect import Finding
from archiver.provisions.explain import NOTE, Explanation
from archiver.provisions.history import Event
from archiver.provisions.regulations import laws, touched
from archiver.provisions.regulations.laws import Article
from archiver.provisions.taxonomy import Category, Polarity
from archiver.publish.site import permalinks, prose, search_index, web_annotations
from archiver.publish.site.contents import Contents, Document
from archiver.publish.site.deploy import Page
from archiver.publish.site.rendering import Frame, key
from archiver.report import (
    across,
    articles,
    bounds,
    clauses,
    excerpts,
    explanation,
    looks,
    phrases,
    presence,
    values,
)
from archiver.report.across import Across
from archiver.report.screen import text_of

PASSAGES = 5
"""Passages of a document that a page quotes; a category like liability has dozens."""
QUOTED = 4
"""Passages quoted for one event."""
SHORT = 320
"""Characters of an excerpt in a table of many."""
FRAGMENT = 300
"""Most characters of a text fragment; browsers give up on long ones."""

QUESTIONS: Sequence[tuple[str, tuple[str, ...]]] = (
    (
        "May they train AI models on what I write?",
        ("no-training-commitment", "training-opt-out", "model-training-on-user-data"),
    ),
    ("Who owns what the AI writes for me?", ("output-ownership",)),
    ("How long do they keep my data?", ("data-retention", "retention-after-deletion")),
    ("Can they change the terms without asking me?", ("unilateral-change-of-terms",)),
    ("Must I go to arbitration instead of a court?", ("arbitration",)),
    ("Can I leave with my data?", ("data-portability",)),
)
"""What people ask, and the categories that answer it, the clearest first."""

SIGNS = {
    Polarity.ASSERTS: ("●", "asserts"),
    Polarity.CONDITIONAL: ("◐", "conditional"),
    Polarity.MUTUAL: ("◐", "conditional"),
    Polarity.DENIES: ("○", "denies"),
    Polarity.EXCLUDES: ("✂", "excludes"),
}
"""The sign of a cell of the matrix, and its class."""


def pages(contents: Contents, frame: Frame, made_by: str) -> Iterator[Page]:
    """All pages about provisions. `made_by` changes with the code and the templates."""
    told = _Telling(contents, frame, made_by)
    yield from told.documents()
    yield from told.categories()
    yield told.matrix()
    yield told.questions()
    yield from told.articles()


class _Telling:
    """Writes the pages; what several of them need is computed once."""

    def __init__(self, contents: Contents, frame: Frame, made_by: str) -> None:
        self._contents = contents
        self._frame = frame
        self._made_by = made_by
        self._known = contents.taxonomy
        self._names = {one.slug: one.name for one in contents.platforms}
        self._unread = compare.unread(contents.stories)
        """Languages of platforms whose texts are not read, by the platform's slug."""
        self.made_from = {one: _document_stamp(document) for one, document in contents.documents.items()}
        self.across = cache(self._across)
        self.everywhere = cache(self._everywhere)
        self.text = lru_cache(maxsize=1)(self._text)
        self.anchors = lru_cache(maxsize=1)(self._anchors)

    def _across(self, category: str) -> Across:
        return across.read(self._contents.stories, self._known.categories[category], None)

    def _text(self, platform: str, document: str) -> str:
        """The text in which a document's provisions are; its pages are made in a row."""
        own = self._contents.documents[platform, document].story
        return own.repository.text(own.version)

    def _anchors(self, platform: str, document: str) -> tuple[list[int], Mapping[int, str]]:
        """Where each line of that text starts, and what it is called on the page."""
        text = self.text(platform, document)
        return prose.starts(text), prose.anchors(text)

    def _key(self, told: object) -> str:
        return key(self._made_by, told)

    def documents(self) -> Iterator[Page]:
        for document in self._contents.documents.values():
            for category in document.categories:
                yield from self._provision(document, self._known.categories[category])

    def _provision(self, document: Document, category: Category) -> Iterator[Page]:
        path = permalinks.provision(document.platform, document.slug, category.id)
        here = list(document.story.provisions(category.id))
        key = self._key(self._made_from(document, category.id, here))

        @cache
        def page() -> Explanation:
            found = self.everywhere(category.id)
            return explain.beside(
                document.story, found, self.across(category.id).without, category, self._known
            )

        def make() -> bytes:
            return self._provision_page(document, page(), path)

        def value() -> bytes:
            return values.to_file(explanation.row(page(), self._contents.seen))

        def annotated() -> bytes:
            text = self.text(document.platform, document.slug)
            place = document.pages[document.story.version.id]
            return values.to_file(
                web_annotations.page(page().passages, category, text, place, path, self._frame.url)
            )

        said = [one.finding.excerpt for one in sorted(here, key=lambda one: -one.finding.rank)[:PASSAGES]]
        searched = self._key((said, document.name, document.title)) if said else ""
        yield Page(path=path, key=key, make=make, searched=searched)
        yield Page(path=f"{path}index.json", key=key, make=value)
        if here:
            yield Page(path=permalinks.web_annotations(path), key=key, make=annotated)

    def _everywhere(self, category: str) -> Mapping[str, Provision | None]:
        found = self.across(category)
        having: dict[str, Provision | None] = {one.platform: one for one in found.having}
        return having | dict.fromkeys(found.without)

    def _made_from(self, document: Document, category: str, here: Sequence[Provision]) -> object:
        """What a page of a document and category tells, by ids and places, before it is told."""
        found = self.everywhere(category)
        others = [one for slug, one in found.items() if slug != document.platform]
        shown = [*here, *explain.nearest(others, here), *explain.earlier(others, here)]
        return (
            category,
            self.made_from[document.platform, document.slug],
            [_stamp(one, self.made_from[one.platform, one.document]) for one in shown],
            [
                (one.version, one.kind.value)
                for one in document.story.story.events
                if one.category == category
            ],
            [one.finding.polarity.value if one else "" for one in others],
            sorted(self.across(category).without),
        )

    def _provision_page(self, document: Document, page: Explanation, path: str) -> bytes:
        category, last = page.category, document.looks
        rest = len(page.passages) - PASSAGES
        has_it = page.excerpt is not None
        headline = explanation.headline(page)
        counted = self.across(category.id)
        return self._frame.page(
            "provision.html",
            path,
            title=f"{page.name}, {page.document_title}: {category.title}",
            description=headline,
            crumbs=[
                (page.name, permalinks.platform(page.platform)),
                (page.document_title, document.address),
                (category.title, permalinks.category(category.id)),
            ],
            filters=search_index.filters(page.name, page.document_title, category.title),
            heading=f"{page.name}: {category.title}",
            headline=headline,
            told=_told(document, page),
            unread=page.unread,
            warnings=[phrases.sentence(f"not known to be current: {looks.told(last)}")] if last.stale else [],
            annotations=web_annotations.MEDIA_TYPE if page.passages else "",
            passages=[self._passage(one, path) for one in page.passages[:PASSAGES]],
            more=f"And {plural(rest, 'more passage')} of the same kind in this document." if rest > 0 else "",
            taxonomy=page.taxonomy,
            explains=[
                ("What such a clause does", category.mechanism),
                ("What it means for you", category.effect),
                ("What you can do", category.action),
                ("What a compliance team should check", category.compliance),
            ]
            if has_it
            else [],
            severity=f"Severity of the category: {category.severity}. {page.criterion}",
            presence=phrases.sentence(presence.told(page.stays, last))
            if page.stays
            else "In no recorded version.",
            gone=any(stay.until for stay in page.stays),
            events=[self._event(document, page, event) for event, _ in page.events],
            articles=[self._article(one) for one in page.references],
            counted=_counted(counted),
            compare=permalinks.category(category.id),
            others=[self._beside(one) for one in page.beside],
            note=f"{NOTE} {explanation.METHOD}",
        )

    def _passage(self, one: Provision, path: str) -> dict[str, Any]:
        finding = one.finding
        root, own = permalinks.up(path), self._place(one)
        url = one.version.urls[0] if one.version.urls else ""
        return {
            "text": explanation.finding_text(finding),
            "row": self._row(one),
            "section": " › ".join(finding.headings),
            "since": phrases.sentence(clauses.dates(one)).rstrip("."),
            "address": f"{root}{own}{_directive(finding) if '#' in own else _fragment(finding)}",
            "live": f"{url.partition('#')[0]}{_fragment(finding)}" if url.startswith("http") else "",
        }

    def _row(self, one: Provision) -> list[tuple[str, str]]:
        """What a passage leaves out of its row of a table, such as the data that a purpose needs."""
        spans = one.finding.spans
        if len(spans) < 2:
            return []
        text = self.text(one.platform, one.document)
        row = prose.row(text, min(start for start, _ in spans), max(end for _, end in spans))
        left_out = [(head, said) for head, said in row if said and said not in one.finding.excerpt]
        return [(head, excerpts.cut(said, 2 * SHORT)) for head, said in left_out]

    def _place(self, one: Provision) -> str:
        """The sentence on the page of the document's text."""
        address = permalinks.document(one.platform, one.document)
        starts, anchors = self.anchors(one.platform, one.document)
        if not one.finding.spans:
            return address
        anchor = anchors.get(bisect_right(starts, one.finding.spans[0][0]), "")
        return f"{address}#{anchor}" if anchor else address

    def _event(self, document: Document, page: Explanation, event: Event) -> dict[str, Any]:
        changes = excerpts.changes(event, SHORT)
        between = document.story.since[event.version]
        first = event is page.events[0][0] and event.kind == "introduced"
        signs = {excerpts.AMENDED: "Amended", excerpts.GONE: "No longer", excerpts.CAME: "New"}
        rest = len(changes) - QUOTED
        return {
            "when": bounds.span(between),
            "kind": "first found" if first else _kind(event),
            "address": document.change_page(document.by_id[event.version]),
            "told": [f"{signs[sign]}: {text_of(text)}" for sign, text in changes[:QUOTED]],
            "more": f"And {plural(rest, 'more passage')}." if rest > 0 else "",
        }

    def _article(self, one: Article) -> dict[str, str]:
        return {
            "address": permalinks.article(one.id),
            "label": one.label,
            "subject": one.subject,
            "question": phrases.lowered(one.question),
        }

    def _beside(self, one: Provision) -> dict[str, str]:
        last = self._contents.seen[one.platform, one.document]
        return {
            "text": excerpts.cut(explanation.finding_text(one.finding), 2 * SHORT),
            "name": f"{one.name}, {one.document_title}",
            "address": permalinks.provision(one.platform, one.document, one.finding.category),
            "says": clauses.says(one.finding),
            "since": phrases.sentence(clauses.dates(one, last)).rstrip("."),
        }

    def categories(self) -> Iterator[Page]:
        for category in self._known.categories.values():
            found = self.across(category.id)
            path = permalinks.category(category.id)
            key = self._key((category.id, self._across_stamp(found)))

            def make(category: Category = category, found: Across = found, path: str = path) -> bytes:
                return self._category(category, found, path)

            def value(found: Across = found) -> bytes:
                return values.to_file(across.as_value(found, self._contents.seen, self._known.version))

            yield Page(path=path, key=key, make=make)
            yield Page(path=f"{path}index.json", key=key, make=value)

    def _across_stamp(self, found: Across) -> object:
        """Changes with what is told of a category across platforms."""
        former = [
            (self.made_from[one.repository.platform, one.document], len(stays)) for one, stays in found.former
        ]
        having = [_stamp(one, self.made_from[one.platform, one.document]) for one in found.having]
        return having, former, list(found.without.items()), list(found.unread.items())

    def _category(self, category: Category, found: Across, path: str) -> bytes:
        groups = [
            {"title": phrases.capitalised(_says(polarity)), "shown": [self._beside(one) for one in run]}
            for polarity, run in groupby(found.having, key=lambda one: one.finding.polarity)
        ]
        return self._frame.page(
            "category.html",
            path,
            title=f"{category.title}, compared",
            description=f"{category.title}: which platforms say so, since when, and in which words.",
            crumbs=[("Provisions", permalinks.PROVISIONS)],
            heading=category.title,
            mechanism=category.mechanism,
            told=_counted(found),
            severity=category.severity,
            groups=groups,
            former=[
                {
                    "name": f"{one.name}, {one.title}",
                    "address": permalinks.provision(one.repository.platform, one.document, category.id),
                    "when": presence.told(stays, self._contents.seen[one.repository.platform, one.document]),
                }
                for one, stays in found.former
            ],
            without=", ".join(found.without.values()),
            unread=[(self._names[slug], language) for slug, language in found.unread.items()],
            taxonomy=self._known.version,
            note=NOTE,
        )

    def matrix(self) -> Page:
        found = {category: self.across(category) for category in self._known.categories}
        told = {
            category: [(one.platform, one.document, one.finding.polarity) for one in own.having]
            for category, own in found.items()
        }
        path = permalinks.PROVISIONS
        names = [(one.slug, one.name) for one in self._contents.platforms]
        return Page(
            path=path, key=self._key((told, names, self._unread)), make=lambda: self._matrix(found, path)
        )

    def _matrix(self, found: Mapping[str, Across], path: str) -> bytes:
        groups = []
        for group, title in self._known.groups.items():
            own = [one for one in self._known.categories.values() if one.group == group]
            rows = [
                {
                    "title": one.title,
                    "address": permalinks.category(one.id),
                    "cells": self._cells(found[one.id]),
                }
                for one in own
            ]
            groups.append({"title": title, "rows": rows})
        return self._frame.page(
            "matrix.html",
            path,
            title="Provisions by platform",
            description="Which platforms state which kinds of provision, with the clause behind each cell.",
            platforms=self._contents.platforms,
            count=len(self._known.categories),
            groups=groups,
            note=NOTE,
        )

    def _cells(self, found: Across) -> list[dict[str, str]]:
        by_platform = {one.platform: one for one in found.having}
        cells = []
        for platform in self._contents.platforms:
            one = by_platform.get(platform.slug)
            if one is None and platform.slug in self._unread:
                said = f"{platform.name}: not read, in {self._unread[platform.slug]}"
                cells.append({"kind": "unread", "sign": "–", "said": said, "address": platform.address})
                continue
            if one is None:
                cells.append({"kind": "", "sign": "", "said": "", "address": ""})
                continue
            sign, kind = SIGNS[one.finding.polarity]
            said = _says(one.finding.polarity)
            address = permalinks.provision(one.platform, one.document, found.category.id)
            cells.append({"kind": kind, "sign": sign, "said": f"{one.name} {said}", "address": address})
        return cells

    def questions(self) -> Page:
        path = permalinks.QUESTIONS
        answers = {asked: self._answers(categories) for asked, categories in QUESTIONS}
        told = [
            (asked, platform, one.version.id, one.finding.excerpt)
            for asked, own in answers.items()
            for platform, found in own.items()
            for one in found
        ]
        return Page(
            path=path, key=self._key((told, self._unread)), make=lambda: self._questions(answers, path)
        )

    def _answers(self, categories: Sequence[str]) -> dict[str, list[Provision]]:
        """Each platform's best clause of each category, by the platform's slug."""
        found: dict[str, list[Provision]] = {one.slug: [] for one in self._contents.platforms}
        for category in categories:
            for one in self.across(category).having:
                found[one.platform].append(one)
        return found

    def _questions(self, answers: Mapping[str, Mapping[str, Sequence[Provision]]], path: str) -> bytes:
        return self._frame.page(
            "questions.html",
            path,
            title="Six questions",
            description="Six plain questions about platforms' terms, answered by verbatim excerpts.",
            taxonomy=self._known.version,
            note=NOTE,
            questions=[
                {
                    "asked": asked,
                    "anchor": slug(asked),
                    "categories": [
                        (self._known.categories[one].title, permalinks.category(one)) for one in categories
                    ],
                    "answers": [
                        {
                            "name": self._names[platform],
                            "clauses": list(map(self._said, own)),
                            "unread": self._unread.get(platform, ""),
                        }
                        for platform, own in answers[asked].items()
                    ],
                }
                for asked, categories in QUESTIONS
            ],
        )

    def _said(self, one: Provision) -> dict[str, str]:
        category = one.finding.category
        return {
            "text": excerpts.cut(explanation.finding_text(one.finding), SHORT),
            "address": permalinks.provision(one.platform, one.document, category),
            "title": self._known.categories[category].title,
            "where": one.document_title,
            "says": clauses.says(one.finding),
        }

    def articles(self) -> Iterator[Page]:
        shown = [one for one in laws.load().articles.values() if articles.touching(self._known, one)]
        path = permalinks.REGULATIONS
        yield Page(
            path=path,
            key=self._key(list(map(articles.reference, shown))),
            make=lambda: self._list_of_articles(shown, path),
        )
        for article in shown:
            found = {
                one.id: self._that_touch(article, one) for one in articles.touching(self._known, article)
            }
            told = [(one.version.id, one.finding.excerpt) for own in found.values() for one in own]
            make = partial(self._article_page, article, found)
            yield Page(
                path=permalinks.article(article.id),
                key=self._key((articles.reference(article), told)),
                make=make,
            )

    def _that_touch(self, article: Article, category: Category) -> list[Provision]:
        """The best clause of each platform in a category, as far as it touches the article."""
        return [
            one
            for one in self.across(category.id).having
            if article in touched.articles(one.finding, kinds.of(one.document_title))
        ]

    def _list_of_articles(self, shown: Sequence[Article], path: str) -> bytes:
        return self._frame.page(
            "articles.html",
            path,
            title="Regulations by article",
            description="Articles of law that the kinds of provision in this archive touch.",
            regulations=[
                {"title": law, "articles": [self._article(one) for one in own]}
                for law, own in groupby(shown, key=lambda one: one.law)
            ],
        )

    def _article_page(self, article: Article, found: Mapping[str, Sequence[Provision]]) -> bytes:
        path = permalinks.article(article.id)
        return self._frame.page(
            "article.html",
            path,
            title=article.label,
            description=f"{article.label}: {article.subject}.",
            crumbs=[("Regulations", permalinks.REGULATIONS)],
            article=article,
            question=phrases.lowered(article.question),
            categories=[
                {
                    "title": self._known.categories[category].title,
                    "address": permalinks.category(category),
                    "mechanism": self._known.categories[category].mechanism,
                    "platforms": [
                        (one.name, permalinks.provision(one.platform, one.document, category)) for one in own
                    ],
                }
                for category, own in found.items()
            ],
        )


def _document_stamp(document: Document) -> str:
    """Changes with what is told of a document beside its passages."""
    story = document.story
    return key(document.name, document.title, document.looks, story.story.unread, list(story.since.items()))


def _stamp(one: Provision, document: str) -> object:
    """Changes with what is told of a passage of a document."""
    finding = one.finding
    said = finding.spans, finding.polarity.value, finding.rank, finding.reason
    return document, one.version.id, said, one.came_with.id, one.amended and one.amended.by


def _told(document: Document, page: Explanation) -> str:
    """In which text it was looked for, and when that was last seen."""
    seen = document.looks.last_confirmed_at
    when = f", last seen {seen:%Y-%m-%d}" if seen else ""
    version = f"in the version of {page.version.fetched_at:%Y-%m-%d}"
    return f"The {page.document_title} of {page.name} {version}{when}; by taxonomy {page.taxonomy}."


def _says(polarity: Polarity) -> str:
    """What a passage says of its category, in words."""
    return clauses.SAYS[polarity] or "says so"


def _counted(found: Across) -> str:
    told = f"{len(found.having)} of {plural(found.platforms, 'platform')} have a matching clause"
    return f"{told}, {len(found.former)} had one." if found.former else f"{told}."


def _kind(event: Event) -> str:
    return "no longer found" if event.kind == "removed" else str(event.kind.value)


def _fragment(finding: Finding) -> str:
    return f"#{_directive(finding)}"


def _directive(finding: Finding) -> str:
    """What a fragment ends with to lead to words, in browsers that can: URL Fragment Text Directives."""
    said = plain(finding.excerpt.partition(" [...] ")[0].split("\n")[0])
    if len(said) > FRAGMENT:
        words = said.split()
        return f":~:text={_encoded(' '.join(words[:6]))},{_encoded(' '.join(words[-6:]))}"
    return f":~:text={_encoded(said)}"


def _encoded(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
