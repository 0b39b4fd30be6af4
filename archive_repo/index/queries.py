"""Questions that the index answers at once: versions by time, a document's versions, who holds a sentence."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from archive_repo.records import (
    UNDATED,
    Cause,
    ChangeClass,
    SectionChange,
    SectionKind,
    SentenceCounts,
    Source,
    StatedDates,
    Version,
)

_CAUSES = {one.value: one for one in Cause}
_CLASSES = {None: None} | {one.value: one for one in ChangeClass}
_KINDS = {one.value: one for one in SectionKind}
_decode = json.JSONDecoder().decode

_COLUMNS = """
    versions.id, platform, slug, versions.title, "commit", previous, fetched_at, recorded_at, cause,
    change_class, subject, added, removed, amended, moved, snapshot, sources, text_sha256, extractor,
    stated_updated, stated_effective
"""
_SELECT = f"SELECT {_COLUMNS} FROM versions JOIN documents ON documents.id = versions.document"  # noqa: S608


def changes(connection: sqlite3.Connection, since: datetime, until: datetime) -> list[Version]:
    """All versions fetched between two moments, both included, in the order of their time."""
    rows = connection.execute(
        f"{_SELECT} WHERE fetched_at BETWEEN ? AND ? ORDER BY fetched_at, versions.id",
        (since.isoformat(), until.isoformat()),
    )
    return _versions(connection, rows.fetchall())


def versions(connection: sqlite3.Connection, platform: str, document: str) -> list[Version]:
    """The versions of a document, newest first; empty for an unknown one."""
    rows = connection.execute(
        f"{_SELECT} WHERE platform = ? AND slug = ? ORDER BY number DESC", (platform, document)
    )
    return _versions(connection, rows.fetchall())


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A document of the archive, and how much of its history there is."""

    platform: str
    name: str
    """The platform's name."""
    document: str
    title: str
    versions: int
    first: datetime
    last: datetime


def documents(connection: sqlite3.Connection) -> list[Tracked]:
    """Every document of the archive, by platform and slug."""
    rows = connection.execute(
        """SELECT platform, name, documents.slug, documents.title, COUNT(*), MIN(fetched_at), MAX(fetched_at)
        FROM documents JOIN platforms ON platforms.slug = platform
        JOIN versions ON versions.document = documents.id
        GROUP BY documents.id ORDER BY platform, documents.slug"""
    )
    return [
        Tracked(
            platform=platform,
            name=name,
            document=slug,
            title=title,
            versions=count,
            first=datetime.fromisoformat(first),
            last=datetime.fromisoformat(last),
        )
        for platform, name, slug, title, count, first, last in rows
    ]


def names(connection: sqlite3.Connection) -> dict[str, str]:
    """The name of each platform, by its slug."""
    return dict(connection.execute("SELECT slug, name FROM platforms"))


def by_id(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Version]:
    """The versions with these ids, by id."""
    wanted = json.dumps(sorted(set(ids)))
    rows = connection.execute(
        f'{_SELECT} JOIN json_each(?) ON json_each.value = versions."commit"', (wanted,)
    )
    return {version.id: version for version in _versions(connection, rows.fetchall())}


def numbered(connection: sqlite3.Connection, document: int, numbers: Iterable[int]) -> dict[int, Version]:
    """The versions with these numbers of the document with this id in the index."""
    found = {}
    for number in sorted(set(numbers)):
        row = connection.execute(
            f"{_SELECT} WHERE document = ? AND number = ?", (document, number)
        ).fetchone()
        if row:
            found[number] = _versions(connection, [row])[0]
    return found


def _versions(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> list[Version]:
    sections = _sections(connection, [row[0] for row in rows])
    return [_version(row, tuple(sections[row[0]])) for row in rows]


def _sections(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, list[SectionChange]]:
    found: dict[int, list[SectionChange]] = defaultdict(list)
    wanted = json.dumps(list(ids))
    rows = connection.execute(
        "SELECT version, heading, kind FROM json_each(?) JOIN sections ON version = json_each.value "
        "ORDER BY version, position",
        (wanted,),
    )
    for version, heading, kind in rows:
        found[version].append(SectionChange(heading=heading, kind=_KINDS[kind]))
    return found


def _version(row: tuple[Any, ...], sections: tuple[SectionChange, ...]) -> Version:
    _, platform, slug, title, commit, previous, fetched_at, recorded_at, cause, kind, subject = row[:11]
    added, removed, amended, moved, snapshot, sources, text_sha256, extractor, updated, effective = row[11:]
    return Version(
        platform=platform,
        document=slug,
        title=title,
        id=commit,
        previous=previous,
        fetched_at=datetime.fromisoformat(fetched_at),
        recorded_at=datetime.fromisoformat(recorded_at),
        cause=_CAUSES[cause],
        change_class=_CLASSES[kind],
        subject=subject,
        sentences=SentenceCounts(added=added, removed=removed, amended=amended, moved=moved),
        sections=sections,
        sources=tuple([Source(url=url, sha256=digest) for url, digest in _decode(sources)]),
        snapshot=snapshot,
        text_sha256=text_sha256,
        extractor=extractor,
        stated=StatedDates(updated=_day(updated), effective=_day(effective))
        if updated or effective
        else UNDATED,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
