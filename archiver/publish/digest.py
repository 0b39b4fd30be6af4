"""What a time brought, as a value: the weekly letter, and what `archiver digest` prints."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from archive_repo.archive import Archive
from archive_repo.index import queries
from archive_repo.index.queries import ArchivedDocument
from archive_repo.records import SUBSTANTIVE, Cause
from archiver.provisions import taxonomy
from archiver.provisions.stories import kept
from archiver.provisions.stories.history import Event, EventKind, Story
from archiver.publish import telling
from archiver.publish.site import permalinks
from archiver.report import changes, for_readers, looks, phrases, values
from archiver.report.changes import ChangeRow
from archiver.report.digest_rows import Digest, ToldChange, UnchangedRow
from archiver.report.documents import Holds
from archiver.report.health import Health
from archiver.report.looks import LastLooks

_CLAUSES = {
    EventKind.INTRODUCED: "Newly found",
    EventKind.RESTORED: "Found again",
    EventKind.REMOVED: "No longer found",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The parts of an archive that changes are told from."""

    connection: sqlite3.Connection
    """An index that is up to date."""
    archive: Archive
    url: str
    """Where the site is served; empty where none is."""
    now: datetime


def of(where: Told, rows: Sequence[ToldChange], since: datetime, holds: Holds, found: Health) -> Digest:
    """The digest of a time. `rows` are the changes that it tells, `holds` is true of the documents.

    `found` is what is not known of that time, and says when it ends.
    """
    until = found.asked_until
    known = [one for one in queries.documents(where.connection) if holds(one.platform, one.document)]
    names = {(one.platform, one.document): f"{one.name}, {one.title}" for one in known}
    last = looks.of_documents(where.connection, ((one.platform, one.document) for one in known), until)
    looked = [one for one in last if one.last_looked_at and since <= one.last_looked_at <= until]
    moved = queries.changes(where.connection, since, until)
    new = {(one.platform, one.document) for one in moved if one.cause is Cause.FIRST}
    changed = {(one.platform, one.document) for one in moved if one.change_class in SUBSTANTIVE}
    told = {(one.platform, one.document) for one in rows}
    return Digest(
        period_start=since,
        period_end=until,
        platform_count=len({one.platform for one in looked}),
        document_count=len(looked),
        changed_count=len(told),
        change_count=len(rows),
        silent_count=sum(one.silent for one in rows),
        first_count=len({(one.platform, one.document) for one in known} & new),
        news=tuple(rows),
        unchanged=tuple(_unchanged(known, looked, since, changed | new | told)),
        warnings=tuple(for_readers.not_known(found, names)),
    )


def said(where: Told, rows: Sequence[ChangeRow]) -> tuple[ToldChange, ...]:
    """Changes with what is said of them, the weightiest first. Their categories must be known."""
    known = taxonomy.load().categories
    touched = {row.version: [known[one] for one in row.categories or ()] for row in rows}
    link, stories, silent = _links(where), _stories(where, rows), _silent(where.connection, rows)
    clauses, parameters = _clauses(stories), _parameters(stories)
    return tuple(
        values.extended(
            ToldChange,
            row,
            sentence=telling.sentence(row, touched[row.version]),
            severity=telling.severity(touched[row.version]) or None,
            silent=row.version in silent,
            clauses=clauses.get(row.version, ()),
            parameters=parameters.get(row.version, ()),
            page=link(row) or None,
        )
        for row in sorted(rows, key=lambda row: telling.weight(row, touched[row.version]))
    )


def _unchanged(
    known: Iterable[ArchivedDocument],
    looked: Iterable[LastLooks],
    since: datetime,
    changed: set[tuple[str, str]],
) -> Iterable[UnchangedRow]:
    """Those whose text was seen as it had been; one that could not be read is not among them."""
    by_address = {(one.platform, one.document): one for one in known}
    for one in looked:
        where, seen = (one.platform, one.document), one.last_confirmed_at
        if where not in changed and not one.stale and seen and seen >= since:
            yield UnchangedRow(
                platform=one.platform,
                platform_name=by_address[where].name,
                document=one.document,
                title=by_address[where].title,
                **looks.keys(one),
            )


def _stories(where: Told, rows: Iterable[ChangeRow]) -> list[Story]:
    """Those of the documents of which a change touches a provision."""
    documents = {(row.platform, row.document) for row in rows if row.categories}
    return [
        kept.of(where.connection, where.archive.repository(platform), document, where.now)
        for platform, document in sorted(documents)
    ]


def _clauses(stories: Iterable[Story]) -> Mapping[str, tuple[str, ...]]:
    """The kinds of provisions that came or went as a whole, by version; those of a first version did not."""
    known = taxonomy.load().categories
    found: dict[str, tuple[str, ...]] = {}
    for story in stories:
        for event in story.events:
            told = _CLAUSES.get(event.kind)
            if told and event.version != story.events[0].version and _is_whole(story, event):
                said = f"{told}: {known[event.category].title}"
                found[event.version] = (*found.get(event.version, ()), said)
    return found


def _is_whole(story: Story, event: Event) -> bool:
    """False for what went if words of it, or a row or two of its table, are left, or the text is not read."""
    held = story.holdings.get(event.category, ())
    ended = [one for one in held if one.went_with == event.version]
    sure = [one for one in ended if not (one.stands or one.table or one.unread)]
    return event.kind is not EventKind.REMOVED or bool(sure)


def _parameters(stories: Iterable[Story]) -> Mapping[str, tuple[str, ...]]:
    """The values that others replaced, by version."""
    found: dict[str, tuple[str, ...]] = {}
    for story in stories:
        for one in story.replaced:
            said = phrases.capitalised(one.told.replace(one.kind, one.kind.replace("-", " "), 1))
            found[one.version] = (*found.get(one.version, ()), said)
    return found


def _silent(connection: sqlite3.Connection, rows: Sequence[ChangeRow]) -> frozenset[str]:
    """The versions that changed words and left the stated date as it was."""
    ids = [one for row in rows for one in (row.version, row.previous) if one]
    known = queries.by_id(connection, ids)
    return frozenset(
        row.version
        for row in rows
        if row.version in known and changes.is_silent(known[row.version], known.get(row.previous or ""))
    )


def _links(where: Told) -> Callable[[ChangeRow], str]:
    @cache
    def pages(platform: str, document: str) -> Mapping[str, str]:
        return permalinks.versions(queries.versions(where.connection, platform, document)[::-1])

    def link(row: ChangeRow) -> str:
        if not where.url:
            return ""
        return f"{where.url}{permalinks.changes(pages(row.platform, row.document)[row.version])}"

    return link
