"""What the operating system refuses, said once: a full disk, a folder without permission, a bent path."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pygit2

from archive_repo.errors import StoreError

_REMEDIES = {
    errno.ENOSPC: "free some space; what was recorded before is safe",
    errno.EDQUOT: "free some space; what was recorded before is safe",
    errno.EROFS: "the archive can be read, and nothing can be recorded in it",
    errno.EACCES: "check who owns it; it can be read, and nothing can be recorded in it",
    errno.EPERM: "check who owns it; it can be read, and nothing can be recorded in it",
    errno.ENOTDIR: "something is in the place of a folder; move it away",
}


@contextmanager
def told(repository: Path) -> Iterator[None]:
    """Turn what is raised while the repository is written into a StoreError with what to do next.

    libgit2 loses the reason on the way ("no error"), most often of a full disk.
    """
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "check the disk")
        raise StoreError(f"{repository}: cannot be written ({error.strerror or error}); {remedy}") from error
    except pygit2.GitError as error:
        raise StoreError(
            f"{repository}: git cannot write in it ({error}); check the disk and its permissions"
        ) from error
