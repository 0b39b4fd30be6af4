"""One category across platforms: who has it, since when, in which words, and where none was found."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from archive_repo.archive import Archive
from archive_repo.index import connect, queries
from archive_repo.index.connect import SILENCE, Watch
from archive_repo.repository import Repository
from archive_repo.text import kinds
from archive_repo.text.kinds import DocumentKind
from archiver.provisions import kept
from archiver.provisions.detect import Finding, best
from archiver.provisions.history import Life, Story, identity
from archiver.provisions.taxonomy import Category, Polarity


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A finding in a stored document, with its life."""

    platform: str
    name: str
    """The platform's name as it writes itself."""
    document: str
    document_title: str
    version: str
    source: str
    """The address that the version was fetched from."""
    finding: Finding
    life: Life


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A document with its story."""

    repository: Repository
    name: str
    document: str
    title: str
    source: str
    newest: str
    """Id of its newest version by then; the story ends before it where that is held back."""
    story: Story

    def provisions(self) -> Iterator[Provision]:
        """What the document states, in its order."""
        for finding in self.story.findings:
            yield Provision(
                platform=self.repository.platform,
                name=self.name,
                document=self.document,
                document_title=self.title,
                version=self.story.version,
                source=self.source,
                finding=finding,
                life=self.story.lives[identity(finding)],
            )


def told(
    archive: Archive,
    platforms: Collection[str],
    at: datetime | None,
    now: datetime,
    watch: Watch = SILENCE,
) -> Iterator[Told]:
    """Every document of the platforms (all, for none named) that has a version by `at`, with its story."""
    repositories = [archive.repository(slug) for slug in platforms] if platforms else archive.platforms()
    with connect.current(archive, watch) as connection:
        for repository in repositories:
            for document in repository.documents():
                one = _tell(connection, repository, document, at, now)
                if one is not None:
                    yield one


def tell(
    archive: Archive,
    repository: Repository,
    document: str,
    at: datetime | None,
    now: datetime,
    watch: Watch = SILENCE,
) -> Told | None:
    """A document with its story up to `at`; None where it has no version by then."""
    with connect.current(archive, watch) as connection:
        return _tell(connection, repository, document, at, now)


def _tell(
    connection: sqlite3.Connection,
    repository: Repository,
    document: str,
    at: datetime | None,
    now: datetime,
) -> Told | None:
    versions = [
        version
        for version in queries.versions(connection, repository.platform, document)
        if at is None or version.fetched_at <= at
    ]
    if not versions:
        return None
    story = (
        kept.of(connection, repository, document, now) if at is None else kept.until(repository, versions, at)
    )
    source = next(version.sources[0].url for version in versions if version.id == story.version)
    return Told(
        repository=repository,
        name=repository.name,
        document=document,
        title=versions[0].title,
        source=source,
        newest=versions[0].id,
        story=story,
    )


def across(documents: Collection[Told], category: Category) -> dict[str, Provision | None]:
    """Each platform's best passage of the category, by slug; None where none was found."""
    found: dict[str, Provision | None] = {}
    for one in documents:
        here = [provision for provision in one.provisions() if provision.finding.category == category.id]
        former = found.get(one.repository.platform)
        candidates = [*here, *([former] if former else [])]
        found[one.repository.platform] = _best(candidates) if candidates else None
    return found


def matrix(documents: Collection[Told]) -> dict[str, dict[str, set[Polarity]]]:
    """Which polarities were found, by platform and category."""
    found: dict[str, dict[str, set[Polarity]]] = {}
    for one in documents:
        row = found.setdefault(one.repository.platform, {})
        for finding in one.story.findings:
            row.setdefault(finding.category, set()).add(finding.polarity)
    return found


def _best(provisions: Collection[Provision]) -> Provision:
    """A platform's passage to show: of its policy or terms rather than other documents, the best wording."""
    first_rank = [one for one in provisions if not _is_secondary(one.document_title)]
    group = first_rank or provisions
    chosen = best(one.finding for one in group)
    return next(one for one in group if one.finding is chosen)


def _is_secondary(title: str) -> bool:
    first_rank = (DocumentKind.PRIVACY, DocumentKind.TERMS, None)
    return kinds.of(title) not in first_rank or "business" in title.lower()
