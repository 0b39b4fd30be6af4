"""The page about one provision of a document: what it says, since when, and what others say of it.

The page quotes, and says little of its own: independent readers took what was said *about* clauses (who else
has one, on which condition, since when of any kind) for untrue on two pages of three, and no quotation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from archive_repo.records import Bounds, Version
from archive_repo.text import kinds
from archive_repo.text.kinds import DocumentKind
from archiver import urls
from archiver.provisions.comparison import comparable, looked_for
from archiver.provisions.comparison.compare import DocumentStory, Held, Provision
from archiver.provisions.excerpts.quotation import Quote
from archiver.provisions.excerpts.stood import Wording
from archiver.provisions.findings import Finding
from archiver.provisions.quoting import FromTexts, Quoting
from archiver.provisions.regulations import citations, jurisdictions, reach, touched
from archiver.provisions.regulations.citations import Citation
from archiver.provisions.regulations.laws import Article
from archiver.provisions.stories import centrality
from archiver.provisions.stories.event_chances import SURE
from archiver.provisions.stories.history import Event, EventKind
from archiver.provisions.taxonomy import Category, Taxonomy

ELSEWHERE = 3
"""Other documents of the platform that a page quotes."""
LONGEST = 1_500
"""Characters of a passage of another platform, as it is quoted, from which on it is not shown."""
NOTE = (
    "What is said here describes texts. It is not a legal determination: whether a clause is lawful, "
    "fair or enforceable depends on facts and on law that only a lawyer can weigh."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A passage, and how it is quoted."""

    provision: Provision
    quote: Quote
    holds_for: str
    """For whom its document says that it holds, in its words; empty where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Since when sentences stand in a document in these words."""

    wording: Wording
    since: Bounds
    """When the version came that brought these words, between two looks."""
    before: Bounds | None
    """The same of the version before; None if the archive begins with these words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own(Shown):
    """A passage of the document that is explained, and since when it reads so."""

    dated: Dated
    """The passage itself."""
    around: Dated | None
    """All that is quoted, if it reads so since a later version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDocument:
    """Another document of the platform, and what it says of the category."""

    document: str
    title: str
    is_looked_for: bool
    """False if it is of a kind in which the category is not looked for."""
    unread: str
    """The language of its text, if nothing was found that may be there; else empty."""
    shown: Shown | None
    """The passage that stands for it; None if none is surely of the category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecorded:
    """A document of the platform that is tracked, and of which the archive has no text."""

    address: str
    """The slugs of platform and document."""
    title: str
    why: str
    """How the looks at it went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything on the page, before it is written as text, Markdown or JSON."""

    platform: str
    name: str
    document: str
    document_title: str
    version: Version
    category: Category
    group: str
    taxonomy: int
    passages: tuple[Provision, ...]
    """Those that stand for the document first; empty if it has none now."""
    quoted: tuple[Own, ...]
    """How those are quoted that are surest, the best first."""
    references: tuple[Article, ...]
    """Articles that deal with what the passages do, where their party, place and kind of document fit."""
    cites: tuple[Citation, ...]
    """What the passages name."""
    stays: tuple[Held, ...]
    """From when to when the document had it."""
    last: tuple[Finding, ...]
    """The passages with which it went, if there are none now."""
    siblings: tuple[OtherDocument, ...]
    """The platform's other documents."""
    unrecorded: tuple[Unrecorded, ...]
    absent: tuple[DocumentKind, ...]
    """Kinds of documents in which the category is looked for, and of which the platform has none here."""
    beside: tuple[Shown, ...]
    """Passages of other platforms that do most nearly the same."""
    having: int
    """With how many other platforms such a passage was found."""
    asked: int
    """Of how many."""
    unasked: Mapping[str, str]
    """Names of the platforms of which no document is of a kind in which it is looked for, by slug."""
    unread: str
    """The language of the document's text, if more may be there than was found; else empty."""

    @property
    def is_looked_for(self) -> bool:
        """False if the document is of a kind in which the category is not looked for."""
        return looked_for.is_looked_for(self.category, self.document_title)

    @property
    def first(self) -> Own | None:
        """The passage that is quoted first."""
        return self.quoted[0] if self.quoted else None

    @property
    def is_sure(self) -> bool:
        """True if the passage that is quoted first is surely of the category."""
        return bool(self.passages) and self.passages[0].finding.chance >= SURE


