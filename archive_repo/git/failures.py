"""Turns what the system and libgit2 raise into errors of the archive that say what to do next.

libgit2 passes on the system's error as a sentence or not at all. To learn if the disk is full or if this user
may not write, the same is tried again with a file of our own.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pygit2

from archive_repo.errors import AccessDenied, DamagedRepository, DiskFull, StoreError

FOREIGN = (KeyError, ValueError, OSError, pygit2.GitError)
"""What pygit2 raises, depending on what is broken: a missing, truncated or corrupt object, a file, a disk."""

SYSTEM = (OSError, pygit2.GitError)
"""Those of them that are never a bug of ours."""

SPARE_BYTES, SPARE_FILES = 1024 * 1024, 16
"""If fewer bytes or files than these are free, a failed write is blamed on the full disk: a version takes a
few files of some kilobytes, compressed."""

_FULL = {errno.ENOSPC, errno.EDQUOT}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_PLACES = ("", "objects", "objects/pack", "refs", "refs/heads")


@contextmanager
def told(repository: Path, expected: tuple[type[Exception], ...] = SYSTEM) -> Iterator[None]:
    """Raise an error in the block, in which something is written, as an error of the archive.

    FOREIGN may be expected only where nothing but pygit2 is called: of our own code, those are bugs.
    """
    try:
        yield
    except expected as error:
        raise unwritable(repository, error) from error


def unreadable(repository: Path, what: str, error: Exception) -> StoreError:
    """The error to raise when `what` could not be read."""
    number = _number(error) or _number_of_reading(repository)
    if number in _DENIED:
        return _denied(repository, "read", number)
    return DamagedRepository(
        f"{repository}: {what} cannot be read ({reason(error)}); "
        "`archiver verify` lists what is damaged and what to do",
        platform=repository.stem,
    )


def unwritable(repository: Path, error: Exception) -> StoreError:
    """The error to raise when the repository could not be written."""
    number = _number(error) or _number_of_writing(repository)
    if number in _DENIED:
        return _denied(repository, "written", number)
    if number in _FULL:
        return DiskFull(
            f"{repository}: the disk is full; make room and run the command again: what was recorded is kept"
        )
    if number == errno.ENOTDIR:
        return StoreError(f"{repository}: something else is where this folder should be; move it away")
    return StoreError(f"{repository}: cannot be written ({reason(error)}); check the disk")


def reason(error: Exception) -> str:
    """The exception's message, as part of a sentence."""
    strerror = error.strerror if isinstance(error, OSError) else None
    return strerror or str(error).strip("'\"") or type(error).__name__


def _denied(repository: Path, what: str, number: int) -> AccessDenied:
    if number == errno.EROFS:
        return AccessDenied(
            f"{repository}: cannot be {what}: it is on a read-only file system; "
            "commands that only read still work",
            platform=repository.stem,
        )
    return AccessDenied(
        f"{repository}: cannot be {what} ({os.strerror(number)}); "
        "run the command as its owner, or change its owner or permissions",
        platform=repository.stem,
    )


def _number(error: Exception) -> int | None:
    return error.errno if isinstance(error, OSError) else None


def _number_of_reading(repository: Path) -> int | None:
    try:
        listed = [file for place in _PLACES for file in (repository / place).iterdir()]
        for file in [*listed, *_reflogs(repository)]:
            if file.is_file():
                file.open("rb").close()
    except OSError as error:
        return error.errno
    return None


def _number_of_writing(repository: Path) -> int | None:
    try:
        for place in _PLACES:
            with tempfile.TemporaryFile(dir=repository / place) as file:
                file.write(bytes(4096))
                file.flush()
                os.fsync(file.fileno())
        for log in _reflogs(repository):
            log.open("ab").close()
        free = os.statvfs(repository)
    except OSError as error:
        return error.errno
    no_files = free.f_files > 0 and free.f_favail < SPARE_FILES
    return errno.ENOSPC if no_files or free.f_bavail * free.f_frsize < SPARE_BYTES else None


def _reflogs(repository: Path) -> list[Path]:
    try:
        return list((repository / "logs" / "refs" / "heads").iterdir())
    except FileNotFoundError:
        return []
