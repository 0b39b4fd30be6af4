"""Questions about versions and documents that the index answers: by time, by document, by id."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass
from datetime import datetime
from typing import Any

from archive_repo.errors import UnknownDocument, UnknownVersion
from archive_repo.index.places import DamagedIndex, reading_rows
from archive_repo.index.schema import COUNTS, TRAILERS
from archive_repo.records import (
    Cause,
    ChangeClass,
    SectionChange,
    SectionKind,
    SentenceCounts,
    StandIn,
    Trailer,
    Version,
)

_decode = json.JSONDecoder().decode

_SAID = ", ".join([*COUNTS, *(f"versions.{name}" for name, _, _ in TRAILERS)])
_SELECT = f"""
    SELECT versions.id, platform, slug, "commit", previous, fetched_at, recorded_at, subject, {_SAID}
    FROM versions JOIN documents ON documents.id = versions.document
"""  # noqa: S608

_FETCHED = """
    SELECT platform, slug, fetched_at, stand_ins, cause FROM documents
    CROSS JOIN versions ON versions.document = documents.id
"""
"""With `CROSS`, SQLite goes from documents to versions; asked for all, it would read every version."""
_NEWEST = """
    (SELECT number FROM versions AS own WHERE own.document = documents.id AND fetched_at <= :until {}
    ORDER BY number DESC LIMIT 1)
"""
_IS_IN_FORCE = f"""
    number = coalesce({_NEWEST.format("AND change_class IS NOT :other")}, {_NEWEST.format("")})
