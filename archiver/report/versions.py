"""Versions as readers see them: what changed, and between which two looks."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_repo.index import queries
from archive_repo.index.looks import change
from archive_repo.records import (
    BEGINNING,
    Bounds,
    Cause,
    ChangeClass,
    SectionKind,
    SentenceCounts,
    StandIn,
    StatedDates,
    StoredSource,
    Version,
    slug,
)
from archiver.report import looks
from archiver.report.looks import LastLooks

OPENING = "opening lines"
"""What stands above the first heading, or below the document's own title: a date, a preamble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section that a version changed."""

    path: tuple[str, ...]
    """Its headings, the outermost first; empty for the opening lines."""
    kind: SectionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A version, with the platform's name and the looks between which it came about."""

    platform: str
    platform_name: str
    document: str
    title: str
    version: str
    previous: str | None
    fetched_at: datetime
    since: Bounds
    """When the text came to say this: after the last look at the version before, by the first at this one."""
    recorded_at: datetime
    cause: Cause
    change_class: ChangeClass | None
    subject: str
    sentences: SentenceCounts
    sections: tuple[Section, ...]
    stated: StatedDates
    sources: tuple[StoredSource, ...]
    stand_ins: tuple[StandIn, ...]
    """The pages that could not be read then; the last good copy of each is in the text instead."""
    snapshot: str
    """Id of the commit on `snapshots` that holds the pages as they were fetched."""
    text_sha256: str
    extractor: str
    """What made the text of the pages."""
    last_confirmed_at: datetime | None
    """The last look that saw this text; of a text that another one followed, the last one before that."""
    last_looked_at: datetime | None
    stale: bool


def of_document(connection: sqlite3.Connection, platform: str, document: str) -> list[VersionRow]:
    """The versions of a document, newest first; empty for an unknown one."""
    found = queries.versions(connection, platform, document)
    return rows(connection, found, {version.id: version for version in found})


def of_platform(connection: sqlite3.Connection, platform: str) -> list[Version]:
    """The versions of all documents of a platform, newest first."""
    tracked = [one for one in queries.documents(connection) if one.platform == platform]
    found = [each for one in tracked for each in queries.versions(connection, platform, one.document)]
    return sorted(found, key=lambda one: one.fetched_at, reverse=True)


def rows(
    connection: sqlite3.Connection, found: Sequence[Version], before: Mapping[str, Version]
) -> list[VersionRow]:
    """These versions; `before` has those that they follow, by id."""
    names = queries.names(connection)
    since = {version.id: change(connection, _before(version, before), version) for version in found}
    last = looks.of_versions(connection, found, since)
    return [_row(version, names[version.platform], since[version.id], last[version.id]) for version in found]


def row(connection: sqlite3.Connection, version: Version) -> VersionRow:
    """One version."""
    before = queries.by_id(connection, [version.previous]) if version.previous else {}
    (found,) = rows(connection, [version], before)
    return found


def section_names(row: VersionRow) -> list[tuple[str, str]]:
    """The sections that a version changed, each as a reader sees it, with what happened; each once."""
    named = ((section_name(row, one), one.kind) for one in row.sections)
    return list(dict.fromkeys((name, happened(name, kind)) for name, kind in named))


def happened(name: str, kind: SectionKind) -> str:
    """What happened to a section of this name: opening lines are new or removed, but no section."""
    return kind.removesuffix(" section") if name == OPENING else kind


def section_name(row: VersionRow, section: Section) -> str:
    """A section as a reader sees it: its heading, or that it is the opening lines.

    A document's own title is a heading too; "amended: Privacy Policy" would read as if all of it had changed.
    """
    return " › ".join(below_title(section.path, row.title, row.platform_name)) or OPENING


def below_title(path: tuple[str, ...], title: str, platform_name: str) -> tuple[str, ...]:
    """The headings of a section below the document's own title, with the platform's name or without."""
    if not path:
        return path
    own, words = (set(slug(text).split("-")) for text in (title, path[0]))
    return path[1:] if own <= words <= own | set(slug(platform_name).split("-")) else path


def unread(row: VersionRow) -> list[str]:
    """The pages that could not be read when a version was recorded, a line each."""
    return [f"not read then, as last seen {page.last_seen:%Y-%m-%d}: {page.url}" for page in row.stand_ins]


def unread_count(row: VersionRow | Version) -> str:
    """How many pages could not be read when a version was recorded; empty where all could."""
    if not row.stand_ins:
        return ""
    return f"{len(row.stand_ins)} of {len(row.sources)} pages not read then"


def _before(version: Version, before: Mapping[str, Version]) -> Version | None:
    return before.get(version.previous) if version.previous else None


def _row(version: Version, name: str, since: Bounds, last: LastLooks) -> VersionRow:
    return VersionRow(
        platform=version.platform,
        platform_name=name,
        document=version.document,
        title=version.title,
        version=version.id,
        previous=version.previous,
        fetched_at=version.fetched_at,
        since=since,
        recorded_at=version.recorded_at,
        cause=version.cause,
        change_class=version.change_class,
        subject=version.subject,
        sentences=version.sentences,
        sections=tuple(Section(path=_path(one.heading), kind=one.kind) for one in version.sections),
        stated=version.stated,
        sources=version.sources,
        stand_ins=version.stand_ins,
        snapshot=version.snapshot,
        text_sha256=version.text_sha256,
        extractor=version.extractor,
        **looks.keys(last),
    )


def _path(heading: str) -> tuple[str, ...]:
    return () if heading == BEGINNING else (heading,)
