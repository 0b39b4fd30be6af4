"""The pages about a category in a document: what it says, since when, what stood there before, others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from archive_repo.edits import ADDED, EQUAL, REMOVED
from archive_repo.text.markdown import plain
from archiver.provisions import explain
from archiver.provisions.comparison import comparable
from archiver.provisions.comparison.compare import Provision
from archiver.provisions.excerpts import quotation
from archiver.provisions.explain import NOTE, Explanation, Own
from archiver.provisions.findings import Finding
from archiver.provisions.taxonomy import Category
from archiver.provisions.text.folding import readable
from archiver.publish.site import (
    clause_values,
    data_files,
    permalinks,
    quoted_elsewhere,
    rendering,
    search_index,
    web_annotations,
)
from archiver.publish.site.article_pages import shown_article
from archiver.publish.site.clause_sources import ClauseSources
from archiver.publish.site.contents import Document
from archiver.publish.site.deploy import Page, Renewal
from archiver.publish.site.quoted_elsewhere import QuotedElsewhere
from archiver.report import (
    excerpts,
    explanation,
    for_readers,
    own_documents,
    phrases,
    standing_words,
    text_fragments,
    values,
    wordings,
)
from archiver.report.screen import Piece, text_of

ELEMENTS = {EQUAL: "", REMOVED: "del", ADDED: "ins"}


def pages(sources: ClauseSources, document: Document) -> Iterator[Page]:
    """The page of each category that a document has, or once had."""
    for category in document.categories:
        yield from _provision(sources, document, sources.known.categories[category])


def _provision(sources: ClauseSources, document: Document, category: Category) -> Iterator[Page]:
    path = permalinks.provision(document.platform, document.slug, category.id)
    here = comparable.by_centrality(document.outline.provisions(category.id))
    stamps = sources.stamps_beside(document.outline, category.id)
    key = sources.key(_made_from(sources, document, category, [structure for structure, _ in stamps]))
    others = sources.everywhere(category.id).like(here)
    quoted = rendering.key([stamp for _, stamp in stamps], list(map(sources.stamp_quoted, others)))
    elsewhere = QuotedElsewhere(
        sources=sources, story=document.outline, category=category, here=here, path=path
    )

    @cache
    def page() -> Explanation:
        return explain.explain(
            sources.stories.of(document),
            sources.contents.outlines,
            category,
            sources.known,
            sources.contents.unrecorded.get(document.platform, ()),
            sources.quoting,
            sources.everywhere(category.id),
        )

    def make() -> bytes:
        return _provision_page(sources, document, page(), path)

    def value() -> bytes:
        told = clause_values.of_provision(page())
        return data_files.of("provision", path, sources.frame.url, told)

    def annotated() -> bytes:
        text = sources.text(document.platform, document.slug)
        place = document.pages[document.outline.version.id]
        return values.to_file(
            web_annotations.page(page().passages, category, text, place, path, sources.frame.url)
        )

    words = document.digests[category.id], document.name, document.title
    searched = sources.key(words) if here else ""
    renewal = Renewal(key=quoted, make=elsewhere.renewed)
    yield Page(path=path, key=key, make=make, renewal=renewal, searched=searched)
    renewal = Renewal(key=quoted, make=elsewhere.renewed_value)
    yield Page(path=f"{path}index.json", key=key, make=value, renewal=renewal)
    if here:
        own = sources.key((category.id, document.outline.version.id, document.digests[category.id]))
        yield Page(path=permalinks.web_annotations(path), key=own, make=annotated)


def _made_from(
    sources: ClauseSources, document: Document, category: Category, beside: Sequence[object]
) -> object:
    """What a page of a document and category tells, by ids and digests, before it is told.

    Not what it quotes of other documents; `beside` changes with which these are.
    """
    own, everywhere = document.outline, sources.everywhere(category.id)
    return (
        category.id,
        (own.name, own.title, own.version.id, own.story.unread),
        for_readers.looks(document.looks) if document.looks.stale else "",
        (document.digests[category.id], document.dated),
        beside,
        sources.contents.unrecorded.get(document.platform, ()),
        everywhere.counted_beside(document.platform),
        list(everywhere.unasked_beside(document.platform).items()),
    )


def _provision_page(sources: ClauseSources, document: Document, page: Explanation, path: str) -> bytes:
    category, last = page.category, document.looks
    doubts = [f"not known to be current: {for_readers.looks(last)}"] if last.stale else []
    headline = explanation.headline(page)
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
        told=explanation.version(page, None),
        holds_for=quoted_elsewhere.holds_for(page.first),
        warnings=list(map(phrases.sentence, doubts)),
        annotations=web_annotations.MEDIA_TYPE if page.passages else "",
        titles=_TITLES,
        passages=[_passage(sources, one, number, path) for number, one in enumerate(page.quoted, 1)],
        nothing="" if page.quoted else explanation.nothing(page),
        unsure="" if page.is_sure or not page.quoted else explanation.UNSURE,
        unquoted=explanation.unquoted(page) if page.version.id == document.newest.id else 0,
        text=permalinks.document(page.platform, page.document),
        cut=quotation.CUT,
        history=[
            _history(document, page, number)
            for number in range(len(page.quoted))
            if number == 0 or not standing_words.are_as_old(page)
        ],
        of_kind=standing_words.of_kind(page, None),
        last=[readable(one.core) for one in page.last],
        siblings=quoted_elsewhere.of_own(sources, page.siblings),
        not_quoted=list(own_documents.not_quoted(page)),
        others=quoted_elsewhere.of_others(sources, page.passages, page.beside),
        counted=explanation.counts(page),
        compare=permalinks.category(category.id),
        of_laws=explanation.OF_LAWS if page.references else explanation.NO_LAWS,
        articles=[shown_article(one) for one in page.references],
        of_category=explanation.OF_CATEGORY,
        general=list(explanation.general(page)),
        note=f"{NOTE} {explanation.METHOD} {MARKS}",
    )


MARKS = "What was found is marked, among what stands around it."
_TITLES = {
    "says": explanation.SAYS,
    "since": explanation.SINCE,
    "laws": explanation.LAWS,
    "category": explanation.GENERAL,
}


def _passage(sources: ClauseSources, one: Own, number: int, path: str) -> dict[str, Any]:
    said = _words(one.provision.finding)
    root, own = permalinks.up(path), _place(sources, one.provision)
    url = one.provision.version.urls[0] if one.provision.version.urls else ""
    return {
        "number": number,
        "lines": one.quote.lines,
        "section": " › ".join(one.quote.headings),
        "left_out": explanation.left_out(one.quote),
        "since": phrases.capitalised(standing_words.since(one.dated)),
        "address": f"{root}{own}{'' if '#' in own else '#'}{text_fragments.directive(said)}",
        "live": text_fragments.link(url, said) if url.startswith("http") else "",
    }


def _history(document: Document, page: Explanation, number: int) -> dict[str, Any]:
    """Since when a quotation stands there, and what stood there before."""
    one = page.quoted[number]
    return {
        "head": explanation.dates(page, number),
        "address": document.change_page(document.by_id[one.dated.wording.came_with.id]),
        "before": standing_words.before(one),
        "told": list(_told(standing_words.changes(one))),
        "around": standing_words.around(one),
        "told_around": list(_told(standing_words.changes_around(one))),
    }


def _told(changes: Iterable[tuple[str, list[Piece]]]) -> Iterator[dict[str, Any]]:
    signs = {excerpts.AMENDED: "Amended", excerpts.CAME: "New"}
    for sign, line in changes:
        yield {"sign": signs[sign], "parts": list(_parts(sign, line))}


def _place(sources: ClauseSources, one: Provision) -> str:
    """The sentence on the page of the document's text."""
    address = permalinks.document(one.platform, one.document)
    starts, anchors = sources.anchors(one.platform, one.document)
    if not one.finding.core_spans:
        return address
    anchor = anchors.get(bisect_right(starts, one.finding.core_spans[0][0]), "")
    return f"{address}#{anchor}" if anchor else address


def _parts(sign: str, line: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    """A passage as names of elements and their text: of one that was amended, what went and what came."""
    if sign != excerpts.AMENDED:
        yield ELEMENTS[ADDED], text_of(line)
        return
    for edit, text in wordings.edits(line):
        yield ELEMENTS[edit], text


def _words(finding: Finding) -> list[str]:
    """The beginning of a passage, for links that lead to it."""
    return [plain(finding.core.partition(" [...] ")[0].split("\n")[0])]
