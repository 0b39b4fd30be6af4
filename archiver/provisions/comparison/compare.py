"""One category across platforms: who has it, since when, in which words, and where none was found."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from archive_repo.archive import Archive
from archive_repo.index import looks, queries
from archive_repo.records import Bounds, Cause, Version
from archive_repo.repository import Repository
from archive_repo.search.stays import Stay
from archive_repo.text import kinds
from archiver.provisions.detect import detector
from archiver.provisions.detection import readable_languages
from archiver.provisions.findings import Finding
from archiver.provisions.stories import kept, known_units, scopes
from archiver.provisions.stories.history import Event, Holding, Life, Story, identity
from archiver.provisions.stories.lost_rows import RowsLeft
from archiver.provisions.taxonomy import Category
from archiver.provisions.text import units


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Stay):
    """A time during which a category was found in a document.

    That none is found any more is a fact about what was read. What speaks against the platform's having taken
    it out stands beside it.
    """

    stands: bool
    """True if the version in which none is found has words of it all the same."""
    table: RowsLeft | None
    """What that version has left of the table it stood in, if most of it went."""
    reread: bool
    """True if that version is the same page, read again."""
    same_date: date | None
    """The date that both versions state for themselves, if it is the same."""
    unread: str
    """The language of the version in which none is found, if it may be there all the same; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A finding in a stored document, and since when it has been there."""

    platform: str
    name: str
    """The platform's name as it writes itself."""
    document: str
    document_title: str
    version: Version
    finding: Finding
    came_with: Version
    """The version in which it was first seen, in these words or in earlier ones that were amended."""
    since: Bounds
    amended: Bounds | None
    """When its present words came; None if they are the first ones."""
    category_since: Bounds
    """Since when the document has had one of its category, which may be in other passages."""

    @property
    def rank(self) -> float:
        """That of its finding."""
        return self.finding.rank


@dataclass(frozen=True, kw_only=True)
class DocumentStory:
    """A document with its story."""

    repository: Repository
    name: str
    document: str
    title: str
    story: Story
    versions: Mapping[str, Version]
    """By id."""
    since: Mapping[str, Bounds]
    """When each version came, between two looks."""

    @property
    def version(self) -> Version:
        """The version that the story ends with."""
        return self.versions[self.story.version]

    def counted(self) -> list[Version]:
        """Its versions, newest first, from the one that the story ends with, without those it leaves out."""
        newest = sorted(self.versions.values(), key=lambda version: version.fetched_at, reverse=True)
        known = [version for version in newest if version.id not in self.story.muted]
        return known[known.index(self.version) :]

    def provisions(self, category: str | None = None) -> Iterator[Provision]:
        """The document's provisions in its order, all of them or those of one category."""
        return iter(self._provisions if category is None else self._by_category.get(category, ()))

    @cached_property
    def _provisions(self) -> Sequence[Provision]:
        return [self.provision(one, self.story.lives[identity(one)]) for one in self.story.findings]

    @cached_property
    def _by_category(self) -> Mapping[str, Sequence[Provision]]:
        """The provisions of each category, in the order of the document."""
        found: dict[str, list[Provision]] = {}
        for one in self._provisions:
            found.setdefault(one.finding.category, []).append(one)
        return found

    def provision(self, finding: Finding, life: Life) -> Provision:
        """A finding with since when it has been there."""
        return Provision(
            platform=self.repository.platform,
            name=self.name,
            document=self.document,
            document_title=self.title,
            version=self.version,
            finding=finding,
            came_with=self.versions[life.came_with],
            since=self.since[life.came_with],
            amended=self.since[life.changed_with] if life.changed_with != life.came_with else None,
            category_since=self.since[self.story.holdings[finding.category][-1].came_with],
        )

    def stays(self, category: str) -> list[Held]:
        """From when to when a category was in the document, oldest first."""
        return [self._held(one) for one in self.story.holdings.get(category, ())]

    def _held(self, one: Holding) -> Held:
        came, went = self.versions[one.came_with], self.versions.get(one.went_with or "")
        before = self.versions.get(went.previous or "") if went else None
        return Held(
            came=came,
            since=self.since[came.id],
            went=went,
            until=self.since[went.id] if went else None,
            stands=one.stands,
            table=one.table,
            reread=bool(went and went.cause is Cause.REEXTRACTION),
            same_date=went.stated.newest
            if went and before and went.stated.newest == before.stated.newest
            else None,
            unread=one.unread,
        )


