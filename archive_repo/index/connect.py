"""A connection to `index.sqlite`, brought up to date with the platforms' branches before every answer.

    tracked = connect.ask(archive, queries.documents)

The tips of the branches are compared with those that the tables were made from, and new commits are read;
where a branch was rewritten, its platform is read anew. Readers see the last committed state (WAL) while
another one brings it up to date; those wait for each other.

A file that is damaged, lacks a row or has other tables is made anew, and asked once more. Where it cannot be
written, a copy is used. A platform whose repository cannot be read keeps the rows that it had, and is named.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from archive_repo.errors import ArchiveError
from archive_repo.index import looks, places, tips
from archive_repo.index.places import DamagedIndex
from archive_repo.index.schema import SCHEMA, VERSION
from archive_repo.index.tips import Tips

if TYPE_CHECKING:
    from archive_repo.archive import Archive

T = TypeVar("T")

PATIENCE_SECONDS = 600.0
"""How long a reader waits for another process that builds the index: a first build of a large archive."""

TOGETHER = 32
"""Platforms that are read in one transaction: what a killed build loses, against the cost of a commit."""


class Watch(Protocol):
    """Who is told what happens while the index is brought up to date."""

    def progress(self, done: int, of: int) -> None:
        """How many platforms have been read, and how many there are."""

    def sick(self, platform: str, reason: str) -> None:
        """A platform, by its slug, cannot be read: answers have it as it was when it could."""


class Silence:
    """Tells nobody."""

    def progress(self, done: int, of: int) -> None:
        """Do nothing."""

    def sick(self, platform: str, reason: str) -> None:
        """Do nothing."""


SILENCE = Silence()


def ask(archive: Archive, question: Callable[[sqlite3.Connection], T], watch: Watch = SILENCE) -> T:
    """What the index answers; asked once more, of a new one, where it proves damaged.

    Raises RepositoryBusy where another process has been building the index for PATIENCE_SECONDS, and
    StoreError where there is no room for it anywhere.
    """

    def answer(path: str) -> T:
        with closing(up_to_date(path, archive, watch)) as connection:
            return question(connection)

    with ExitStack() as stack:
        return places.anywhere(archive.index, stack, answer)


@contextmanager
def current(archive: Archive, watch: Watch = SILENCE) -> Iterator[sqlite3.Connection]:
    """A connection for what cannot be asked again where the index proves damaged later. Raises as `ask`."""
    with ExitStack() as stack:
        connection = places.anywhere(archive.index, stack, lambda path: up_to_date(path, archive, watch))
        yield stack.enter_context(closing(connection))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction that writes: waits for its turn, and leaves nothing behind where it fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def _part(connection: sqlite3.Connection) -> Iterator[None]:
    """A part of a transaction, which leaves nothing behind where it fails."""
    connection.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK TO part")
        raise
    finally:
        connection.execute("RELEASE part")


def up_to_date(path: str, archive: Archive, watch: Watch = SILENCE) -> sqlite3.Connection:
    """A connection to the database of this name, laid out and up to date; `ask` knows which to take."""
    connection = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None, uri=True)
    try:
        _prepare(connection)
        _update(connection, archive, watch)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -65536")  # in kB
    connection.execute("PRAGMA wal_autocheckpoint = 8000")
    if _is_laid_out(connection):
        return
    with transaction(connection):
        if not _is_laid_out(connection):  # else another process was faster
            for statement in (*SCHEMA, f"PRAGMA user_version = {VERSION}"):
                connection.execute(statement)


def _is_laid_out(connection: sqlite3.Connection) -> bool:
    """True if the tables are there, False for an empty file. Raises DamagedIndex where there are others."""
    there = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master")}
    if not there:
        return False
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != VERSION or not there.issuperset(SCHEMA):
        raise DamagedIndex("it has other tables")
    return True


def _update(connection: sqlite3.Connection, archive: Archive, watch: Watch) -> None:
    there, problems = tips.read(archive)
    for slug, reason in problems.items():
        watch.sick(slug, reason)
    stale = [slug for slug in _stale(connection, there) if slug not in problems]
    for start in range(0, len(stale), TOGETHER):
        watch.progress(start, len(stale))
        with transaction(connection):
            for slug in _stale(connection, there):  # else another process was faster
                if slug in stale[start : start + TOGETHER]:
                    _bring_up_to_date(connection, archive, slug, watch)
    if stale:
        watch.progress(len(stale), len(stale))


def _bring_up_to_date(connection: sqlite3.Connection, archive: Archive, slug: str, watch: Watch) -> None:
    from archive_repo.index import build  # reads git, which takes a while to load

    try:
        with _part(connection), places.reading_rows():
            build.bring_up_to_date(connection, archive, slug)
    except (ArchiveError, OSError) as error:
        watch.sick(slug, str(error))


def _stale(connection: sqlite3.Connection, there: dict[str, Tips]) -> list[str]:
    known = _known(connection)
    return sorted(slug for slug in known.keys() | there.keys() if known.get(slug) != there.get(slug))


def _known(connection: sqlite3.Connection) -> dict[str, Tips]:
    """The tips that the tables were made from."""
    versions = dict(connection.execute("SELECT slug, tip FROM platforms"))
    looked = looks.tips(connection)
    return {slug: (versions.get(slug, ""), looked.get(slug, "")) for slug in versions | looked}
