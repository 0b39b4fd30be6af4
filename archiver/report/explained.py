"""An explanation as a value for JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive_repo.records import Bounds, StoredSource
from archive_repo.text.kinds import DocumentKind
from archiver.provisions.comparison.compare import Provision
from archiver.provisions.excerpts.quotation import Quote
from archiver.provisions.excerpts.stood import Rewritten
from archiver.provisions.explain import NOTE, Explanation, OtherDocument, Own, Shown, Unrecorded
from archiver.provisions.regulations.citations import Citation
from archiver.report import articles, clauses, explanation, looks, own_documents, presence, tenures, values
from archiver.report.articles import Reference
from archiver.report.clauses import CharacterSpan, Clause, ClauseRow, Seen
from archiver.report.presence import Presence
from archiver.report.tenures import Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPassage:
    """A passage of the document with what stands around it, and since when it reads so."""

    text: str
    """Verbatim, without markup: a line for each paragraph, list item or cell; `[...]` where words are left
    out."""
    spans: tuple[CharacterSpan, ...]
    own_spans: tuple[CharacterSpan, ...]
    """The sentences of the passage itself."""
    left_out: tuple[str, ...]
    """The paragraphs of its section that are not quoted, by how they begin."""
    path: tuple[str, ...]
    """The headings above, the outermost first."""
    since: Bounds
    """When the version came from which on the passage stands there in these words."""
    came_with: str
    """Id of that version."""
    reread: bool
    """True if that version is the same page, read again, so that the words may be older."""
    version_before: str | None
    """Id of the version before it; None if the archive begins with these words."""
    rewritten: tuple[Rewritten, ...]
    """Its sentences that the version before did not have."""
    around_since: Bounds | None
    """When what else is quoted changed last, if that was later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedElsewhere:
    """A passage of another document or platform with what stands around it."""

    platform: str
    platform_name: str
    document: str
    title: str
    version: str
    fetched_at: datetime
    sources: tuple[StoredSource, ...]
    text: str
    """As of a passage of the document itself."""
    spans: tuple[CharacterSpan, ...]
    own_spans: tuple[CharacterSpan, ...]
    left_out: tuple[str, ...]
    path: tuple[str, ...]
    holds_for: str
    """For whom its document says that it holds, in its words; empty where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedElsewhereRow(QuotedElsewhere):
    """The same, and when its document was looked at."""

    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The page as a value, whenever its document was looked at."""

    platform: str
    platform_name: str
    document: str
    title: str
    version: str
    fetched_at: datetime
    sources: tuple[StoredSource, ...]
    category: str
    category_title: str
    group: str
    group_title: str
    taxonomy: int
    mechanism: str
    compliance: str
    holds_for: str
    """For whom the document says that it holds, in its words; empty where it does not."""
    quoted: tuple[QuotedPassage, ...]
    """The surest passages, the best first; empty where there is none now."""
    provisions: tuple[Clause, ...]
    """All passages, the best first; empty where there is none now."""
    unrecorded: tuple[Unrecorded, ...]
    """Documents of the platform that are tracked, and of which the archive has no text."""
    absent: tuple[DocumentKind, ...]
    """Kinds of documents that each platform has, and of which none of this one is tracked."""
    references: tuple[Reference, ...]
    """Articles that deal with what is quoted."""
    cites: tuple[Citation, ...]
    """Laws and articles that what is quoted names."""
    presence: tuple[Presence, ...]
    endings: tuple[Ending, ...]
    looked_for: bool
    """False if it is not looked for in documents of this kind."""
    unread_language: str | None
    """The language of the text, if nothing was found and it may be there all the same."""
    unasked: tuple[str, ...]
    """Slugs of the other platforms of which no document is of a kind in which it is looked for."""
    headline: str
    """What was found, in a sentence."""
    permalink: str
    """The address with the version's id, and the category."""
    having: int
    """With how many other platforms such a passage was found."""
    asked: int
    """Of how many."""
    other_documents: tuple[QuotedElsewhere, ...]
    """What other documents of the platform say, those of the surest passages first."""
    others: tuple[QuotedElsewhere, ...]
    """Passages of other platforms that are most like the one quoted first."""
    note: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationRow(Explained):
    """The page as a value."""

    provisions: tuple[ClauseRow, ...]
    """All passages, the best first; empty where there is none now."""
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool
    other_documents: tuple[QuotedElsewhereRow, ...]
    """What other documents of the platform say, those of the surest passages first."""
    others: tuple[QuotedElsewhereRow, ...]
    """Passages of other platforms that are most like the one quoted first."""


