"""A connection to `index.sqlite`, brought up to date with the platforms' branches before every answer.

    tracked = connect.ask(archive, queries.documents)

The tips of the branches are compared with those that the tables were made from, and new commits are read; if
a branch was rewritten, its platform is read again. Readers see the last committed state (WAL) while another
process brings the index up to date; two that do so wait for each other. For a question about one platform,
only that platform's branches are looked at.

A file that is damaged, lacks a row or has other tables is rebuilt and asked again. If it cannot be written, a
copy is used. A platform whose repository cannot be read is named and keeps its rows; if it has none, or they
are not enough for the answer, it is left out.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from archive_repo.errors import ArchiveError, DamagedRepository, NotFound, StoreError
from archive_repo.git import references
from archive_repo.index import looks, places, tips
from archive_repo.index.places import DamagedIndex
from archive_repo.index.schema import SCHEMA, VERSION
from archive_repo.index.tips import Tips

if TYPE_CHECKING:
    from archive_repo.archive import Archive

T = TypeVar("T")

PATIENCE_SECONDS = 600.0
"""How long a reader waits for another process that builds the index: a first build of a large archive."""

_PAUSE_SECONDS = 0.01
"""Between two attempts to set a new file's journal, which takes another process about as long."""

_BY_PLATFORM = {"platforms": "slug", "documents": "platform", "observed": "platform", "looks": "platform"}
"""Tables that all questions begin at, with the column that has the platform's slug."""

_IS_WHOLE = "SELECT (SELECT max(document) FROM versions) IS (SELECT max(id) FROM documents)"
"""True unless all rows, or the newest, of a table are gone: every document has versions. Two look-ups."""

TOGETHER = 32
"""Platforms that are read in one transaction. A build that is killed loses at most these; a transaction for
each would take longer."""

CACHED_KB = 16_384
"""Of the file in memory: an index of 870 documents is built in 7.4 to 7.8 s of CPU with so much, and in 8.1
with four times as much, which a site of them would hold until its last page."""


class Watch(Protocol):
    """Receives what happens while the index is brought up to date."""

    def progress(self, done: int, of: int) -> None:
        """How many platforms have been read, and how many there are."""

    def sick(self, platform: str, reason: str, *, shown: bool) -> None:
        """A platform, by its slug, cannot be read: answers show it as it last was (`shown`), or lack it."""


class Silence:
    """Reports nothing."""

    def progress(self, done: int, of: int) -> None:
        """Do nothing."""

    def sick(self, platform: str, reason: str, *, shown: bool) -> None:
        """Do nothing."""


SILENCE = Silence()


def ask(
    archive: Archive,
    question: Callable[[sqlite3.Connection], T],
    watch: Watch = SILENCE,
    *,
    about: str = "",
) -> T:
    """What the index answers; if it proves damaged, it is rebuilt and asked once more.

    `about` is the slug of the only platform that the question is about: no other is brought up to date.

    Raises RepositoryBusy if another process has been building the index for PATIENCE_SECONDS, and StoreError
    if there is no room for it anywhere, or if the platform that the question is `about` cannot be read.
    """

    def answer(path: str) -> T:
        lacking = _Lacking(watch)
        with closing(up_to_date(path, archive, lacking, about)) as connection:
            return lacking.answer(connection, question, about)

    with ExitStack() as stack:
        return places.anywhere(archive.index, stack, answer)


class _Lacking:
    """Answers without the platforms that cannot be read, and tells `watch` which."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._reasons: dict[str, str] = {}

    def progress(self, done: int, of: int) -> None:
        self._watch.progress(done, of)

    def sick(self, platform: str, reason: str, *, shown: bool) -> None:
        if not shown:
            self._reasons[platform] = reason
        self._watch.sick(platform, reason, shown=shown)

    def answer(
        self, connection: sqlite3.Connection, question: Callable[[sqlite3.Connection], T], about: str
    ) -> T:
        """The answer; while a platform cannot be read, the question is asked again without it."""
        while True:
            try:
                return question(connection)
            except StoreError as error:
                if error.platform in ("", about) or error.platform in self._reasons:
                    raise
                _leave_out(connection, error.platform)
                self.sick(error.platform, str(error), shown=False)
            except NotFound as error:
                if error.platform in self._reasons:
                    reason = self._reasons[error.platform]
                    raise DamagedRepository(reason, platform=error.platform) from error
                raise


def _leave_out(connection: sqlite3.Connection, platform: str) -> None:
    """Hide a platform's rows from this connection: its views come before the tables of the same names."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS left_out (platform TEXT)")
    connection.execute("INSERT INTO left_out VALUES (?)", (platform,))
    for table, column in _BY_PLATFORM.items():
        connection.execute(
            f"CREATE TEMP VIEW IF NOT EXISTS {table} AS SELECT * FROM main.{table} "  # noqa: S608
            f"WHERE {column} NOT IN (SELECT platform FROM left_out)"
        )


