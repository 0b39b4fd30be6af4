"""An explanation as a value for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive_repo.records import Bounds, StoredSource
from archiver.provisions.compare import Provision
from archiver.provisions.explain import NOTE, Explanation
from archiver.provisions.history import Event, EventKind
from archiver.provisions.regulations.citations import Citation
from archiver.report import articles, clauses, explanation, looks, presence, values
from archiver.report.articles import Reference
from archiver.report.clauses import Clause, ClauseRow, Rewording, Seen
from archiver.report.presence import Presence


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
    doubtful: tuple[str, ...]
    """Passages of the document that are less certain to be of this kind."""
    references: tuple[Reference, ...]
    """Articles that the passages touch."""
    cites: tuple[Citation, ...]
    """Laws and articles that the passages name."""
    presence: tuple[Presence, ...]
    events: tuple[Happening, ...]
    unread_language: str | None
    """The language of the text, if nothing was found and it may be there all the same."""
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
        effect=category.effect,
        action=category.action,
        compliance=category.compliance,
        severity=category.severity,
        criterion=page.criterion,
        provisions=tuple(map(clauses.clause, page.passages)),
        doubtful=tuple(one.excerpt for one in page.doubtful),
        references=tuple(map(articles.reference, page.references)),
        cites=page.cites,
        presence=presence.rows(page.stays),
        events=tuple(_happening(event, between) for event, between in page.events),
        unread_language=page.unread or None,
        headline=explanation.headline(page),
        permalink=explanation.permalink(page),
        having=sum(page.polarities.values()),
        note=NOTE,
        method=explanation.METHOD,
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