def row(page: Explanation, seen: Seen) -> ExplanationRow:
    """The page as a value; `seen` has the looks at the documents that it quotes."""
    last = seen[page.platform, page.document]
    told = of(page)
    return values.extended(
        ExplanationRow,
        told,
        provisions=tuple(clauses.row(one, last) for one in page.passages),
        other_documents=_rows(told.other_documents, seen),
        others=_rows(told.others, seen),
        **looks.keys(last),
    )


def of(page: Explanation) -> Explained:
    """The page as a value, whenever its document was looked at."""
    category = page.category
    return Explained(
        platform=page.platform,
        platform_name=page.name,
        document=page.document,
        title=page.document_title,
        version=page.version.id,
        fetched_at=page.version.fetched_at,
        sources=page.version.sources,
        category=category.id,
        category_title=category.title,
        group=category.group,
        group_title=page.group,
        taxonomy=page.taxonomy,
        mechanism=category.mechanism,
        compliance=category.compliance,
        holds_for=page.first.holds_for if page.first else "",
        quoted=tuple(map(_own, page.quoted)),
        provisions=tuple(map(clauses.clause, page.passages)),
        unrecorded=page.unrecorded,
        absent=page.absent,
        references=tuple(map(articles.reference, page.references)),
        cites=page.cites,
        presence=presence.rows(page.stays),
        endings=tenures.endings(page.stays),
        looked_for=page.is_looked_for,
        unread_language=page.unread or None,
        unasked=tuple(page.unasked),
        headline=explanation.headline(page),
        permalink=explanation.permalink(page),
        having=page.having,
        asked=page.asked,
        other_documents=own_documents_of(page.siblings),
        others=elsewhere(page.beside),
        note=NOTE,
        method=explanation.METHOD,
    )


def _rows(found: Iterable[QuotedElsewhere], seen: Seen) -> tuple[QuotedElsewhereRow, ...]:
    return tuple(
        values.extended(QuotedElsewhereRow, one, **looks.keys(seen[one.platform, one.document]))
        for one in found
    )


def _own(one: Own) -> QuotedPassage:
    wording = one.dated.wording
    return QuotedPassage(
        text=one.quote.text,
        spans=_spans(one.quote.spans),
        own_spans=_spans(one.quote.found),
        left_out=one.quote.left_out,
        path=one.quote.headings,
        since=one.dated.since,
        came_with=wording.came_with.id,
        reread=wording.reread,
        version_before=wording.before.id if wording.before else None,
        rewritten=wording.rewritten,
        around_since=one.around.since if one.around else None,
    )


def own_documents_of(siblings: Iterable[OtherDocument]) -> tuple[QuotedElsewhere, ...]:
    """What is quoted of the platform's other documents."""
    return elsewhere(one.shown for one in own_documents.quoted(siblings) if one.shown)


def elsewhere(found: Iterable[Shown]) -> tuple[QuotedElsewhere, ...]:
    """Passages of other documents."""
    return tuple(_quoted(one.provision, one.quote, one.holds_for) for one in found)


def _quoted(one: Provision, quote: Quote, holds_for: str) -> QuotedElsewhere:
    return QuotedElsewhere(
        platform=one.platform,
        platform_name=one.name,
        document=one.document,
        title=one.document_title,
        version=one.version.id,
        fetched_at=one.version.fetched_at,
        sources=one.version.sources,
        text=quote.text,
        spans=_spans(quote.spans),
        own_spans=_spans(quote.found),
        left_out=quote.left_out,
        path=quote.headings,
        holds_for=holds_for,
    )


def _spans(found: Iterable[tuple[int, int]]) -> tuple[CharacterSpan, ...]:
    return tuple(CharacterSpan(start=start, end=end) for start, end in found)
