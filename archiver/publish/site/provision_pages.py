"""The pages about a category in a document: what it says, does and means, its history, others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

from archive_repo.edits import ADDED, EQUAL, REMOVED
from archive_repo.format.message import plural
from archive_repo.text.markdown import plain
from archiver.provisions import explain
from archiver.provisions.compare import Provision
from archiver.provisions.explain import NOTE, Explanation
from archiver.provisions.findings import Finding
from archiver.provisions.history import Event
from archiver.provisions.taxonomy import Category
from archiver.publish.site import (
    clause_values,
    data_files,
    permalinks,
    prose,
    search_index,
    web_annotations,
)
from archiver.publish.site.article_pages import shown_article
from archiver.publish.site.clause_sources import SHORT, ClauseSources, counted
from archiver.publish.site.contents import Document
from archiver.publish.site.deploy import Page
from archiver.report import (
    clauses,
    excerpts,
    explanation,
    looks,
    own_documents,
    phrases,
    tenures,
    values,
    wordings,
)
from archiver.report.screen import Piece, text_of

QUOTED = 4
"""Passages quoted for one event."""
ELEMENTS = {EQUAL: "", REMOVED: "del", ADDED: "ins"}
FRAGMENT = 300
"""Most characters of a text fragment; browsers give up on long ones."""


def pages(sources: ClauseSources, document: Document) -> Iterator[Page]:
    """The page of each category that a document has, or once had."""
    for category in document.categories:
        yield from _provision(sources, document, sources.known.categories[category])


def _provision(sources: ClauseSources, document: Document, category: Category) -> Iterator[Page]:
    path = permalinks.provision(document.platform, document.slug, category.id)
    here = list(document.outline.provisions(category.id))
    key = sources.key(_made_from(sources, document, category, here))

    @cache
    def page() -> Explanation:
        found = sources.everywhere(category.id)
        return explain.beside(
            sources.stories.of(document),
            found,
            sources.across(category.id).without,
            sources.across(category.id).unasked,
            category,
            sources.known,
            sources.own(document.platform),
            sources.contents.unrecorded.get(document.platform, ()),
        )

    def make() -> bytes:
        return _provision_page(sources, document, page(), path)

    def value() -> bytes:
        told = clause_values.of_provision(page(), _headline(sources, page()))
        return data_files.of("provision", path, sources.frame.url, told)

    def annotated() -> bytes:
        text = sources.text(document.platform, document.slug)
        place = document.pages[document.outline.version.id]
        return values.to_file(
            web_annotations.page(page().passages, category, text, place, path, sources.frame.url)
        )

    words = document.digests[category.id], document.name, document.title
    searched = sources.key(words) if here else ""
    yield Page(path=path, key=key, make=make, searched=searched)
    yield Page(path=f"{path}index.json", key=key, make=value)
    if here:
        yield Page(path=permalinks.web_annotations(path), key=key, make=annotated)


def _made_from(
    sources: ClauseSources, document: Document, category: Category, here: Sequence[Provision]
) -> object:
    """What a page of a document and category tells, by ids and digests, before it is told."""
    own = document.outline
    return (
        category.id,
        (own.name, own.title, own.version.id, own.story.unread),
        looks.told(document.looks) if document.looks.stale else "",
        (document.digests[category.id], document.dated),
        [sources.stamp(one) for one in sources.others(document.platform, category.id, here)],
        [sources.stamp_of(one, category.id) for one in sources.own(document.platform) if one is not own],
        sources.contents.unrecorded.get(document.platform, ()),
        counted(sources.across(category.id)),
    )


def _provision_page(sources: ClauseSources, document: Document, page: Explanation, path: str) -> bytes:
    category, last = page.category, document.looks
    passages = explanation.apart(page)
    rest = len(passages) - explanation.PASSAGES_SHOWN
    has_it = page.excerpt is not None
    headline = _headline(sources, page)
    return sources.frame.page(
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
        told=_told(page),
        unread=clauses.language_read(page.unread) if page.unread else "",
        warnings=[phrases.sentence(f"not known to be current: {looks.told(last)}")] if last.stale else [],
        annotations=web_annotations.MEDIA_TYPE if page.passages else "",
        passages=[_passage(sources, one, path) for one in passages[: explanation.PASSAGES_SHOWN]],
        doubt=f"{explanation.DOUBT}:",
        doubtful=[_doubtful(one) for one in explanation.doubtful(page)],
        more=f"And {plural(rest, 'more passage')} of the same kind in this document." if rest > 0 else "",
        taxonomy=page.taxonomy,
        explains=explanation.meaning(page) if has_it else [],
        general=explanation.GENERAL,
        in_general=explanation.in_general(page),
        severity=_severity(page),
        presence=phrases.sentence(tenures.told(page.stays, None))
        if page.stays
        else "In no recorded version.",
        gone=any(stay.until for stay in page.stays),
        siblings_title=own_documents.TITLE,
        differences=list(own_documents.differences(page)),
        siblings=[sources.of_sibling(one.best) for one in page.siblings if one.best],
        silent=list(own_documents.silent(page)),
        others_dated=explanation.OTHERS_DATED,
        events=[_event(document, page, event) for event, _ in page.events],
        articles=[shown_article(one) for one in page.references],
        counted=counted(sources.across(category.id)),
        compare=permalinks.category(category.id),
        others=[sources.shown(one) for one in page.beside],
        note=f"{NOTE} {explanation.METHOD}",
    )


def _severity(page: Explanation) -> str:
    """How severe it is, in a line; the criterion is a sentence of its own."""
    level, _, criterion = explanation.severity(page).partition(": ")
    if not level:
        return ""
    return f"{explanation.SEVERITY}: {level.lower()}. {phrases.capitalised(criterion)}"


def _headline(sources: ClauseSources, page: Explanation) -> str:
    return explanation.headline(page, _row(sources, page.passages[0]) if page.passages else ())


def _passage(sources: ClauseSources, one: Provision, path: str) -> dict[str, Any]:
    finding = one.finding
    root, own = permalinks.up(path), _place(sources, one)
    url = one.version.urls[0] if one.version.urls else ""
    return {
        "text": explanation.finding_text(finding),
        "row": _row(sources, one),
        "says": phrases.capitalised(clauses.label(finding)),
        "section": " › ".join(finding.headings),
        "since": f"This passage: {clauses.dates(one)}",
        "address": f"{root}{own}{_directive(finding) if '#' in own else _fragment(finding)}",
        "live": f"{url.partition('#')[0]}{_fragment(finding)}" if url.startswith("http") else "",
    }


def _doubtful(finding: Finding) -> dict[str, str]:
    return {
        "text": explanation.finding_text(finding),
        "says": phrases.capitalised(clauses.label(finding)),
        "section": " › ".join(finding.headings),
    }


def _row(sources: ClauseSources, one: Provision) -> list[tuple[str, str]]:
    """What a passage leaves out of its row of a table, such as the data that a purpose needs."""
    spans = one.finding.spans
    if len(spans) < 2:
        return []
    text = sources.text(one.platform, one.document)
    row = prose.row(text, min(start for start, _ in spans), max(end for _, end in spans))
    left_out = [(head, said) for head, said in row if said and said not in one.finding.excerpt]
    return [(head, excerpts.cut(said, 2 * SHORT)) for head, said in left_out]


def _place(sources: ClauseSources, one: Provision) -> str:
    """The sentence on the page of the document's text."""
    address = permalinks.document(one.platform, one.document)
    starts, anchors = sources.anchors(one.platform, one.document)
    if not one.finding.spans:
        return address
    anchor = anchors.get(bisect_right(starts, one.finding.spans[0][0]), "")
    return f"{address}#{anchor}" if anchor else address