def told(
    connection: sqlite3.Connection,
    archive: Archive,
    documents: Collection[tuple[str, str]],
    at: datetime | None,
    now: datetime,
) -> Iterator[DocumentStory]:
    """These documents, by platform and document, with their stories; those that have one by `at`.

    `connection` is an index that is up to date.
    """
    for platform, document in documents:
        one = tell(connection, archive.repository(platform), document, at, now)
        if one is not None:
            yield one


def tell(
    connection: sqlite3.Connection,
    repository: Repository,
    document: str,
    at: datetime | None,
    now: datetime,
) -> DocumentStory | None:
    """A document with its story up to `at`; None if it has no version by then."""
    versions = [
        version
        for version in queries.versions(connection, repository.platform, document)
        if at is None or version.fetched_at <= at
    ]
    if not versions:
        return None
    story = (
        kept.of(connection, repository, document, now, versions)
        if at is None
        else kept.until(
            repository, versions, at, known_units.read(connection, repository.platform, document, detector())
        )
    )
    return with_story(connection, repository, versions, story)


def with_story(
    connection: sqlite3.Connection, repository: Repository, versions: Sequence[Version], story: Story
) -> DocumentStory:
    """A document with the story of its versions, which are given newest first."""
    return replace(undated(repository, versions, story), since=_since(connection, versions, story))


def undated(repository: Repository, versions: Sequence[Version], story: Story) -> DocumentStory:
    """The same without when its versions came, which only the index tells."""
    return DocumentStory(
        repository=repository,
        name=repository.name,
        document=versions[0].document,
        title=versions[0].title,
        story=story,
        versions={version.id: version for version in versions},
        since={},
    )


def _since(connection: sqlite3.Connection, versions: Sequence[Version], story: Story) -> dict[str, Bounds]:
    """When each version came, by its id, between the last look at one that the story counts and its own.

    What came with it may have stood in those that are left out before it.
    """
    found: dict[str, Bounds] = {}
    former: Version | None = None
    for version in reversed(versions):
        found[version.id] = came = looks.change(connection, former, version)
        if former and former.id in story.muted and came.after:
            found[version.id] = replace(came, after=found[former.id].after)
        former = version
    return found


def seconded(connection: sqlite3.Connection, one: DocumentStory) -> Iterator[Provision]:
    """The document's provisions, with the second opinion in their reasons and ranks.

    What `connection`, the index, keeps of its units is not looked for again.
    """
    text, kind = one.repository.text(one.version), kinds.of(one.title)
    read = units.read(text)
    known_units.read(connection, one.repository.platform, one.document, detector()).teach(read)
    language = readable_languages.identify(text)
    again = detector().among(text, read, kind, language=language, seconded=True, weak=True)
    seen = {(finding.category, finding.polarity, finding.core_spans): finding for finding in again}
    for provision in one.provisions():
        finding = provision.finding
        told = seen.get((finding.category, finding.polarity, finding.core_spans), finding)
        yield replace(provision, finding=replace(finding, reason=told.reason, rank=told.rank))


def news(one: DocumentStory, moment: datetime) -> list[Event]:
    """A document's events since a moment, unsure ones too; those of its first version are not news."""
    first = one.story.events[0].version if one.story.events else ""
    return [event for event in one.story.events if event.date >= moment and event.version != first]


def across(
    documents: Collection[DocumentStory],
    category: Category,
    fits: Callable[[Provision], bool] = lambda _: True,
) -> dict[str, Provision | None]:
    """Each platform's best passage of the category that fits, by slug; None if none was found."""
    found: dict[str, Provision | None] = {}
    for one in documents:
        here = [own for own in one.provisions(category.id) if fits(own)]
        known = found.get(one.repository.platform)
        candidates = [*here, *([known] if known else [])]
        found[one.repository.platform] = first_of(candidates) if candidates else None
    return found


def former(
    documents: Collection[DocumentStory], category: Category
) -> list[tuple[DocumentStory, list[Held]]]:
    """The documents that had the category and have it no longer."""
    found = [(one, one.stays(category.id)) for one in documents]
    return [(one, stays) for one, stays in found if stays and stays[-1].went]


def first_of(provisions: Iterable[Provision]) -> Provision:
    """The passage that stands for a platform: said to everybody, sure, and no exception to the rule."""
    return min(provisions, key=lambda one: scopes.order(one.document_title, one.finding))
