"""Compares an index with one that is rebuilt from git, so that `verify` finds altered rows.

SQLite has no checksums of its own: an altered row reads like any other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from archive_repo.index import connect, places
from archive_repo.index.schema import COUNTS, SCHEMA, TRAILERS, VERSION

if TYPE_CHECKING:
    from archive_repo.archive import Archive

_AGREED = """
    CREATE TEMP TABLE agreed AS
    SELECT ours.slug AS platform FROM main.platforms AS ours
        JOIN there.platforms AS theirs ON theirs.slug = ours.slug AND theirs.tip = ours.tip
        LEFT JOIN main.looked AS our_looks ON our_looks.platform = ours.slug
        LEFT JOIN there.looked AS their_looks ON their_looks.platform = ours.slug
    WHERE our_looks.tip IS their_looks.tip
"""
"""The platforms for which both were made from the same commits; the next question updates the others
anyway."""

_SAID = ", ".join([*COUNTS, *(f"versions.{name}" for name, _, _ in TRAILERS)])
_DOCUMENT = "JOIN {of}.documents AS d ON d.id = document JOIN agreed ON agreed.platform = d.platform"
_ROWS = {
    "platforms": "SELECT slug, name FROM {of}.platforms JOIN agreed ON platform = slug",
    "documents": "SELECT platform, slug, title, newest FROM {of}.documents JOIN agreed USING (platform)",
    "versions": f"""
        SELECT d.platform, slug, number, "commit", previous, fetched_at, recorded_at, subject, {_SAID}
        FROM {{of}}.versions AS versions {_DOCUMENT}""",  # noqa: S608
    "sections": f"""
        SELECT d.platform, slug, number, position, heading, kind
        FROM {{of}}.sections JOIN {{of}}.versions AS versions ON versions.id = version {_DOCUMENT}""",  # noqa: S608
    "holdings": f"""
        SELECT d.platform, slug, text, checksum, first, last, spans
        FROM {{of}}.holdings JOIN {{of}}.sentences AS s ON s.id = sentence {_DOCUMENT}""",  # noqa: S608
    "observed": "SELECT observed.* FROM {of}.observed AS observed JOIN agreed USING (platform)",
    "looks": "SELECT looks.* FROM {of}.looks AS looks JOIN agreed USING (platform)",
}
"""The query whose rows are compared for each table: with names instead of the row ids, which may differ. The
table `kept` is not compared, since its rows would have to be computed again."""


def differences(archive: Archive) -> list[str]:
    """Where the archive's index differs from git, a line each; empty if there is no index.

    Nothing is written to the archive. An index of another release is not compared, since the next question
    rebuilds it. Raises DiskFull if there is no room for the index to compare with.
    """
    if not archive.index.is_file():
        return []
    return places.aside(archive.index, lambda path: _compared(path, archive))


def _compared(path: str, archive: Archive) -> list[str]:
    with closing(connect.up_to_date(path, archive)) as fresh:
        if path == places.TEMPORARY:
            fresh.execute("PRAGMA temp_store = FILE")  # the rows of a large archive may not fit in memory
        try:
            _attach(fresh, archive)
            return list(_differences(fresh))
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if path == places.TEMPORARY and places.is_of_the_place(error):
                raise
            return [f"it cannot be read: {error}"]


def _attach(fresh: sqlite3.Connection, archive: Archive) -> None:
    """Attach the archive's index, read-only, as `there`."""
    address = archive.index.absolute().as_uri()
    try:
        fresh.execute("ATTACH ? AS there", (f"{address}?mode=ro",))
        fresh.execute("SELECT * FROM there.sqlite_master").fetchall()
    except sqlite3.OperationalError:  # in a folder that cannot be written, SQLite asks for this promise
        fresh.execute("ATTACH ? AS there", (f"{address}?immutable=1",))


def _differences(fresh: sqlite3.Connection) -> Iterator[str]:
    (version,) = fresh.execute("PRAGMA there.user_version").fetchone()
    if version != VERSION:
        return
    if not {sql for (sql,) in fresh.execute("SELECT sql FROM there.sqlite_master")}.issuperset(SCHEMA):
        yield "it has other tables than it should"
        return
    damage = [line for (line,) in fresh.execute("PRAGMA there.integrity_check") if line != "ok"]
    if damage:
        yield f"its file is damaged: {damage[0]}"
        return
    fresh.execute(_AGREED)
    for table, rows in _ROWS.items():
        ours, theirs = rows.format(of="main"), rows.format(of="there")
        missing, wrong = _count(fresh, ours, theirs), _count(fresh, theirs, ours)
        if missing or wrong:
            yield f"table {table} lacks {missing} rows that git gives, and has {wrong} that it does not give"


def _count(connection: sqlite3.Connection, rows: str, others: str) -> int:
    """How many of these rows are not among the others."""
    (count,) = connection.execute(f"SELECT count(*) FROM ({rows} EXCEPT {others})").fetchone()  # noqa: S608
    return int(count)
