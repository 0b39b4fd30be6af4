"""The page about one provision of a document: what it says, does and means, its history, others beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from archive_repo.records import Bounds, Version
from archive_repo.text import kinds
from archive_repo.text.kinds import DocumentKind
from archiver.provisions import compare, senses
from archiver.provisions.compare import DocumentStory, Held, Provision, across
from archiver.provisions.findings import Finding, best
from archiver.provisions.history import SURE, Event
from archiver.provisions.regulations import citations, touched
from archiver.provisions.regulations.citations import Citation
from archiver.provisions.regulations.laws import Article
from archiver.provisions.senses import Sense
from archiver.provisions.taxonomy import Category, Polarity, Taxonomy
from archiver.provisions.whole_text import essence

BESIDE = 3
"""Other platforms shown beside the one explained: of 60 pages that were read with five, a third quoted one
that was of another kind, of another scope, or a page long."""
LONG_BESIDE = 600
"""Characters from which on a passage is shown only if there are not enough shorter ones."""
NOTE = (
    "What is said here describes texts. It is not a legal determination: whether a clause is lawful, "
    "fair or enforceable depends on facts and on law that only a lawyer can weigh."
)


EVERY_PLATFORM_HAS = (DocumentKind.TERMS, DocumentKind.PRIVACY)
"""Kinds of documents whose absence from an archive is told: who offers a service has one of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDocument:
    """Another document of the platform, and what it says of the category."""

    document: str
    title: str
    is_looked_for: bool
    """False if it is of a kind in which the category is not looked for."""
    unread: str
    """The language of its text, if nothing was found that may be there; else empty."""
    best: Provision | None
    """The passage to show first."""
    doubtful: Finding | None
    """The likeliest of those that are less certain to be of this kind, if it has no other."""


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
    criteria: Mapping[str, str]
    """The criterion of each severity."""
    taxonomy: int
    passages: tuple[Provision, ...]
    """The best first; empty if the document has none now."""
    sense: Sense | None
    """What they mean; None if there are none."""
    doubtful: tuple[Finding, ...]
    """Passages that are less certain to be of this kind, which make no event; the likeliest first."""
    references: tuple[Article, ...]
    """What the passages touch."""
    cites: tuple[Citation, ...]
    """What the passages name."""
    events: tuple[tuple[Event, Bounds], ...]
    """What happened to it, each between two looks."""
    stays: tuple[Held, ...]
    """From when to when the document had it."""
    siblings: tuple[OtherDocument, ...]
    """The platform's other documents."""
    unrecorded: tuple[Unrecorded, ...]
    absent: tuple[DocumentKind, ...]
    """Kinds of documents in which the category is looked for, and of which the platform has none here."""
    beside: tuple[Provision, ...]
    without: Mapping[str, str]
    """Names of the platforms where no such clause was found, by slug."""
    unasked: Mapping[str, str]
    """Names of the platforms of which no document is of a kind in which it is looked for, by slug."""
    polarities: Mapping[Polarity, int]
    """How many other platforms say it how, by their best passages."""
    earlier: tuple[Provision, ...]
    """Other platforms' passages that were there before this document's first one, the oldest first."""
    unread: str
    """The language of the document's text, if nothing was found that may be there; else empty."""

    @property
    def is_looked_for(self) -> bool:
        """False if the document is of a kind in which the category is not looked for."""
        return compare.is_looked_for(self.category, self.document_title)

    @property
    def excerpt(self) -> Finding | None:
        """The passage to show first."""
        return self.passages[0].finding if self.passages else None

    @property
    def differing(self) -> tuple[OtherDocument, ...]:
        """The platform's other documents whose best passage says something else than this one's best."""
        said = self.excerpt and self.excerpt.stance
        return tuple(one for one in self.siblings if one.best and one.best.finding.stance != said)


def explain(
    one: DocumentStory,
    others: Collection[DocumentStory],
    category: Category,
    taxonomy: Taxonomy,
    unrecorded: Sequence[Unrecorded] = (),
) -> Explanation:
    """The page about a category in a document, beside the platform's own others and those of other platforms.

    `unrecorded` are those of the platform of which the archive has no text.
    """
    unasked = compare.unasked(others, category)
    unknown = {*compare.unread(others), *unasked}
    names = {
        other.repository.platform: other.name for other in others if other.repository.platform not in unknown
    }
    own = [other for other in others if other.repository.platform == one.repository.platform]
    return beside(one, across(others, category), names, unasked, category, taxonomy, own, unrecorded)


