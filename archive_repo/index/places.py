"""Places for the index: in the archive, in a temporary copy or in memory; and when it is rebuilt."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from archive_repo.errors import DiskFull, RepositoryBusy, StoreError

T = TypeVar("T")

MEMORY, TEMPORARY = ":memory:", ""
"""Names of databases that are in memory, and in a temporary file that SQLite removes."""

_OF_THE_PLACE = (
    "SQLITE_CANTOPEN",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_PERM",
    "SQLITE_PROTOCOL",
    "SQLITE_READONLY",
)
"""Beginnings of the names of errors that are about a place and not about the index in it."""

_FULL = {errno.ENOSPC, errno.EDQUOT}


class DamagedIndex(Exception):
    """The index lacks a row, has one that cannot be read, or other tables: it is rebuilt."""


class _NoRoom(Exception):
    """Nothing can be written in a place."""


@contextmanager
def reading_rows() -> Iterator[None]:
    """Raise any error in the block, which makes values from rows, as DamagedIndex: the rows are at fault."""
    try:
        yield
    except (LookupError, TypeError, ValueError) as error:
        raise DamagedIndex(f"{type(error).__name__}: {error}") from error


def anywhere(index: Path, stack: ExitStack, attempt: Callable[[str], T]) -> T:
    """The result of an attempt with the name of a database, wherever there is room for it.

    If the file proves damaged, it is removed and the attempt is made once more. Raises RepositoryBusy,
    DiskFull and StoreError.
    """
    problems: list[Exception] = []
    for place in (_own, _copied, _in_memory):
        try:
            return _twice(stack.enter_context(place(index)), attempt)
        except _NoRoom as error:
            problems.append(error)
        except sqlite3.OperationalError as error:
            if _name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise RepositoryBusy(
                    f"{index}: another process is building the index; wait for it, or stop it"
                ) from error
            if not is_of_the_place(error):
                raise
            problems.append(error)
    raise _no_room(index, problems)


def aside(index: Path, attempt: Callable[[str], T]) -> T:
    """The result of an attempt with a database that is gone afterwards: in a temporary file or in memory.

    Raises DiskFull; other errors of a place are raised as they are.
    """
    try:
        return attempt(TEMPORARY)
    except sqlite3.OperationalError as error:
        if not is_of_the_place(error):
            raise
        try:
            return attempt(MEMORY)
        except sqlite3.OperationalError as again:
            if not any(_is_full(one) for one in (error, again)):
                raise
            raise _no_room(index, [error, again]) from again


def _no_room(index: Path, problems: list[Exception]) -> StoreError:
    if any(_is_full(problem) for problem in problems):
        return DiskFull(f"{index}: the disk is full, and so is the temporary folder; make room in either")
    return StoreError(
        f"{index}: no room for the index ({problems[-1]}), nor in the temporary folder or in memory; "
        "free some, or give the archive's folder write permission"
    )


def _is_full(problem: Exception) -> bool:
    cause = problem.__cause__ or problem
    return (isinstance(cause, OSError) and cause.errno in _FULL) or _name(problem) == "SQLITE_FULL"


def is_of_the_place(error: Exception) -> bool:
    """True if a place is at fault, and not the index that is in it."""
    return _name(error).startswith(_OF_THE_PLACE)


def _twice(path: str, attempt: Callable[[str], T]) -> T:
    seen = _identity(path)
    try:
        return attempt(path)
    except (sqlite3.DatabaseError, UnicodeDecodeError, DamagedIndex) as error:
        if not _is_damage(error):  # of a damaged file, sqlite3 may raise an error that it cannot decode
            raise
    _discard(Path(path), seen)
    return attempt(path)


def _is_damage(error: Exception) -> bool:
    """True if the file is at fault, rather than its place, another process or a wrong question."""
    if isinstance(
        error, sqlite3.OperationalError
    ):  # if it has no name, the file holds bytes that are no text
        return _name(error) in ("", "SQLITE_ERROR", "SQLITE_SCHEMA", "SQLITE_MISMATCH")
    return not isinstance(error, sqlite3.ProgrammingError | sqlite3.NotSupportedError)


def _name(error: Exception) -> str:
    return str(getattr(error, "sqlite_errorname", ""))


def _identity(path: str) -> tuple[int, int] | None:
    with suppress(OSError):
        seen = os.stat(path)  # noqa: PTH116  the memory has no path
        return seen.st_dev, seen.st_ino
    return None


def _discard(index: Path, seen: tuple[int, int] | None) -> None:
    """Remove the file and what belongs to it, unless another process has replaced it in the meantime."""
    if str(index) == MEMORY:
        return
    try:
        folder = os.open(index.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            if _identity(str(index)) == seen:
                for suffix in ("", "-wal", "-shm"):
                    index.with_name(index.name + suffix).unlink(missing_ok=True)
        finally:
            os.close(folder)
    except OSError as error:
        raise _NoRoom(error) from error


@contextmanager
def _own(index: Path) -> Iterator[str]:
    """The file in the archive, unless it is a link to something else, such as a device."""
    try:
        if index.is_symlink() and index.exists() and not index.is_file():
            index.unlink()
    except OSError as error:
        raise _NoRoom(error) from error
    yield str(index)


@contextmanager
def _copied(index: Path) -> Iterator[str]:
    """A copy of the index, if there is one, in a folder of its own that is removed afterwards."""
    import shutil  # both are slow to load, and hardly ever needed
    import tempfile

    try:
        folder = tempfile.TemporaryDirectory(prefix="archiver-index-")
    except OSError as error:
        raise _NoRoom(error) from error
    with folder as name:
        copy = Path(name) / index.name
        with suppress(OSError):
            shutil.copyfile(index, copy)
        yield str(copy)


@contextmanager
def _in_memory(_index: Path) -> Iterator[str]:
    yield MEMORY
