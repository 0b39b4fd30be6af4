"""The rows of a dataset, document by document: never more than two texts are held in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from archive_repo import diff
from archive_repo.archive import Archive
from archive_repo.index.looks import each
from archive_repo.records import ChangeClass
from archive_repo.repository import Repository
from archiver.exchange.dataset.files import Row
from archiver.exchange.dataset.records import (
    ChangeRecord,
    LookRecord,
    ProvisionRecord,
    SentenceRecord,
    VersionRecord,
)
from archiver.provisions.comparison import compare
from archiver.report import clauses, details, versions
from archiver.report.versions import VersionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What of the archive a dataset holds."""

    since: datetime | None = None
    """Only what was fetched, or looked at, from then on."""
    classes: frozenset[ChangeClass] = frozenset()
    """Only changes of these classes, with their sentences and provisions; empty for all."""

    @property
    def start(self) -> datetime:
        """The first moment that is wanted."""
        return self.since or datetime.min.replace(tzinfo=UTC)

    def holds(self, row: VersionRow) -> bool:
        """True if a change is wanted."""
        return not self.classes or row.change_class in self.classes


def rows(
    connection: sqlite3.Connection,
    archive: Archive,
    platform: str,
    document: str,
    scope: Scope,
    now: datetime,
) -> Iterator[Row]:
    """The rows of a document, those of each table oldest first, each read when it is asked for.

    Raises StoreError where its repository cannot be read.
    """
    repository = archive.repository(platform)
    wanted = set[str]()
    for row in reversed(versions.of_document(connection, platform, document)):
        if row.fetched_at < scope.start:
            continue
        yield "versions", _version(repository, row)
        if row.previous and scope.holds(row):
            wanted.add(row.version)
            yield "changes", _change(row, row.previous)
            yield from (("sentences", one) for one in _sentences(repository, row, row.previous))
    for one in _provisions(connection, archive, platform, document, scope.start, now):
        if one.version in wanted:
            yield "provisions", one
    yield from (("looks", one) for one in _looks(connection, platform, document, scope.start))


def _version(repository: Repository, row: VersionRow) -> VersionRecord:
    return VersionRecord(
        platform=row.platform,
        document=row.document,
        version=row.version,
        previous=row.previous,
        platform_name=row.platform_name,
        title=row.title,
        fetched_at=row.fetched_at,
        recorded_at=row.recorded_at,
        cause=row.cause,
        change_class=row.change_class,
        stated_updated=row.stated.updated,
        stated_effective=row.stated.effective,
        urls=" ".join(source.url for source in row.sources),
        text_sha256=row.text_sha256,
        extractor=row.extractor,
        text=repository.text(row.version),
    )


def _change(row: VersionRow, previous: str) -> ChangeRecord:
    counts = row.sentences
    return ChangeRecord(
        platform=row.platform,
        document=row.document,
        version=row.version,
        previous=previous,
        fetched_at=row.fetched_at,
        since_after=row.since.after,
        since_by=row.since.by,
        cause=row.cause,
        change_class=row.change_class,
        subject=row.subject,
        added=counts.added,
        removed=counts.removed,
        amended=counts.amended,
        moved=counts.moved,
        sections="\n".join(f"{name} ({kind})" for name, kind in versions.section_names(row)),
    )


def _sentences(repository: Repository, row: VersionRow, previous: str) -> Iterator[SentenceRecord]:
    old, new = repository.text(previous), repository.text(row.version)
    told = ((section, one) for section in details.sections(diff.compare(old, new)) for one in section.changes)
    for number, (section, one) in enumerate(told, 1):
        yield SentenceRecord(
            platform=row.platform,
            document=row.document,
            version=row.version,
            number=number,
            section=" › ".join(section.path),
            section_kind=section.kind,
            kind=one.kind,
            old=one.old,
            new=one.new,
        )


def _provisions(
    connection: sqlite3.Connection,
    archive: Archive,
    platform: str,
    document: str,
    since: datetime,
    now: datetime,
) -> Iterator[ProvisionRecord]:
    told = list(compare.told(connection, archive, [(platform, document)], None, now))
    seen = clauses.seen(connection, told, None)
    for one in told:
        for event in compare.news(one, since):
            if not event.is_sure:
                continue
            row = clauses.event_row(one, event, seen[platform, document])
            yield ProvisionRecord(
                platform=platform,
                document=document,
                version=row.version,
                fetched_at=row.fetched_at,
                since_after=row.since.after,
                since_by=row.since.by,
                category=row.category,
                category_title=row.category_title,
                kind=row.kind,
                polarity=row.polarity,
                gone="\n\n".join(row.gone),
                came="\n\n".join(row.came),
            )


def _looks(
    connection: sqlite3.Connection, platform: str, document: str, since: datetime
) -> Iterator[LookRecord]:
    for look in each(connection, platform, document):
        if look.checked_at >= since:
            yield LookRecord(
                platform=platform,
                document=document,
                looked_at=look.checked_at,
                outcome=look.outcome,
                reason=look.reason or None,
                failures=look.failures,
                version=look.version or None,
            )