def _event(document: Document, page: Explanation, event: Event) -> dict[str, Any]:
    changes = excerpts.changes(event, SHORT)
    between = document.outline.since[event.version]
    first = event is page.events[0][0] and event.kind == "introduced"
    came = "New" if between.after else "Found"  # in the archive's first text it may have been for years
    signs = {excerpts.AMENDED: "Amended", excerpts.GONE: "No longer", excerpts.CAME: came}
    rest = len(changes) - QUOTED
    return {
        "when": explanation.when(between),
        "kind": "first found" if first else f"{_kind(event)}{explanation.against(event, page)}",
        "address": document.change_page(document.by_id[event.version]),
        "told": [{"sign": signs[sign], "parts": list(_parts(sign, text))} for sign, text in changes[:QUOTED]],
        "more": f"And {plural(rest, 'more passage')}." if rest > 0 else "",
    }


def _parts(sign: str, line: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    """A passage as names of elements and their text: of one that was amended, what went and what came."""
    if sign != excerpts.AMENDED:
        yield "", text_of(line)
        return
    for edit, text in wordings.edits(line):
        yield ELEMENTS[edit], text


def _told(page: Explanation) -> str:
    """In which text it was looked for."""
    version = f"in the version of {page.version.fetched_at:%Y-%m-%d}"
    return f"The {page.document_title} of {page.name} {version}, by taxonomy {page.taxonomy}."


def _kind(event: Event) -> str:
    return explanation.TOLD.get(event.kind, str(event.kind.value))


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