def explain(
    one: DocumentStory,
    others: Collection[DocumentStory],
    category: Category,
    taxonomy: Taxonomy,
    unrecorded: Sequence[Unrecorded] = (),
    quoting: Quoting | None = None,
    everywhere: Everywhere | None = None,
) -> Explanation:
    """The page about a category in a document, beside the platform's own others and those of other platforms.

    `unrecorded` are those of the platform of which the archive has no text; `quoting` quotes passages, and
    `everywhere` is what all documents say of the category, for who has many pages to write and remembers
    these.
    """
    quoting = quoting or FromTexts()
    everywhere = everywhere or Everywhere.of(category, others)
    here = comparable.by_centrality(one.provisions(category.id))
    own = [other for other in others if other.repository.platform == one.repository.platform]
    quoted = tuple(_own(one, here, quoting))
    having, asked = everywhere.counted_beside(one.repository.platform)
    stays = one.stays(category.id)
    return Explanation(
        platform=one.repository.platform,
        name=one.name,
        document=one.document,
        document_title=one.title,
        version=one.version,
        category=category,
        group=taxonomy.groups[category.group],
        taxonomy=taxonomy.version,
        passages=tuple(here),
        quoted=quoted,
        references=tuple(_references(one, quoted[0], quoting)) if quoted else (),
        cites=citations.of_all(sentence for shown in quoted[:1] for sentence in shown.quote.sentences),
        stays=tuple(stays),
        last=_last(one, category) if stays and not here else (),
        siblings=tuple(siblings(one, own, category, quoting)),
        unrecorded=tuple(unrecorded),
        absent=looked_for.absent(
            category, [each.title for each in own] + [each.title for each in unrecorded]
        ),
        beside=tuple(beside(here, everywhere, quoting)),
        having=having,
        asked=asked,
        unasked=everywhere.unasked_beside(one.repository.platform),
        unread=one.story.unread,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Everywhere:
    """What all documents say of a category."""

    having: frozenset[str]
    """The slugs of the platforms with which a passage of it was found."""
    asked: frozenset[str]
    """These, and those of which it is known that none was."""
    unasked: Mapping[str, str]
    """Names of the platforms of which no document is of a kind in which it is looked for, by slug."""
    shaped: Mapping[object, Sequence[Provision]]
    """The passages that may be shown beside others, by what has to be the same of both."""
    stories: Mapping[tuple[str, str], DocumentStory]
    """The documents by platform and document."""

    @classmethod
    def of(cls, category: Category, documents: Collection[DocumentStory]) -> Self:
        """What these documents say of a category."""
        unasked = looked_for.unasked(documents, category)
        found = [own for one in documents for own in one.provisions(category.id)]
        having = frozenset(one.platform for one in found)
        asked = {one.repository.platform for one in documents} - {*looked_for.unread(documents), *unasked}
        return cls(
            having=having,
            asked=having | asked,
            unasked=unasked,
            shaped=comparable.by_shape(found),
            stories={(one.repository.platform, one.document): one for one in documents},
        )

    def counted_beside(self, platform: str) -> tuple[int, int]:
        """How many have one, of how many that were asked, without this platform."""
        return len(self.having - {platform}), len(self.asked - {platform})

    def unasked_beside(self, platform: str) -> dict[str, str]:
        """Names of the other platforms that were not asked, by slug."""
        return {slug: name for slug, name in self.unasked.items() if slug != platform}

    def like(self, here: Sequence[Provision]) -> Sequence[Provision]:
        """The passages of other platforms that are most like the first one of a document."""
        return comparable.among(here[0], self.shaped) if here else ()


def _own(one: DocumentStory, here: Sequence[Provision], quoting: Quoting) -> Iterator[Own]:
    """How the document's passages are quoted: the best, and others if they are quite sure."""
    found = [own for place, own in enumerate(here) if centrality.is_quoted(place, own.finding)]
    if not found:
        return
    for quoted in quoting.own(one, [own.finding for own in found]):
        dated, around = _dated(one, quoted.wording), _dated(one, quoted.around)
        yield Own(
            provision=found[quoted.place],
            quote=quoted.quote,
            holds_for=quoted.holds_for,
            dated=dated,
            around=around if around.since.by > dated.since.by else None,
        )


def _dated(one: DocumentStory, wording: Wording) -> Dated:
    before = one.since[wording.before.id] if wording.before else None
    return Dated(wording=wording, since=one.since[wording.came_with.id], before=before)


def _last(one: DocumentStory, category: Category) -> tuple[Finding, ...]:
    """The passages that were no longer found when the category went."""
    gone: list[Event] = [
        event
        for event in one.story.events
        if event.category == category.id and event.kind is EventKind.REMOVED
    ]
    return gone[-1].before if gone else ()


def siblings(
    one: DocumentStory, platform: Iterable[DocumentStory], category: Category, quoting: Quoting
) -> Iterator[OtherDocument]:
    """What the others of a platform's documents say of the category."""
    for other in platform:
        if other.document == one.document:
            continue
        here = list(other.provisions(category.id))
        central = comparable.central(here)
        yield OtherDocument(
            document=other.document,
            title=other.title,
            is_looked_for=looked_for.is_looked_for(category, other.title),
            unread="" if here else other.story.unread,
            shown=_shown(other, central, quoting) if central else None,
        )


def beside(here: Sequence[Provision], everywhere: Everywhere, quoting: Quoting) -> Iterator[Shown]:
    """The passages of other platforms that are shown beside the first one of a document.

    None from the address of its own document: one company has several platforms.
    """
    pages = {urls.page(url) for one in here for url in one.version.urls}
    for one in everywhere.like(here):
        if pages & set(map(urls.page, one.version.urls)):
            continue
        shown = _shown(everywhere.stories[one.platform, one.document], one, quoting)
        if len(shown.quote.text) <= LONGEST:
            yield shown


def _shown(story: DocumentStory, one: Provision, quoting: Quoting) -> Shown:
    quoted = quoting.beside(story, one.finding)
    return Shown(provision=one, quote=quoted.quote, holds_for=quoted.holds_for)


def _references(one: DocumentStory, first: Own, quoting: Quoting) -> Iterator[Article]:
    """The articles of the passage that is quoted first, if it is sure: none of a place that it does not name.

    What is quoted around it may name a place too.
    """
    finding = first.provision.finding
    if finding.chance < SURE:
        return
    named = jurisdictions.of(" ".join((*first.quote.headings, *first.quote.sentences)))
    is_agreed = touched.agrees_on_place(finding.category)
    for article in articles(one, [finding], quoting):
        is_europe = article.jurisdiction in reach.EUROPE
        if is_agreed or not named or (named & reach.EUROPE if is_europe else named - reach.EUROPE):
            yield article


def articles(one: DocumentStory, findings: Sequence[Finding], quoting: Quoting) -> tuple[Article, ...]:
    """The articles that deal with what passages of a document do, and that can hold for its readers."""
    found = touched.central(findings, kinds.of(one.title)) if findings else ()
    at = findings[0].core_spans[0][0] if findings and findings[0].core_spans else 0
    return reach.within(found, one.title, quoting.text(one), at) if found else ()
