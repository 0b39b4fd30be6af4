"""A connection to `index.sqlite`, brought up to date with the platforms' branches before every answer.

`current` compares the tips of the branches with those that the tables were made from, and reads the new
commits; where a branch was rewritten, its platform is read anew. Readers see the last committed state (WAL)
while another one brings it up to date; those wait for each other. Where the folder cannot be written, a copy
is brought up to date elsewhere and thrown away.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from archive_repo.errors import RepositoryBusy
from archive_repo.index import looks
from archive_repo.index.schema import SCHEMA, TABLES, VERSION

if TYPE_CHECKING:
    from archive_repo.archive import Archive

Progress = Callable[[int, int], None]
"""Called with how many platforms have been read, and how many there are to read."""

PATIENCE_SECONDS = 600.0
"""How long a reader waits for another process that builds the index: a first build of a large archive."""

TOGETHER = 32
"""Platforms that are read in one transaction: what a killed build loses, against the cost of a commit."""


@contextmanager
def current(archive: Archive, progress: Progress | None = None) -> Iterator[sqlite3.Connection]:
    """A connection to the index, brought up to date. One that is damaged or of another schema is made anew.

    Raises RepositoryBusy where another process has been building it for PATIENCE_SECONDS.
    """
    with ExitStack() as stack:
        try:
            connection = _ready(archive.index, archive, progress)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise RepositoryBusy(
                    f"{archive.index}: another process is building the index; wait for it, or end it"
                ) from error
            if not error.sqlite_errorname.startswith(_UNWRITABLE):
                raise
            copy = stack.enter_context(_copied(archive.index))
            connection = _ready(copy, archive, progress)
        yield stack.enter_context(closing(connection))


Tips = tuple[str, str]
"""The newest commits of `main` and of `observations`; empty where there is no such branch."""

_VERSIONS, _LOOKS = "refs/heads/main", "refs/heads/observations"

_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


def _ready(path: Path, archive: Archive, progress: Progress | None) -> sqlite3.Connection:
    """The index at `path`, made where it is missing, and up to date."""
    try:
        return _updated(_connect(path), archive, progress)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # not a database, or a malformed one
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return _updated(_connect(path), archive, progress)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -65536")  # in kB
        connection.execute("PRAGMA wal_autocheckpoint = 8000")
        if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            _lay_out(connection)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _lay_out(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            for (table,) in connection.execute(TABLES).fetchall():
                connection.execute(f'DROP TABLE IF EXISTS "{table}"')
            for statement in (*SCHEMA, f"PRAGMA user_version = {VERSION}"):
                connection.execute(statement)


@contextmanager
def _copied(path: Path) -> Iterator[Path]:
    """A copy of the index, if there is one, in a folder of its own that is removed afterwards."""
    import shutil  # both are slow to load, and hardly ever needed
    import tempfile

    with tempfile.TemporaryDirectory(prefix="archiver-index-") as folder:
        copy = Path(folder) / path.name
        with suppress(OSError):
            shutil.copyfile(path, copy)
        yield copy


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


def _updated(
    connection: sqlite3.Connection, archive: Archive, progress: Progress | None
) -> sqlite3.Connection:
    try:
        there = _tips(archive)
        _update(connection, archive, there, progress)
    except BaseException:
        connection.close()
        raise
    return connection


def _update(
    connection: sqlite3.Connection, archive: Archive, there: dict[str, Tips], progress: Progress | None
) -> None:
    stale = _stale(connection, there)
    if not stale:
        return
    from archive_repo.index import build  # reads git, which takes a while to load

    for start in range(0, len(stale), TOGETHER):
        if progress:
            progress(start, len(stale))
        with transaction(connection):
            known = _known(connection)
            for slug in stale[start : start + TOGETHER]:
                if known.get(slug) != there.get(slug):  # else another process was faster
                    build.bring_up_to_date(connection, archive, slug)
    if progress:
        progress(len(stale), len(stale))


def _stale(connection: sqlite3.Connection, there: dict[str, Tips]) -> list[str]:
    known = _known(connection)
    return sorted(slug for slug in known.keys() | there.keys() if known.get(slug) != there.get(slug))


def _known(connection: sqlite3.Connection) -> dict[str, Tips]:
    versions = dict(connection.execute("SELECT slug, tip FROM platforms"))
    looked = looks.tips(connection)
    return {slug: (versions.get(slug, ""), looked.get(slug, "")) for slug in versions | looked}


def _tips(archive: Archive) -> dict[str, Tips]:
    """The newest commits of each platform that has one, by its slug, read from the references' files.

    Opening 380 repositories takes 60 ms, reading 380 files of 41 bytes takes 7.
    """
    found = {slug: _of_repository(archive.path(slug)) for slug in archive.slugs()}
    return {slug: tips for slug, tips in found.items() if any(tips)}


def _of_repository(path: Path) -> Tips:
    return _tip(path, _VERSIONS), _tip(path, _LOOKS)


def _tip(repository: Path, reference: str) -> str:
    try:
        return (repository / reference).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return _packed(repository, reference)


def _packed(repository: Path, reference: str) -> str:
    """From `packed-refs`, where `git gc` puts references."""
    try:
        lines = (repository / "packed-refs").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ""
    return next((line.partition(" ")[0] for line in lines if line.endswith(f" {reference}")), "")