"""
_IN_FORCE = f"WHERE platform = :platform AND slug = :document AND {_IS_IN_FORCE}"
"""Each looks at one version where the newest is the one; sorting them would read all of them."""


Fetch = tuple[datetime, tuple[StandIn, ...]]
"""When a version was fetched, and the pages for which an older copy stands in."""


def changes(connection: sqlite3.Connection, since: datetime, until: datetime) -> list[Version]:
    """All versions fetched between two moments, both included, by time, platform and document."""
    rows = connection.execute(
        f"{_SELECT} WHERE fetched_at BETWEEN ? AND ? ORDER BY fetched_at, platform, slug, number",
        (since.isoformat(), until.isoformat()),
    )
    return _versions(connection, rows.fetchall())


def versions(connection: sqlite3.Connection, platform: str, document: str) -> list[Version]:
    """The versions of a document, newest first; empty for an unknown one."""
    rows = connection.execute(
        f"{_SELECT} WHERE platform = ? AND slug = ? ORDER BY number DESC", (platform, document)
    ).fetchall()
    numbers = connection.execute(
        "SELECT newest FROM documents WHERE platform = ? AND slug = ?", (platform, document)
    ).fetchone()
    if numbers and numbers[0] != len(rows):
        raise DamagedIndex(f"{platform}/{document} has {numbers[0]} versions, and {len(rows)} rows")
    return _versions(connection, rows)


_OBSERVED = "SELECT 1 FROM observed WHERE platform = ? AND document = ?"


def at(
    connection: sqlite3.Connection, platform: str, document: str, moment: datetime | None = None
) -> Version:
    """A document's version in force at a moment, the newest one fetched by then; without one, the newest.

    Raises UnknownDocument, and UnknownVersion for a moment before the first version.
    """
    found = newest(connection, platform, document, moment)
    if found:
        return found
    first = _of_document(connection, platform, document)[-1]
    raise UnknownVersion(
        f"{platform}/{document}: nothing was recorded by {moment or first.fetched_at:%Y-%m-%d}; "
        f"the first version is of {first.fetched_at:%Y-%m-%d}"
    )


def by_prefix(connection: sqlite3.Connection, platform: str, document: str, prefix: str) -> Version:
    """The version of a document whose id starts with `prefix`. Raises UnknownDocument and UnknownVersion."""
    found = [one for one in _of_document(connection, platform, document) if one.id.startswith(prefix)]
    if len(found) != 1:
        what = "no version" if not found else f"{len(found)} versions"
        raise UnknownVersion(
            f"{platform}/{document}: {what} with an id that starts with {prefix}; `archiver log` lists them"
        )
    return found[0]


def _of_document(connection: sqlite3.Connection, platform: str, document: str) -> list[Version]:
    found = versions(connection, platform, document)
    if not found:
        rows = connection.execute("SELECT slug FROM documents WHERE platform = ? ORDER BY slug", (platform,))
        known = ", ".join(slug for (slug,) in rows) or "none yet"
        told = f"no such document; it has {known}"
        if connection.execute(_OBSERVED, (platform, document)).fetchone():
            told = f"nothing is recorded of it yet; `archiver status {platform}/{document}` says why"
        raise UnknownDocument(f"{platform}/{document}: {told}", platform=platform)
    return found


def newest(
    connection: sqlite3.Connection, platform: str, document: str, moment: datetime | None = None
) -> Version | None:
    """The version of a document in force now or at a moment; None before the first.

    What is not the document is only taken where nothing else is there.
    """
    rows = connection.execute(f"{_SELECT} {_IN_FORCE}", _at(platform, document, moment))
    return next(iter(_versions(connection, rows.fetchall())), None)


def passed_over(connection: sqlite3.Connection, version: Version, moment: datetime | None = None) -> int:
    """How many versions after this one, up to a moment, are not the document."""
    row = connection.execute(
        "SELECT COUNT(*) FROM versions JOIN documents ON documents.id = versions.document "
        "WHERE platform = ? AND slug = ? AND fetched_at <= ? AND change_class IS ? AND number > "
        '(SELECT number FROM versions WHERE document = documents.id AND "commit" = ?)',
        (version.platform, version.document, _until(moment), ChangeClass.NOT_THE_DOCUMENT, version.id),
    ).fetchone()
    return int(row[0])


def _until(moment: datetime | None) -> str:
    return moment.isoformat() if moment else "9999"


def _at(platform: str, document: str, moment: datetime | None) -> dict[str, str]:
    """What `_IN_FORCE` is asked with."""
    return {
        "platform": platform,
        "document": document,
        "until": _until(moment),
        "other": ChangeClass.NOT_THE_DOCUMENT,
    }


def newest_fetch(
    connection: sqlite3.Connection, platform: str, document: str, moment: datetime | None = None
) -> Fetch | None:
    """When the version in force now or at a moment was fetched, and its stand-ins; None before the first.

    None too for one that the platform published: nobody looked then.
    """
    rows = connection.execute(f"{_FETCHED} {_IN_FORCE}", _at(platform, document, moment))
    return _fetches(rows).get((platform, document))


def newest_fetches(connection: sqlite3.Connection) -> dict[tuple[str, str], Fetch]:
    """The same of each document that has it now, by platform and document."""
    return _fetches(connection.execute(f"{_FETCHED} WHERE {_IS_IN_FORCE}", _at("", "", None)))


def _fetches(rows: Iterable[tuple[str, str, str, str | None, str]]) -> dict[tuple[str, str], Fetch]:
    with reading_rows():
        return {
            (platform, slug): (
                datetime.fromisoformat(fetched_at),
                tuple(map(StandIn.parse, _decode(stand_ins))) if stand_ins else (),
            )
            for platform, slug, fetched_at, stand_ins, cause in rows
            if cause != Cause.PUBLISHED
        }


def changed_at(
    connection: sqlite3.Connection, platform: str, document: str, moment: datetime | None = None
) -> datetime | None:
    """When the newest version, now or at a moment, was fetched that is no re-extraction."""
    (found,) = connection.execute(
        "SELECT max(fetched_at) FROM versions JOIN documents ON documents.id = versions.document "
        "WHERE platform = ? AND slug = ? AND cause != ? AND fetched_at <= ?",
        (platform, document, Cause.REEXTRACTION, _until(moment)),
    ).fetchone()
    return datetime.fromisoformat(found) if found else None


def titles(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """The title of each document that was looked at, by platform and document, with or without a version."""
    rows = connection.execute("SELECT platform, document, title FROM observed")
    return {(platform, document): title for platform, document, title in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedDocument:
    """A document that has a version, and how much of its history there is."""

    platform: str
    name: str
    """The platform's name."""
    document: str
    title: str
    newest: str
    """Id of the newest version."""
    versions: int
    first: datetime
    last: datetime


def documents(connection: sqlite3.Connection) -> list[ArchivedDocument]:
    """Every document that has a version, by platform and slug."""
    rows = connection.execute(
        """SELECT platform, name, documents.slug, documents.title, tip."commit", newest,
            (SELECT fetched_at FROM versions WHERE document = documents.id AND number = 1), tip.fetched_at
        FROM documents LEFT JOIN platforms ON platforms.slug = platform
        LEFT JOIN versions AS tip ON tip.document = documents.id AND tip.number = newest
        ORDER BY platform, documents.slug"""
    )
    with reading_rows():
        found = [_tracked(*row) for row in rows]
    (count,) = connection.execute("SELECT COUNT(*) FROM versions").fetchone()
    if count != sum(one.versions for one in found) or not all(one.name and one.newest for one in found):
        raise DamagedIndex("its documents and versions do not fit each other")
    return found


def _tracked(
    platform: str, name: str, slug: str, title: str, newest: str, count: int, first: str, last: str
) -> ArchivedDocument:
    return ArchivedDocument(
        platform=platform,
        name=name,
        document=slug,
        title=title,
        newest=newest,
        versions=count,
        first=datetime.fromisoformat(first),
        last=datetime.fromisoformat(last),
    )


