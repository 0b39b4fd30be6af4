"""An explanation as a value for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive_repo.records import Bounds, StoredSource
from archive_repo.text.kinds import DocumentKind
from archiver.provisions.compare import Provision
from archiver.provisions.explain import NOTE, Explanation, OtherDocument, Unrecorded
from archiver.provisions.findings import Finding
from archiver.provisions.history import Event, EventKind
from archiver.provisions.regulations.citations import Citation
from archiver.provisions.taxonomy import Condition, Polarity
from archiver.report import articles, clauses, explanation, looks, presence, tenures, values
from archiver.report.articles import Reference
from archiver.report.clauses import Clause, ClauseRow, Rewording, Seen
from archiver.report.presence import Presence
from archiver.report.tenures import Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What happened to the provision between two versions."""

    kind: EventKind
    version: str
    fetched_at: datetime
    since: Bounds
    gone: tuple[str, ...]
    came: tuple[str, ...]
    pairs: tuple[Rewording, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """A passage that is less plainly of a kind."""

    polarity: Polarity
    condition: Condition | None
    excerpt: str
    path: tuple[str, ...]
    """The headings above, the outermost first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDocumentRow:
    """Another document of the platform, and what it says of the category."""

    platform: str
    platform_name: str
    document: str
    title: str
    looked_for: bool
    """False if it is of a kind of document in which the category is not looked for."""
    unread_language: str | None
    """The language of its text, if nothing was found and it may be there all the same."""
    provision: ClauseRow | None
    """Its clearest passage."""
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
    effect: str
    action: str
    compliance: str
    severity: str
    criterion: str
    provisions: tuple[Clause, ...]
    """The document's passages, the best first; empty where it has none now."""
    doubtful: tuple[Doubtful, ...]
    """Passages of the document that are less plainly of this kind."""
    unrecorded: tuple[Unrecorded, ...]
    """Documents of the platform that are tracked, and of which the archive has no text."""
    absent: tuple[DocumentKind, ...]
    """Kinds of documents that each platform has, and of which none of this one is tracked."""
    references: tuple[Reference, ...]
    """Articles that the passages touch."""
    cites: tuple[Citation, ...]
    """Laws and articles that the passages name."""
    presence: tuple[Presence, ...]
    endings: tuple[Ending, ...]
    events: tuple[Happening, ...]
    unread_language: str | None
    """The language of the text, if nothing was found and it may be there all the same."""
    unasked: tuple[str, ...]
    """Slugs of the other platforms of which no document is of a kind in which it is looked for."""
    headline: str
    """The provision in one sentence."""
    permalink: str
    """The address with the version's id, and the category."""
    having: int
    """How many other platforms have a clause on it."""
    note: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationRow(Explained):
    """The page as a value."""

    provisions: tuple[ClauseRow, ...]
    """The document's passages, the best first; empty where it has none now."""
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool
    other_documents: tuple[OtherDocumentRow, ...]
    """The platform's other documents, with the clearest passage of each that has one."""
    others: tuple[ClauseRow, ...]
    without: tuple[str, ...]
    earlier: tuple[ClauseRow, ...]
    """Other platforms' passages that a look saw before this document's first one."""


def row(page: Explanation, seen: Seen) -> ExplanationRow:
    """The page as a value; `seen` has the looks at the documents that it quotes."""
    return values.extended(
        ExplanationRow,
        of(page),
        provisions=_rows(page.passages, seen),
        **looks.keys(seen[page.platform, page.document]),
        other_documents=tuple(_other(page, one, seen) for one in page.siblings),
        others=_rows(page.beside, seen),
        without=tuple(page.without),
        earlier=_rows(page.earlier, seen),
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
        effect=page.sense.effect if page.sense else "",
        action=page.sense.action if page.sense else "",
        compliance=category.compliance,
        severity=page.sense.severity if page.sense else "",
        criterion=page.criteria[page.sense.severity] if page.sense and page.sense.severity else "",
        provisions=tuple(map(clauses.clause, page.passages)),
        doubtful=tuple(map(_doubtful, page.doubtful)),
        unrecorded=page.unrecorded,
        absent=page.absent,
        references=tuple(map(articles.reference, page.references)),
        cites=page.cites,
        presence=presence.rows(page.stays),
        endings=tenures.endings(page.stays),
        events=tuple(_happening(event, between) for event, between in page.events),
        unread_language=page.unread or None,
        unasked=tuple(page.unasked),
        headline=explanation.headline(page),
        permalink=explanation.permalink(page),
        having=sum(page.polarities.values()),
        note=NOTE,
        method=explanation.METHOD,
    )


def _doubtful(one: Finding) -> Doubtful:
    return Doubtful(polarity=one.polarity, condition=one.condition, excerpt=one.excerpt, path=one.headings)


def _other(page: Explanation, one: OtherDocument, seen: Seen) -> OtherDocumentRow:
    last = seen[page.platform, one.document]
    return OtherDocumentRow(
        platform=page.platform,
        platform_name=page.name,
        document=one.document,
        title=one.title,
        looked_for=one.is_looked_for,
        unread_language=one.unread or None,
        provision=clauses.row(one.best, last) if one.best else None,
        **looks.keys(last),
    )


def _rows(found: tuple[Provision, ...], seen: Seen) -> tuple[ClauseRow, ...]:
    return tuple(clauses.row(one, seen[one.platform, one.document]) for one in found)


def _happening(event: Event, between: Bounds) -> Happening:
    return Happening(
        kind=event.kind,
        version=event.version,
        fetched_at=event.date,
        since=between,
        gone=tuple(finding.excerpt for finding in event.before),
        came=tuple(finding.excerpt for finding in event.after),
        pairs=tuple(map(clauses.rewording, event.pairs)),
    )
