"""Provisions as readers see them: in a document, across platforms, and what happened to them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive_repo.records import Bounds, StoredSource
from archive_repo.text import kinds
from archive_repo.text.kinds import DocumentKind
from archiver.provisions import taxonomy
from archiver.provisions.comparison.compare import DocumentStory, Held, Provision
from archiver.provisions.detection import readable_languages
from archiver.provisions.findings import Finding, best
from archiver.provisions.pairing import Pair
from archiver.provisions.regulations import citations, touched
from archiver.provisions.regulations.citations import Citation
from archiver.provisions.regulations.laws import Article
from archiver.provisions.stories import scopes
from archiver.provisions.stories.history import Event, EventKind
from archiver.provisions.taxonomy import Condition, Polarity
from archiver.report import bounds, looks, presence, tenures, values
from archiver.report.looks import LastLooks
from archiver.report.presence import Presence
from archiver.report.tenures import Ending

SAYS = {
    Polarity.ASSERTS: "",
    Polarity.CONDITIONAL: "says so on a condition",
    Polarity.MUTUAL: "says so of both sides",
    Polarity.DENIES: "says it is not so",
    Polarity.EXCLUDES: "carves it out",
}
"""What is said beside a passage, by its polarity."""
DENIES_IN_PART = "says it is not so of a part, by its words"
"""Beside a denial of one purpose, product or thing."""
WITH_EXCEPTIONS = {
    Polarity.ASSERTS: "says so, with exceptions",
    Polarity.EXCLUDES: "says it is not so, with exceptions",
}
"""Beside a denial, or a commitment not to do something, that excepts cases."""
RIGHT_AGAINST = "gives a right against it"
"""Beside a right not to undergo something, which says not if it is done."""
ON_CONDITION = {
    Condition.OPT_IN: "says so, subject to an opt-in",
    Condition.OPT_OUT: "says so, subject to an opt-out",
    Condition.CONSENT: "says so, subject to consent",
    Condition.LAW: "says so, subject to what the law requires",
}
"""The same, where the condition is known; true of what is permitted and of what is promised."""

_NAMED = {
    Condition.OPT_IN: re.compile(r"\bopt(?:s|ed|ing)?[- ]?in|\bturn\w* on|\benabl|\bchoos|\bconsent"),
    Condition.OPT_OUT: re.compile(
        r"\bopt(?:s|ed|ing)?[- ]?out|unsubscri|\bturn\w* off|\bdisabl|\bobject|\bdeclin|\brejec|\brefus"
        r"|\bwithdraw|\bsettings|\bpreferences|\bunless you|\bstop\b|\bcancel"
    ),
    Condition.CONSENT: re.compile(r"\bconsent|\bpermission|\bauthori[sz]|\bagree|\ballow|\bdirect|\bapprov"),
    Condition.LAW: re.compile(r"\blaw|\blegal|\bregulat|\bpermitted|\brequired"),
}
"""What a passage must have for its condition to be named: it may stand in what is around it."""

Seen = Mapping[tuple[str, str], LastLooks]
"""When documents were last looked at, by the slugs of platform and document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterSpan:
    """A place in the version's text: characters from 0, the end not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A passage that states a provision; what only stored documents have is None for a text from stdin."""

    platform: str | None
    platform_name: str | None
    document: str | None
    title: str | None
    version: str | None
    fetched_at: datetime | None
    sources: tuple[StoredSource, ...]
    category: str
    category_title: str
    polarity: Polarity
    condition: Condition | None
    """On what it depends, if the polarity is conditional."""
    weak: bool
    """True if only a pattern speaks for it, and not its other words."""
    excerpt: str
    spans: tuple[CharacterSpan, ...]
    regulations: tuple[str, ...]
    """Ids of the articles that it touches."""
    cites: tuple[Citation, ...]
    """The laws and articles that its words name."""
    path: tuple[str, ...]
    """The headings above, the outermost first."""
    found_by: str
    """What in its words shows that it is one."""
    since: Bounds | None
    """When it came, in these words or in those that were amended into them."""
    amended_since: Bounds | None
    """When its present words came; None where they are the first ones."""
    category_since: Bounds | None
    """Since when the document has had one of its category, in this passage or in others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRow(Clause):
    """A passage that states a provision, and when its document was looked at."""

    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """A passage before and after, with how alike their words are, from 0 to 1."""

    old: str
    new: str
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """What happened to a provision of a document between two versions."""

    platform: str
    platform_name: str
    document: str
    title: str
    version: str
    fetched_at: datetime
    since: Bounds
    """When it happened, between two looks."""
    category: str
    category_title: str
    kind: EventKind
    polarity: Polarity
    """Of the best passage that came, or else went."""
    condition: Condition | None
    gone: tuple[str, ...]
    """Passages that are no longer there."""
    came: tuple[str, ...]
    """Passages that came."""
    pairs: tuple[Rewording, ...]
    """Passages that are gone beside those that came in their place."""
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A document that had a provision and has it no longer."""

    platform: str
    platform_name: str
    document: str
    title: str
    presence: tuple[Presence, ...]
    endings: tuple[Ending, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerRow(Former):
    """The same, and when it was looked at."""

    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many companies answer alike."""

    sense: str
    """What they say: a value of `Sense`, or `differs` of those whose platforms do not answer alike."""
    company_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryComparison:
    """One category across platforms."""

    category: str
    category_title: str
    taxonomy: int
    provisions: tuple[ClauseRow, ...]
    """The passage that stands for each platform that has one."""
    ways_out: tuple[ClauseRow, ...]
    """Passages elsewhere in a platform's documents that give a way out of what that passage says."""
    otherwise: tuple[ClauseRow, ...]
    """Of their other documents that say something else, the best passage of each."""
    formerly: tuple[FormerRow, ...]
    without: tuple[str, ...]
    """Slugs of the platforms where no such clause was found."""
    unasked: tuple[str, ...]
    """Slugs of the platforms of which no document is of a kind in which it is looked for."""
    unread: tuple[str, ...]
    """Slugs of the platforms whose documents are all in languages that are not read."""
    companies: tuple[tuple[str, ...], ...]
    """Slugs of platforms that have a contract in common, and are counted as one company."""
    counts: tuple[Count, ...]


def row(one: Provision, last: LastLooks) -> ClauseRow:
    """A provision of a stored document."""
    return values.extended(ClauseRow, clause(one), **looks.keys(last))


def clause(one: Provision) -> Clause:
    """A provision of a stored document, whenever that was looked at."""
    return Clause(
        **_said(one.finding, kinds.of(one.document_title)),
        platform=one.platform,
        platform_name=one.name,
        document=one.document,
        title=one.document_title,
        version=one.version.id,
        fetched_at=one.version.fetched_at,
        sources=one.version.sources,
        since=one.since,
        amended_since=one.amended,
        category_since=one.category_since,
    )


def loose_row(finding: Finding) -> ClauseRow:
    """A provision of a text that is stored nowhere."""
    names = (
        "platform",
        "platform_name",
        "document",
        "title",
        "version",
        "fetched_at",
        "since",
        "amended_since",
        "category_since",
        "last_confirmed_at",
        "last_looked_at",
    )
    unknown: dict[str, Any] = dict.fromkeys(names)
    return ClauseRow(**_said(finding, None), **unknown, sources=(), stale=False)


def event_row(one: DocumentStory, event: Event, last: LastLooks) -> EventRow:
    """An event of a stored document."""
    shown = best(event.after or event.before)
    return EventRow(
        platform=one.repository.platform,
        platform_name=one.name,
        document=one.document,
        title=one.title,
        version=event.version,
        fetched_at=event.date,
        since=one.since[event.version],
        category=event.category,
        category_title=_title(event.category),
        kind=event.kind,
        polarity=shown.polarity,
        condition=shown.condition,
        gone=tuple(finding.core for finding in event.before),
        came=tuple(finding.core for finding in event.after),
        pairs=tuple(map(rewording, event.pairs)),
        **looks.keys(last),
    )


def former_row(one: DocumentStory, stays: Sequence[Held], last: LastLooks) -> FormerRow:
    """A document that had a provision."""
    return values.extended(FormerRow, former(one, stays), **looks.keys(last))


def former(one: DocumentStory, stays: Sequence[Held]) -> Former:
    """The same, whenever the document was looked at."""
    return Former(
        platform=one.repository.platform,
        platform_name=one.name,
        document=one.document,
        title=one.title,
        presence=presence.rows(stays),
        endings=tenures.endings(stays),
    )


def seen(
    connection: sqlite3.Connection, documents: Collection[DocumentStory], moment: datetime | None
) -> Seen:
    """When these documents were last looked at, now or by a moment."""
    keys = [(one.repository.platform, one.document) for one in documents]
    return {(one.platform, one.document): one for one in looks.of_documents(connection, keys, moment)}


def unread_language(name: str) -> str:
    """A language in which not all is found that is looked for, and what that means."""
    return f"{language_read(name)}; nothing can be said of what was not found"


def language_read(name: str) -> str:
    """A language in which not all is found that is looked for, and how it is read."""
    return f"{name}, {readable_languages.how(name)}"


def unread(documents: Iterable[DocumentStory]) -> list[str]:
    """The documents in a language in which not all is found that is looked for, a line each."""
    return [
        f"{one.repository.platform}/{one.document}: the text is in {unread_language(one.story.unread)}"
        for one in documents
        if one.story.unread
    ]


def dates(one: Provision, last: LastLooks | None = None) -> str:
    """Since when a passage is there, in words; with the looks at its document, when it was last seen."""
    amended = [bounds.amended(one.amended)] if one.amended else []
    return ", ".join([bounds.since(one.since), *amended, *(looks.last_seen(last) if last else [])])


def says(finding: Finding) -> str:
    """What is said beside a passage: nothing if it just says so."""
    if scopes.has_exceptions(finding):
        return WITH_EXCEPTIONS[finding.polarity]
    if scopes.is_right_against(finding):
        return RIGHT_AGAINST
    if scopes.denies_in_part(finding):
        return DENIES_IN_PART
    if finding.condition and _NAMED[finding.condition].search(finding.key):
        return ON_CONDITION[finding.condition]
    return SAYS[finding.polarity]


def label(finding: Finding) -> str:
    """What is said of a passage among others: that it says so, too."""
    return says(finding) or "says so"


def weak_row(one: DocumentStory, finding: Finding, last: LastLooks) -> ClauseRow:
    """A weak finding of a stored document, which is not followed through its versions."""
    return ClauseRow(
        **_said(finding, kinds.of(one.title)),
        platform=one.repository.platform,
        platform_name=one.name,
        document=one.document,
        title=one.title,
        version=one.version.id,
        fetched_at=one.version.fetched_at,
        sources=one.version.sources,
        since=None,
        amended_since=None,
        category_since=None,
        **looks.keys(last),
    )


def touches(one: Provision) -> tuple[Article, ...]:
    """The articles that a provision of a stored document touches."""
    return touched.articles(one.finding, kinds.of(one.document_title))


def _said(finding: Finding, kind: DocumentKind | None) -> dict[str, Any]:
    """What a passage says, in whatever document of a kind it stands."""
    return {
        "category": finding.category,
        "category_title": _title(finding.category),
        "polarity": finding.polarity,
        "condition": finding.condition,
        "weak": finding.weak,
        "excerpt": finding.excerpt,
        "spans": tuple(CharacterSpan(start=start, end=end) for start, end in finding.spans),
        "regulations": tuple(article.id for article in touched.articles(finding, kind)),
        "cites": citations.read(finding.core),
        "path": finding.headings,
        "found_by": finding.reason,
    }


def rewording(pair: Pair) -> Rewording:
    """A pair of passages, as their texts."""
    return Rewording(old=pair.before.core, new=pair.after.core, similarity=pair.similarity)


def _title(category: str) -> str:
    return taxonomy.load().categories[category].title