def names(connection: sqlite3.Connection) -> dict[str, str]:
    """The name of each platform, by its slug."""
    return dict(connection.execute("SELECT slug, name FROM platforms"))


def tips(connection: sqlite3.Connection) -> dict[str, str]:
    """The commit on the branch `main` that each platform's versions were read from, by slug."""
    return dict(connection.execute("SELECT slug, tip FROM platforms ORDER BY slug"))


def by_id(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Version]:
    """The versions with these ids, by id."""
    wanted = json.dumps(sorted(set(ids)))
    rows = connection.execute(
        f'{_SELECT} JOIN json_each(?) ON json_each.value = versions."commit"', (wanted,)
    )
    return {version.id: version for version in _versions(connection, rows.fetchall())}


def following(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Version]:
    """The version that followed each of these, by the earlier one's id; a document's newest has none.

    Raises DamagedIndex if one is neither followed nor the newest.
    """
    wanted = json.dumps(sorted(set(ids)))
    held = 'SELECT document AS held, number AS place FROM json_each(?) JOIN versions ON value = "commit"'
    rows = connection.execute(
        f"{_SELECT} JOIN ({held}) ON document = held AND number = place + 1", (wanted,)
    ).fetchall()
    (count,) = connection.execute(
        f"SELECT count(*) FROM ({held}) JOIN documents ON id = held WHERE place < newest",  # noqa: S608
        (wanted,),
    ).fetchone()
    if count != len(rows):
        raise DamagedIndex(f"{count} versions are followed by another, and {len(rows)} of those have a row")
    return {version.previous: version for version in _versions(connection, rows) if version.previous}


def numbered(connection: sqlite3.Connection, document: int, numbers: Iterable[int]) -> dict[int, Version]:
    """The versions with these numbers of the document with this id in the index."""
    wanted = sorted(set(numbers))
    rows = connection.execute(
        f"{_SELECT} WHERE document = ? AND number IN (SELECT value FROM json_each(?)) ORDER BY number",  # noqa: S608
        (document, json.dumps(wanted)),
    ).fetchall()
    if len(rows) < len(wanted):
        raise DamagedIndex(f"a document lacks one of its versions {wanted}")
    return dict(zip(wanted, _versions(connection, rows), strict=True))


def _versions(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> list[Version]:
    """The versions in these rows, read column by column, since most values of a column repeat."""
    if not rows:
        return []
    with reading_rows():
        return _read_versions(rows, _sections(connection, [row[0] for row in rows]))


def _read_versions(
    rows: Sequence[tuple[Any, ...]], sections: Mapping[int, Sequence[SectionChange]]
) -> list[Version]:
    ids, platforms, slugs, commits, previous, fetched_at, recorded_at, subjects, *said = zip(
        *rows, strict=True
    )
    counts, cells = said[: len(COUNTS)], said[len(COUNTS) :]
    columns: dict[str, Iterable[Any]] = {
        "platform": platforms,
        "document": slugs,
        "id": commits,
        "previous": previous,
        "fetched_at": map(datetime.fromisoformat, fetched_at),
        "recorded_at": map(datetime.fromisoformat, recorded_at),
        "subject": subjects,
        "sections": [tuple(sections.get(key, ())) for key in ids],
        "sentences": _counts(list(zip(*counts, strict=True))),
    }
    for (name, trailer, default), column in zip(TRAILERS, cells, strict=True):
        columns[name] = _read(trailer, default, column)
    return [Version(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]


def _counts(rows: Sequence[tuple[int, ...]]) -> list[SentenceCounts]:
    known = {row: SentenceCounts(**dict(zip(COUNTS, row, strict=True))) for row in set(rows)}
    return [known[row] for row in rows]


def _read(trailer: Trailer, default: object, column: Sequence[str | None]) -> Sequence[Any]:
    """The values in a column; the default where it is null."""
    if trailer.read is str and default is MISSING and not trailer.several:
        return column
    known = {
        cell: default if cell is None else trailer.value(_decode(cell) if trailer.several else [cell])
        for cell in set(column)
    }
    return [known[cell] for cell in column]


def _sections(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, list[SectionChange]]:
    found: dict[int, list[SectionChange]] = defaultdict(list)
    wanted = json.dumps(list(ids))
    rows = connection.execute(
        "SELECT version, heading, kind FROM json_each(?) JOIN sections ON version = json_each.value "
        "ORDER BY version, position",
        (wanted,),
    )
    for version, heading, kind in rows:
        found[version].append(SectionChange(heading=heading, kind=SectionKind(kind)))
    return found