def beside(
    one: DocumentStory,
    everywhere: Mapping[str, Provision | None],
    names: Mapping[str, str],
    unasked: Mapping[str, str],
    category: Category,
    taxonomy: Taxonomy,
    own: Collection[DocumentStory],
    unrecorded: Sequence[Unrecorded],
) -> Explanation:
    """The same for who has many pages to write: `everywhere` is each platform's best passage, by slug.

    `names` has the platforms of which it can be said that they have none, `unasked` those where it is not
    looked for; `own` are the platform's documents.
    """
    here = list(one.provisions(category.id))
    passages = tuple(sorted(here, key=lambda one: -one.finding.rank))
    found = {slug: best for slug, best in everywhere.items() if slug != one.repository.platform}
    return Explanation(
        platform=one.repository.platform,
        name=one.name,
        document=one.document,
        document_title=one.title,
        version=one.version,
        category=category,
        group=taxonomy.groups[category.group],
        criteria=taxonomy.severities,
        taxonomy=taxonomy.version,
        passages=passages,
        sense=sense(one, category, [own.finding for own in passages]),
        doubtful=tuple(
            sorted((own for own in one.story.weak if own.category == category.id), key=lambda own: -own.rank)
        ),
        references=touched.of_all([own.finding for own in here], kinds.of(one.title)),
        cites=citations.of_all(own.finding.excerpt for own in here),
        events=tuple(
            (event, one.since[event.version]) for event in one.story.events if event.category == category.id
        ),
        stays=tuple(one.stays(category.id)),
        siblings=tuple(_sibling(other, category) for other in own if other.document != one.document),
        unrecorded=tuple(unrecorded),
        absent=absent(category, [*(other.title for other in own), *(other.title for other in unrecorded)]),
        beside=nearest(found.values(), here),
        without={
            slug: names[slug]
            for slug, provision in sorted(found.items())
            if provision is None and slug in names
        },
        unasked={slug: name for slug, name in unasked.items() if slug != one.repository.platform},
        polarities=Counter(own.finding.polarity for own in found.values() if own),
        earlier=earlier(found.values(), one.stays(category.id)),
        unread="" if here else one.story.unread,
    )


def sense(one: DocumentStory, category: Category, findings: Sequence[Finding]) -> Sense | None:
    """What a document's findings of a category, the best first, mean beside its ways out of them."""
    if not findings:
        return None
    ways_out = [
        own.finding for other in sorted(category.ways_out - {category.id}) for own in one.provisions(other)
    ]
    return senses.of(category, findings[0], findings[1:], ways_out)


def earlier(found: Collection[Provision | None], stays: Sequence[Held]) -> tuple[Provision, ...]:
    """Other platforms' passages that a look saw before a category first came; none where that is not known.

    What has been there since an archive's first look may be older than any date in it.
    """
    comings = [stay.since for stay in stays]
    if not comings or any(since.after is None for since in comings):
        return ()
    first = min(since.by for since in comings)
    before = [own for own in found if own is not None and own.category_since.by < first]
    return tuple(sorted(before, key=lambda own: (own.category_since.by, own.platform)))


def absent(category: Category, titles: Collection[str]) -> tuple[DocumentKind, ...]:
    """Kinds that each platform has, in which a category is looked for, and which none of these titles names.

    None where the kind of a title is not known: it may be any.
    """
    there = {kinds.of(title) for title in titles}
    if None in there:
        return ()
    return tuple(one for one in EVERY_PLATFORM_HAS if one in category.documents and one not in there)


def _sibling(other: DocumentStory, category: Category) -> OtherDocument:
    here = list(other.provisions(category.id))
    less = [one for one in other.story.weak if one.category == category.id]
    return OtherDocument(
        document=other.document,
        title=other.title,
        is_looked_for=compare.is_looked_for(category, other.title),
        unread="" if here else other.story.unread,
        best=best(here) if here else None,
        doubtful=best(less) if less and not here else None,
    )


def nearest(found: Collection[Provision | None], here: Sequence[Provision]) -> tuple[Provision, ...]:
    """Other platforms' passages: those that say the same first, the surest and strongest wording first."""
    return first(ranked((one for one in found if one is not None), said(here)))


def first(found: Iterable[Provision]) -> tuple[Provision, ...]:
    """As many of the passages as are shown, each of other words than those before it."""
    distinct = {essence(one.finding.key): one for one in reversed(tuple(found))}
    return tuple(islice(reversed(distinct.values()), BESIDE))


def said(here: Sequence[Provision]) -> Polarity:
    """What the best of a document's passages says; that it is so, if there is none."""
    return best(here).finding.polarity if here else Polarity.ASSERTS


def ranked(found: Iterable[Provision], polarity: Polarity) -> tuple[Provision, ...]:
    """The passages: those of this polarity first, then the surest, then those of a length that is read."""

    def place(one: Provision) -> tuple[bool, bool, bool, float, str]:
        finding = one.finding
        is_long = len(finding.excerpt) >= LONG_BESIDE
        return finding.polarity is not polarity, finding.chance < SURE, is_long, -finding.rank, one.platform

    return tuple(sorted(found, key=place))