@contextmanager
def current(archive: Archive, watch: Watch = SILENCE) -> Iterator[sqlite3.Connection]:
    """A connection for questions that cannot be repeated if the index proves damaged. Raises as `ask`."""
    with ExitStack() as stack:
        connection = places.anywhere(archive.index, stack, lambda path: up_to_date(path, archive, watch))
        yield stack.enter_context(closing(connection))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction that writes: waits for its turn, and is rolled back if it fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def _part(connection: sqlite3.Connection) -> Iterator[None]:
    """A part of a transaction, which is rolled back if it fails."""
    connection.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK TO part")
        raise
    finally:
        connection.execute("RELEASE part")


def up_to_date(path: str, archive: Archive, watch: Watch = SILENCE, about: str = "") -> sqlite3.Connection:
    """A connection to the database of this name, which `ask` chooses, with its tables up to date.

    With `about`, the slug of a platform, only that one's rows are.
    """
    connection = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None, uri=True)
    try:
        _prepare(connection)
        _update(connection, archive, watch, about)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    _log_ahead(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{CACHED_KB}")
    connection.execute("PRAGMA wal_autocheckpoint = 8000")
    if _is_laid_out(connection):
        return
    with transaction(connection):
        if not _is_laid_out(connection):  # another process may have been faster
            for statement in (*SCHEMA, f"PRAGMA user_version = {VERSION}"):
                connection.execute(statement)


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Set the journal of the database to WAL.

    Of a new file, SQLite refuses that at once, without its timeout, while another process does the same.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _is_laid_out(connection: sqlite3.Connection) -> bool:
    """True if the tables exist, False for an empty file. Raises DamagedIndex if there are other tables."""
    there = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master")}
    if not there:
        return False
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != VERSION or not there.issuperset(SCHEMA):
        raise DamagedIndex("it has other tables")
    if not connection.execute(_IS_WHOLE).fetchone()[0]:
        raise DamagedIndex("it lacks rows")
    return True


def _update(connection: sqlite3.Connection, archive: Archive, watch: Watch, about: str) -> None:
    there, problems = tips.read(archive, about)
    known = _known(connection, about)
    emptied = {slug: why for slug in known.keys() - there.keys() if (why := _emptied(archive, slug))}
    problems = emptied | problems
    for slug, reason in problems.items():
        watch.sick(slug, reason, shown=slug in known)
    stale = [slug for slug in _stale(known, there) if slug not in problems]
    for start in range(0, len(stale), TOGETHER):
        watch.progress(start, len(stale))
        with transaction(connection):
            # asked again, as another process may have been faster
            due = set(_stale(_known(connection, about), there)).intersection(stale[start : start + TOGETHER])
            _bring_up_to_date(connection, archive, sorted(due), watch)
    if stale:
        watch.progress(len(stale), len(stale))


def _bring_up_to_date(
    connection: sqlite3.Connection, archive: Archive, slugs: Sequence[str], watch: Watch
) -> None:
    from archive_repo.index import build  # reads git, which takes a while to load

    newest = build.newest_sentence(connection)
    for slug in slugs:
        try:
            with _part(connection), places.reading_rows():
                build.bring_up_to_date(connection, archive, slug)
        except (ArchiveError, OSError) as error:
            watch.sick(slug, str(error), shown=slug in _known(connection))
    build.make_searchable(connection, newest)


def _emptied(archive: Archive, slug: str) -> str:
    """What is wrong with a platform that had branches and has none; empty if its folder was removed."""
    path = archive.path(slug)
    return f"{path}: {references.NO_BRANCH}" if path.exists() else ""


def _stale(known: Mapping[str, Tips], there: Mapping[str, Tips]) -> list[str]:
    return sorted(slug for slug in known.keys() | there.keys() if known.get(slug) != there.get(slug))


def _known(connection: sqlite3.Connection, about: str = "") -> dict[str, Tips]:
    """The tips that the tables were made from, of all platforms or of one."""
    versions = dict(connection.execute("SELECT slug, tip FROM platforms WHERE ? IN ('', slug)", (about,)))
    looked = looks.tips(connection, about)
    return {slug: (versions.get(slug, ""), looked.get(slug, "")) for slug in versions | looked}
